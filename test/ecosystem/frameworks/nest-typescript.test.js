'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { ChildProcess } = require('../../helpers/child-process');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { HttpClient } = require('../../helpers/http');
const { temporaryFolder } = require('../../helpers/package-copy');
const { ROOT } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');

const MODULES = path.join(__dirname, '..', 'node_modules');
const EXAMPLE = path.join(ROOT, 'examples', 'nestjs');
const PAGE = 'docs/guides/frameworks/nestjs.md';

// The server of the page's first example, with somebody who is signed in.
const SERVER = `import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './page-0.js';
const app = await NestFactory.create(AppModule, { logger: false });
app.use((request: any, response: unknown, next: () => void) => {
  request.user = { id: 'ann' };
  next();
});
await app.listen(0, '127.0.0.1');
console.log(\`listening on \${await app.getUrl()}\`);
`;

/** A project with the files of the example, and Nest 12. */
function createProject(files = {}) {
  const folder = temporaryFolder('onceonly-nest-');
  fs.cpSync(EXAMPLE, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  const link = (name, target) => {
    const at = path.join(folder, 'node_modules', name);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.symlinkSync(target, at);
  };
  for (const name of ['@nestjs', 'reflect-metadata', 'rxjs']) link(name, path.join(MODULES, name));
  link('@types/node', path.join(ROOT, 'node_modules', '@types', 'node'));
  link('onceonly', ROOT);
  return folder;
}

/** What the compiler says, '' if nothing. */
function compile(folder) {
  const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
  return spawnSync(tsc, ['-p', '.'], { cwd: folder, encoding: 'utf8' }).stdout;
}

async function start(file) {
  const { url } = await sharedRedis();
  const env = { ...process.env, PORT: '0', REDIS_URL: url };
  const child = new ChildProcess(process.execPath, [file], { env });
  atEnd(() => child.kill());
  const [, port] = await child.firstMatch(/listening on .*:(\d+)$/m);
  return new HttpClient(Number(port));
}

test('the example charges once for two requests', async () => {
  const folder = createProject();
  expect(compile(folder)).toBe('');
  const client = await start(path.join(folder, 'dist', 'server.js'));
  const sent = { key: `nest-${process.pid}`, body: { amount: 500, currency: 'eur' } };
  const [first, retry] = [
    await client.post('/payments', sent),
    await client.post('/payments', sent),
  ];
  expect([first.status, first.cached, retry.status, retry.cached]).toEqual([201, false, 201, true]);
  expect(first.json).toEqual({ id: 'charge_1', amount: 500, currency: 'eur' });
  expect(retry.json).toEqual(first.json);
  const other = await client.post('/payments', { ...sent, body: { amount: 1, currency: 'eur' } });
  expect([other.status, other.error]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  expect(other.headers['content-type']).toMatch(/^application\/problem\+json/);
  const without = await client.post('/payments', { body: sent.body });
  expect([without.status, without.error]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
});

test('the examples of the page compile, and the first one makes one order for two requests', async () => {
  const snippets = snippetsOf(PAGE, 'ts');
  expect(snippets.length).toBeGreaterThan(3);
  const pages = Object.fromEntries(snippets.map((code, index) => [`page-${index}.ts`, code]));
  const folder = createProject({ ...pages, 'server.ts': SERVER });
  const config = JSON.parse(fs.readFileSync(path.join(folder, 'tsconfig.json'), 'utf8'));
  const files = ['server.ts', ...Object.keys(pages)];
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ ...config, files }));
  expect(compile(folder)).toBe('');
  const client = await start(path.join(folder, 'dist', 'server.js'));
  const sent = { key: `page-${process.pid}`, body: { item: 'book' } };
  const [first, retry] = [await client.post('/orders', sent), await client.post('/orders', sent)];
  expect([first.status, first.cached, retry.status, retry.cached]).toEqual([201, false, 201, true]);
  expect(retry.json).toEqual({ item: 'book', effectId: first.json.effectId });
});
