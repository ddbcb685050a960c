'use strict';

const path = require('node:path');

const esbuild = require('esbuild');
const { LossyShop } = require('../../helpers/lossy-shop');
const { ROOT } = require('../../helpers/project');
const { until } = require('../../helpers/until');
const { startBrowser } = require('./chromium');
const { snippetUnder } = require('./recipe');

jest.setTimeout(120_000);

const HERE = path.join(ROOT, 'test', 'ecosystem');

// Strict mode calls each initializer and each renderer twice, as React may.
const MAIN = `
  import { StrictMode, createElement } from 'react';
  import { createRoot } from 'react-dom/client';
  import { idempotentFetch } from '@onceonly/client';
  import { AgentForm } from 'recipe';

  const send = (agent, key, signal) => idempotentFetch('/orders', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(agent),
    signal,
    idempotency: { key },
  });
  const form = createElement(AgentForm, { send });
  createRoot(document.getElementById('root')).render(createElement(StrictMode, null, form));`;

/** The recipe of the page about clients, as a bundle for a page. */
function bundle() {
  const recipe = {
    name: 'recipe',
    setup(build) {
      build.onResolve({ filter: /^recipe$/ }, () => ({ path: 'recipe', namespace: 'recipe' }));
      build.onResolve({ filter: /^@onceonly\/client$/ }, () => ({
        path: path.join(ROOT, 'client', 'index.js'),
      }));
      build.onLoad({ filter: /.*/, namespace: 'recipe' }, () => ({
        contents: snippetUnder('React', 'jsx'),
        loader: 'jsx',
        resolveDir: HERE,
      }));
    },
  };
  return esbuild.build({
    stdin: { contents: MAIN, resolveDir: HERE },
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [recipe],
    write: false,
  });
}

const PAGE = '<!doctype html><div id="root"></div><script type="module" src="/main.js"></script>';

let shop;
let page;
const errors = [];

beforeAll(async () => {
  const { outputFiles } = await bundle();
  shop = await new LossyShop().start((app) => {
    app.get('/', (req, res) => res.type('html').send(PAGE));
    app.get('/main.js', (req, res) => res.type('js').send(outputFiles[0].text));
  });
  page = await (await startBrowser()).newPage();
  page.on('pageerror', (error) => errors.push(error));
});

beforeEach(async () => {
  shop.expect();
  await page.goto(shop.url);
  await page.waitForSelector('form');
});

const untilSaid = (text) =>
  until(async () => (await page.textContent('output')) === text, `the page says "${text}"`);

describe('the recipe for React in strict mode', () => {
  test('creates once at a double click, though its field is rendered anew at each letter', async () => {
    await page.type('input', 'Ann');
    await page.dblclick('button');
    await untilSaid('created');
    expect(shop.orders).toEqual([{ name: 'Ann' }]);
    expect(errors).toEqual([]);
  });

  test('creates once though the first responses are lost', async () => {
    shop.expect('dropped', 'cut', 'badGateway');
    await page.type('input', 'Ann');
    await page.dblclick('button');
    await untilSaid('created');
    expect(shop.orders).toEqual([{ name: 'Ann' }]);
    expect(new Set(shop.keys).size).toBe(1);
    expect(shop.keys).toHaveLength(4);
  });

  test('has another key for the next content', async () => {
    await page.type('input', 'Ann');
    await page.click('button');
    await untilSaid('created');
    await page.fill('input', 'Annabel');
    await page.click('button');
    await until(() => shop.orders.length === 2, 'the second is created');
    expect(shop.orders).toEqual([{ name: 'Ann' }, { name: 'Annabel' }]);
    expect(new Set(shop.keys).size).toBe(2);
  });
});
