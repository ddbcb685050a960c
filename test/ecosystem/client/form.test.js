'use strict';

const axe = require('axe-core');
const express = require('express');
const { MemoryStore } = require('../../../lib');
const { createApp } = require('../../../examples/agents/app');
const { Agents } = require('../../../examples/agents/agents');
const { createGate } = require('../../helpers/gate');
const { startProxy } = require('../../helpers/tcp-proxy');
const { until } = require('../../helpers/until');
const { INSECURE_HOST, listen, startBrowser } = require('./chromium');

jest.setTimeout(120_000);

const isResponse = (text, direction) => direction === 'reply' && text.startsWith('HTTP/1.1 201');

let agents;
let keys;
let held;
let port;
let proxy;
let browser;
let context;
let page;

/** The table of agents, whose rows a test can hold back, or let fail after the effect. `calls` are those of create(). */
class HeldAgents extends Agents {
  calls = [];
  end = (result) => result;

  async create(row) {
    await held;
    this.calls.push(row);
    return this.end(await super.create(row));
  }
}

beforeAll(async () => {
  const app = express();
  app.use((req, res, next) => {
    if (req.method === 'POST') keys.push(req.get('Idempotency-Key'));
    next();
  });
  // A new table and a new store for each test.
  app.use((req, res, next) => agents.app(req, res, next));
  port = await listen(app);
  proxy = await startProxy(port);
  browser = await startBrowser();
});

beforeEach(async () => {
  keys = [];
  held = undefined;
  agents = new HeldAgents();
  agents.app = createApp({ agents, store: new MemoryStore() });
  proxy.mend();
  context = await browser.newContext();
  page = await context.newPage();
});

afterEach(() => context.close());

/** The agents of acme. Each was created by one call: the table alone would hide a second one. */
async function rows() {
  const calls = agents.calls.filter(({ organisation }) => organisation === 'acme');
  // Read in the same turn as the calls.
  const found = await agents.list('acme');
  expect(calls.map(({ name }) => name).reverse()).toEqual(found.map(({ name }) => name));
  return found;
}

const said = (from = page) => from.textContent('#said');
const untilSaid = (text, from = page) =>
  until(async () => (await said(from)).includes(text), `the page says "${text}"`);

async function open(query = '', origin = `http://127.0.0.1:${proxy.port}`) {
  await page.goto(`${origin}/${query}`);
  await page.waitForSelector('#none');
}

async function fill(name, from = page) {
  await from.fill('#name', name);
}

const click = (from = page) => from.click('text=Create agent');

/** Submits an agent whose response gets lost, and all further tries with it. */
async function submitInVain(name) {
  proxy.cutWhen(isResponse);
  await fill(name);
  await click();
  await untilSaid("We don't know yet");
}

describe('the form of examples/agents in Chromium', () => {
  test('creates one agent at a double click', async () => {
    await open();
    await fill('Ann');
    await page.dblclick('text=Create agent');
    await untilSaid('Ann was created');
    expect(await rows()).toHaveLength(1);
    expect(keys).toHaveLength(1);
  });

  test('creates one agent at many clicks on a slow server', async () => {
    const gate = createGate();
    held = gate.passed;
    await open();
    await fill('Ann');
    await click();
    await until(() => keys.length === 1, 'the first request has come');
    for (let i = 0; i < 5; i++) await click();
    gate.open();
    await untilSaid('Ann was created');
    expect(await rows()).toHaveLength(1);
    expect(keys).toHaveLength(1);
  });

  test('creates no second agent at a click after the first was created', async () => {
    await open();
    await fill('Ann');
    await click();
    await untilSaid('Ann was created');
    expect(await page.inputValue('#name')).toBe('');
    await click();
    expect(await page.evaluate(() => globalThis.document.activeElement.id)).toBe('name');
    expect(await rows()).toHaveLength(1);
    expect(keys).toHaveLength(1);
  });

  test('creates one agent though a proxy drops the response after the effect', async () => {
    await open();
    proxy.cutWhen(isResponse);
    await fill('Ann');
    await click();
    await untilSaid('Trying again');
    expect(await rows()).toHaveLength(1);
    proxy.mend();
    await untilSaid('Ann already exists');
    expect(await rows()).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
    expect(keys.length).toBeGreaterThan(1);
  });

  test('creates one agent though the network is away in the middle', async () => {
    const gate = createGate();
    held = gate.passed;
    await open();
    await fill('Ann');
    await click();
    await until(() => keys.length === 1, 'the request has come');
    await context.setOffline(true);
    proxy.cut();
    await untilSaid('Trying again');
    gate.open();
    await until(async () => (await rows()).length === 1, 'the agent is created');
    proxy.mend();
    await context.setOffline(false);
    await untilSaid('Ann already exists');
    expect(await rows()).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
  });

  test('creates one agent if its user tries again by hand', async () => {
    await open();
    await submitInVain('Ann');
    proxy.mend();
    await click();
    await untilSaid('Ann already exists');
    expect(await rows()).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
  });

  test('sends no changed agent while the first is unsettled, and finds out about it', async () => {
    await open();
    await submitInVain('Ann');
    proxy.mend();
    await fill('Bob');
    await click();
    await untilSaid('may exist');
    expect(await rows()).toHaveLength(1);
    await page.click('text=Send it again');
    await untilSaid('Ann already exists');
    await click();
    await untilSaid('Bob was created');
    expect((await rows()).map(({ name }) => name)).toEqual(['Bob', 'Ann']);
    expect(new Set(keys).size).toBe(2);
  });

  const failed = () => {
    throw new Error('The ledger is away.');
  };
  test.each([
    ['fails after the effect', failed],
    ['has a result that cannot be stored', (result) => ({ ...result, size: 1n })],
  ])('creates one agent if the server %s, until its user gives it up', async (_, end) => {
    agents.end = end;
    await open();
    await fill('Ann');
    for (let i = 0; i < 2; i++) {
      await click();
      await untilSaid('Ann may exist');
      expect(await rows()).toHaveLength(1);
    }
    expect(new Set(keys).size).toBe(1);
    agents.end = (result) => result;
    await page.click('text=Forget it');
    await untilSaid('Forgotten');
    await click();
    await untilSaid('Ann was created');
    expect(await rows()).toHaveLength(2);
    expect(new Set(keys).size).toBe(2);
  });

  test('has a new key after a reload, and shows the agent that was created', async () => {
    await open();
    await submitInVain('Ann');
    proxy.mend();
    await page.reload();
    await page.waitForSelector('li:has-text("Ann")');
    expect(await page.textContent('#key')).toBe('none yet');
    expect(await rows()).toHaveLength(1);
    await fill('Bob');
    await click();
    await untilSaid('Bob was created');
    expect(new Set(keys).size).toBe(2);
  });

  test('has the same key after a reload with a storage, and creates one agent', async () => {
    await open('?remember');
    await submitInVain('Ann');
    const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
    expect(kept).toContain(keys[0]);
    expect(kept).not.toContain('Ann');
    proxy.mend();
    await page.reload();
    await untilSaid('what became of your last agent');
    await fill('Ann');
    await click();
    await untilSaid('Ann already exists');
    expect(await rows()).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('creates one agent from a tab and its duplicate', async () => {
    await open('?remember');
    await submitInVain('Ann');
    proxy.mend();
    // Chromium copies sessionStorage into a tab that a page opens, as into one that its user duplicates.
    const [duplicate] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate(() => void globalThis.open(globalThis.location.href)),
    ]);
    await untilSaid('what became of your last agent', duplicate);
    await fill('Ann', duplicate);
    await Promise.all([click(), click(duplicate)]);
    await Promise.all([untilSaid('already exists'), untilSaid('already exists', duplicate)]);
    expect(await rows()).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
  });

  test('works on a page without HTTPS, which has no crypto.randomUUID()', async () => {
    await open('', `http://${INSECURE_HOST}:${proxy.port}`);
    const secure = await page.evaluate(() => [
      globalThis.isSecureContext,
      typeof crypto.randomUUID,
    ]);
    expect(secure).toEqual([false, 'undefined']);
    proxy.cutWhen(isResponse);
    await fill('Ann');
    await page.dblclick('text=Create agent');
    await untilSaid('Trying again');
    proxy.mend();
    await untilSaid('Ann already exists');
    expect(await rows()).toHaveLength(1);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^\d+(-\d+){3}$/);
  });

  test('creates an agent of the same name for another user and another organisation', async () => {
    await open();
    await fill('Ann');
    await click();
    await untilSaid('Ann was created');
    await page.selectOption('[name=organisation]', 'umbrella');
    await fill('Ann');
    await click();
    await page.waitForSelector('#agents:has-text("No. 2")');
    expect(await agents.list('umbrella')).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  test.each([['light'], ['dark']])(
    'has nothing that axe finds fault with, %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await open();
      await submitInVain('Ann');
      await fill('Bob');
      await click();
      await untilSaid('may exist');
      await page.click('summary');
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
      expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
      expect(passes.length).toBeGreaterThan(10);
    },
  );

  test('fits on a phone, and can be used with the keyboard alone', async () => {
    await page.setViewportSize({ width: 360, height: 700 });
    await open();
    await page.focus('#name');
    const longest = 'Ann'.padEnd(60, 'n');
    await page.keyboard.type(longest);
    await page.keyboard.press('Enter');
    await untilSaid(`${longest} was created`);
    const widths = await page.evaluate(() => [
      globalThis.document.documentElement.scrollWidth,
      globalThis.innerWidth,
    ]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1]);
    expect(await rows()).toHaveLength(1);
  });
});
