'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');

const { createGate } = require('../../../helpers/gate.js');
const { cli, startCli, startOnTerminal } = require('../../../helpers/cli.js');
const { findFreePort } = require('../../../helpers/free-port.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');
const { ROOT } = require('../../../helpers/project.js');
const { problem, scriptedServer } = require('./scripted-server.js');

const UUID_V4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const SOON = { 'Retry-After': '0' };
const REPLAYED = { 'Idempotency-Cached': 'true', 'Idempotent-Replayed': 'true' };
const FIRST = { 'Idempotency-Cached': 'false' };
const RUNNING = problem(409, 'REQUEST_IN_PROGRESS', { retryable: true, headers: SOON });
const DOWN = problem(503, 'LOCK_FAILED', { retryable: true, headers: SOON });
const UNREADABLE = { 'Idempotency-Status': 'unreadable' };

const keysOf = (seen) => seen.map(({ headers }) => headers['idempotency-key']);

describe('request', () => {
  test('sends the method, the headers, the body and a fresh UUIDv4 as the key', async () => {
    const { url, seen } = await scriptedServer({ status: 201, headers: FIRST, body: '{"id":1}' });
    const args = ['-d', '{"amount":5}', '-H', 'X-A: 1', '-H', 'X-A: 2'];
    const { code, stdout, stderr } = await cli(['request', 'post', `${url}/charge?a=1`, ...args]);
    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/charge?a=1',
        headers: { 'x-a': '1, 2', 'content-type': 'application/json' },
      },
    ]);
    expect(`${seen[0].body}`).toBe('{"amount":5}');
    const [key] = keysOf(seen);
    expect(key).toMatch(UUID_V4);
    expect(stderr).toContain(`Idempotency-Key: ${key}\n`);
    expect(stdout).toBe('{"id":1}');
    expect(stderr).toMatch(/Done\. 201\. \(1 try\)\n$/);
    expect(code).toBe(0);
  });

  test('shows the key and the line that repeats the call before anything is sent', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/charge`;
    const { code, stderr } = await cli(['request', 'POST', url, '--retries', '0']);
    expect(stderr).toMatch(
      /^Idempotency-Key: (\S+)\nTo repeat this call: npx onceonly request POST \S+ --idempotency-key \1 /,
    );
    expect(stderr).toMatch(/Nothing was sent: connect ECONNREFUSED/);
    expect(code).toBe(7);
  });

  test.each([[`{"a":"it's $HOME"}`], ['a b\n\u001b[31m"\\'], ['-5'], ['*;&|<>`pwd`']])(
    'shows a line for %j that a shell repeats to the byte',
    async (data) => {
      const { url, seen } = await scriptedServer({ status: 200 });
      const first = await cli([
        'request',
        'PUT',
        `${url}/a`,
        `--data=${data}`,
        '-H',
        "X-Who: O'Neil",
      ]);
      const [, line] = /^To repeat this call: npx onceonly (.*)$/m.exec(first.stderr);
      expect(line).not.toMatch(/\p{C}/u);
      const command = `"${process.execPath}" "${path.join(ROOT, 'bin/onceonly.js')}" ${line}`;
      await promisify(execFile)('bash', ['-c', command]);
      expect(seen).toHaveLength(2);
      expect(seen[1]).toEqual({ ...seen[0], headers: { ...seen[0].headers, ...seen[1].headers } });
      expect(`${seen[1].body}`).toBe(data);
      expect(keysOf(seen)).toEqual([keysOf(seen)[0], keysOf(seen)[0]]);
    },
  );

  test('hides logins in that line', async () => {
    const { url, seen } = await scriptedServer({ status: 200 });
    const address = url.replace('//', '//ann:pass%20word@');
    const { stderr } = await cli(['request', 'POST', address, '-H', 'X-Api-Key: open sesame']);
    expect(stderr).not.toMatch(/pass|word|sesame|ann/);
    expect(stderr).toContain('Put your own values in the place of ***.');
    expect(seen[0].headers).toMatchObject({
      'x-api-key': 'open sesame',
      authorization: `Basic ${Buffer.from('ann:pass word').toString('base64')}`,
    });
  });
});

describe('request tries again', () => {
  test.each([
    ['while the first request runs', [RUNNING, RUNNING, { status: 201, headers: REPLAYED }], 0],
    [
      'while a server of another kind says so',
      [{ status: 409, headers: SOON }, { status: 200 }],
      0,
    ],
    ['when the store is down', [DOWN, { status: 200, headers: FIRST }], 0],
    ['after 429', [{ status: 429, headers: SOON }, { status: 200 }], 0],
    ['after 502', [{ status: 502, headers: SOON }, { status: 200 }], 0],
    ['after a lost answer', ['cut', { status: 200, headers: REPLAYED }], 0],
    ['after 500, once', [{ status: 500, headers: SOON }, { status: 200 }], 0],
    [
      'when a run ended in 503',
      [
        { status: 503, headers: { ...FIRST, ...SOON } },
        { status: 503, headers: REPLAYED },
      ],
      22,
    ],
  ])('%s, with the same key', async (_, answers, expected) => {
    const { url, seen } = await scriptedServer(...answers);
    const { code } = await cli(['request', 'POST', url]);
    expect(code).toBe(expected);
    expect(seen).toHaveLength(answers.length);
    expect(new Set(keysOf(seen)).size).toBe(1);
  });

  test('without counting the waits for a request in progress', async () => {
    const { url, seen } = await scriptedServer(RUNNING, RUNNING, RUNNING, { status: 200 });
    expect((await cli(['request', 'POST', url, '--retries', '0'])).code).toBe(0);
    expect(seen).toHaveLength(4);
  });

  test('after the date of Retry-After, by the clock of the server', async () => {
    const date = new Date(0);
    const later = { Date: date.toUTCString(), 'Retry-After': new Date(60_000).toUTCString() };
    const { url } = await scriptedServer({ status: 429, headers: later });
    const { code, stderr } = await cli(['request', 'POST', url, '--max-time', '50']);
    expect({ code, tries: /\((.*)\)\n$/.exec(stderr)[1] }).toEqual({ code: 22, tries: '1 try' });
  });
});

test('request warns if an earlier try may have run, on a server that does not say that it knows keys', async () => {
  const words = /earlier try may have run too/;
  const unaware = await scriptedServer('cut', { status: 200 });
  const aware = await scriptedServer('cut', { status: 200, headers: REPLAYED });
  expect((await cli(['request', 'POST', unaware.url])).stderr).toMatch(words);
  expect((await cli(['request', 'POST', aware.url])).stderr).not.toMatch(words);
});

test('request tells of a run that is not protected', async () => {
  const headers = { ...FIRST, 'Idempotency-Status': 'not-stored' };
  const { url } = await scriptedServer({ status: 201, headers });
  const { stderr } = await cli(['request', 'POST', url]);
  expect(stderr).toMatch(/Done\. 201, Idempotency-Status: not-stored\. \(1 try\)\n$/);
});

describe('request ends', () => {
  test.each([
    ['a refusal', [{ status: 402 }], 22, 'failed', 1],
    ['a replayed error', [{ status: 500, headers: REPLAYED }], 22, 'failed', 1],
    [
      'a key that was used for another request',
      [problem(422, 'IDEMPOTENCY_KEY_REUSED')],
      22,
      'failed',
      1,
    ],
    ['a store that stays down', [DOWN], 22, 'failed', 2],
    [
      'a record that stays unreadable',
      [problem(503, 'LOCK_FAILED', { retryable: true, headers: { ...SOON, ...UNREADABLE } })],
      75,
      'unknown',
      2,
    ],
    [
      'a record that can never be read',
      [problem(503, 'LOCK_FAILED', { headers: UNREADABLE })],
      75,
      'unknown',
      1,
    ],
    ['a redirect that keeps the method', [{ status: 307 }], 22, 'failed', 1],
    ['a redirect after the work', [{ status: 303 }], 0, 'done', 1],
    ['a redirect of the older kind', [{ status: 302 }], 75, 'unknown', 1],
    ['such a redirect behind the work', [{ status: 302, headers: FIRST }], 0, 'done', 1],
    ['503 of a proxy, to the end', [{ status: 503, headers: SOON }], 75, 'unknown', 2],
    ['a result that cannot be replayed', [problem(409, 'RESULT_NOT_REPLAYABLE')], 22, 'done', 1],
    [
      'an outcome that the server does not know',
      [problem(409, 'OUTCOME_UNKNOWN')],
      75,
      'unknown',
      1,
    ],
    ['500, twice', [{ status: 500, headers: SOON }], 75, 'unknown', 2],
    ['504, to the end', [{ status: 504, headers: SOON }], 75, 'unknown', 2],
    ['answers that are lost', ['cut'], 75, 'unknown', 2],
    ['a refusal behind a lost answer', ['cut', { status: 401 }], 75, 'unknown', 2],
    ['a run behind a lost answer', ['cut', { status: 402, headers: FIRST }], 22, 'failed', 2],
    ['a method that the server does not know', [{ status: 501 }], 22, 'failed', 1],
  ])('after %s', async (_, answers, code, outcome, tries) => {
    const { url, seen } = await scriptedServer(...answers);
    const run = await cli(['request', 'POST', url, '--json', '--retries', '1']);
    expect(run.lines).toEqual([expect.objectContaining({ outcome, tries, key: keysOf(seen)[0] })]);
    expect(run.code).toBe(code);
    expect(seen).toHaveLength(tries);
  });

  test('unknown when the time is over while the first request runs', async () => {
    const { url } = await scriptedServer(
      problem(409, 'REQUEST_IN_PROGRESS', { headers: { 'Retry-After': '9' } }),
    );
    const { code, stderr } = await cli(['request', 'POST', url, '--max-time', '5']);
    expect(code).toBe(75);
    expect(stderr).toMatch(/To learn it, repeat the call with this key: npx onceonly/);
  });

  test('unknown when a try gets no answer in time', async () => {
    const { url } = await scriptedServer(() => {});
    const run = await cli([
      'request',
      'POST',
      url,
      '--try-time',
      '0.3',
      '--retries',
      '0',
      '--json',
    ]);
    expect(run.lines).toMatchObject([{ outcome: 'unknown', status: null, error: 'TRY_TIMEOUT' }]);
    expect(run.code).toBe(75);
  });

  test('with the code of curl for a host that there is not', async () => {
    const { code } = await cli(['request', 'POST', 'http://nowhere.invalid/', '--retries', '0']);
    expect(code).toBe(6);
  });

  test('with all that is known as JSON', async () => {
    const body = Buffer.from([0xff, 0]);
    const { url } = await scriptedServer({ status: 201, headers: REPLAYED, body });
    const {
      lines: [line],
    } = await cli(['request', 'POST', url, '--idempotency-key', 'k', '--json']);
    expect({ ...line, headers: {}, seconds: 0 }).toEqual({
      key: 'k',
      outcome: 'done',
      status: 201,
      replayed: true,
      tries: 1,
      seconds: 0,
      error: null,
      headers: {},
      bodyBase64: '/wA=',
    });
    expect(line.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });
});

describe('the key of request', () => {
  test.each([
    ['its option', ['--idempotency-key', 'order-1'], ''],
    ['a header', ['-H', 'idempotency-key: order-1'], ''],
    ['standard input', ['--idempotency-key', '-'], 'order-1\n'],
  ])('comes from %s', async (_, args, input) => {
    const server = await scriptedServer({ status: 200 });
    const { stderr } = await cli(['request', 'POST', server.url, ...args], { input });
    expect(keysOf(server.seen)).toEqual(['order-1']);
    if (input !== '') expect(stderr).not.toContain('order-1');
  });

  test.each([
    ['two keys', ['--idempotency-key', 'a', '-H', 'Idempotency-Key: b'], /one key/],
    ['an empty key', ['--idempotency-key', ''], /not empty/],
    ['a key that no header can hold', ['--idempotency-key', 'a\nb'], /header can hold/],
    ['key and body from standard input', ['--idempotency-key', '-', '-d', '-'], /Only one of/],
  ])('can not be %s', async (_, args, message) => {
    const { code, stderr, stdout } = await cli(['request', 'POST', 'http://127.0.0.1:1/', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('the body of request', () => {
  test('comes from a file, and headers too', async () => {
    const folder = temporaryFolder('onceonly-cli-');
    fs.writeFileSync(path.join(folder, 'body'), 'a=1&b=2');
    fs.writeFileSync(path.join(folder, 'headers'), 'X-A: 1\r\nX-B: 2\n\n');
    const { url, seen } = await scriptedServer({ status: 200 });
    const { stderr } = await cli(['request', 'POST', url, '-d', '@body', '-H', '@headers'], {
      cwd: folder,
    });
    expect(seen[0].headers).toMatchObject({
      'x-a': '1',
      'x-b': '2',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(`${seen[0].body}`).toBe('a=1&b=2');
    expect(stderr).toContain('--data @body');
  });

  test('comes from standard input', async () => {
    const { url, seen } = await scriptedServer({ status: 200 });
    const { stderr } = await cli(['request', 'POST', url, '-d', '-'], { input: '[1]' });
    expect(`${seen[0].body}`).toBe('[1]');
    expect(stderr).toContain('Give it the same standard input.');
  });
});

test.each([
  [[]],
  [['POST']],
  [['POST', 'nowhere']],
  [['POST', 'ftp://a/']],
  [['PO ST', 'http://a/']],
  [['POST', 'http://a/', 'more']],
  [['POST', 'http://a/', '-H', 'no colon']],
  [['POST', 'http://a/', '-H', 'a: b\r\nc: d']],
  [['POST', 'http://a/', '-d', '@/nowhere']],
  [['POST', 'http://a/', '--max-time', 'soon']],
  [['POST', 'http://a/', '--try-time', '25d']],
  [['POST', 'http://a/', '--retries', '-1']],
])('request %j is a mistake, and nothing is sent', async (args) => {
  const { code, stdout, stderr } = await cli(['request', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/See onceonly request --help\.\n$/);
});

describe('on a terminal', () => {
  test('an answer and its key do nothing to the terminal', async () => {
    const hostile = 'a\u001b]0;title\u0007\u009b31m\u202eb\n';
    const { url } = await scriptedServer({ status: 200, body: hostile });
    const run = startOnTerminal(['request', 'POST', url, '-d', '\u001b[2J']);
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(/(?!\n)\p{C}/u);
    expect(stdout).toContain(String.raw`a\u{1b}]0;title\u{7}\u{9b}31m\u{202e}b`);
  });

  test('Ctrl-C says what is known', async () => {
    const arrived = createGate();
    const { url } = await scriptedServer(() => arrived.open());
    const run = startOnTerminal(['request', 'POST', url]);
    await arrived.passed;
    run.type('\u0003');
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(
      /Interrupted\. The server may have the request\. To learn its outcome: npx onceonly/,
    );
  });
});

test('a reader that has left changes no exit code', async () => {
  const open = createGate();
  const { url } = await scriptedServer(async (req, res) => {
    await open.passed;
    res.writeHead(402).end('x'.repeat(100_000));
  });
  const run = startCli(['request', 'POST', url]);
  await run.shows(/To repeat/);
  run.stopReading();
  open.open();
  const { code, stderr } = await run.ended;
  expect(code).toBe(22);
  expect(stderr).not.toMatch(/EPIPE|Unexpected/);
});
