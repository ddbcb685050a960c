'use strict';

const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { asShown, curl } = require('../../helpers/curl');
const { sharedRedis } = require('../../helpers/each-store');
const { readText } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');
const { startSnippet } = require('../../helpers/snippet-process');
const { until } = require('../../helpers/until');

const PAGE = 'docs/getting-started.md';
const [program, mount, crashing] = snippetsOf(PAGE);
const commands = snippetsOf(PAGE, 'sh').filter((command) => command.includes('curl'));
const responses = snippetsOf(PAGE, '');
const onRedis = program.replace(/^app\.use\(idempotency\(.*$/m, mount.trim());

let env;
beforeAll(async () => {
  env = { REDIS_URL: (await sharedRedis()).url };
});

test('the first program of the page is examples/basic', () => {
  expect(program).toBe(readText('examples/basic/server.mjs'));
});

test('the commands of the page get the responses that it shows', async () => {
  const { client } = await startSnippet(program);
  const ids = [];
  for (const index of [0, 1, 2]) {
    const answer = await curl(client, commands[index]);
    const { seen, shown } = asShown(answer, responses[index]);
    expect(seen).toBe(shown);
    ids.push(answer.json.id);
  }
  expect(ids[1]).toBe(ids[0]);
});

test('a response on Redis outlives the server', async () => {
  const one = await startSnippet(onRedis, { env });
  const first = await curl(one.client, commands[0]);
  one.child.kill('SIGKILL');
  await one.exited;
  const other = await startSnippet(onRedis, { env });
  const replay = await curl(other.client, commands[0]);
  expect(replay).toMatchObject({ status: 201, cached: true, text: first.text });
});

test('without the address of Redis the server does not start', async () => {
  const { REDIS_URL, ...without } = process.env;
  const code = `const { idempotency } = require('onceonly'); ${mount.replace('app.use(', '(')}`;
  const child = spawnSync(process.execPath, ['-e', code], { env: without, encoding: 'utf8' });
  expect(child.status).toBe(1);
  expect(child.stderr).toContain('environment variable');
});

test('a charge whose server was killed runs again under the same effectId', async () => {
  const [charge, retry] = commands.slice(3);
  const one = await startSnippet(crashing, { env });
  const printed = once(one.lines, 'line');
  curl(one.client, charge).catch(() => {});
  const [first] = await printed;
  one.child.kill('SIGKILL');
  await one.exited;
  // The page's provider takes five seconds, which the second attempt need not.
  const other = await startSnippet(crashing.replace('wait(5000)', 'wait(1)'), { env });
  const again = once(other.lines, 'line');
  let answer;
  const isSettled = async () => (answer = await curl(other.client, retry)).status !== 409;
  await until(isSettled, 'the lease of the killed server is over');
  const [second] = await again;
  expect(first).toMatch(/^attempt 1 of /);
  expect(second).toBe(first.replace('attempt 1', 'attempt 2'));
  expect(answer.text).toBe(responses[3].trim());
});
