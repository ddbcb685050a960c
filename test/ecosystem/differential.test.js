'use strict';

const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { Readable } = require('node:stream');

const { isByTheClock } = require('./differential/check');
const { generateCase } = require('./differential/generate');
const { DOCUMENTED, differences } = require('./differential/differences');
const { judge } = require('./differential/judge');
const { Ending } = require('./differential/places');
const { readAnswer } = require('./differential/read-answer');
const { shrink } = require('./differential/shrink');
const { atEnd } = require('../helpers/cleanups');
const { readText } = require('../helpers/project');

describe('the differential fuzzer', () => {
  const flat = (text) => text.replaceAll(/\s+/g, ' ');

  test.each(Object.entries(DOCUMENTED))('lets the docs allow "%s"', (name, [page, sentence]) => {
    expect(flat(readText(page))).toContain(flat(sentence));
  });

  test('makes the same case of the same seed, and another of the next', () => {
    const seeds = Array.from({ length: 200 }, (_, i) => `7:${i}`);
    const texts = seeds.map((seed) => JSON.stringify(generateCase(seed)));
    expect(seeds.map((seed) => JSON.stringify(generateCase(seed)))).toEqual(texts);
    expect(new Set(texts).size).toBe(seeds.length);
  });

  describe('has a step at the end of a response', () => {
    /** What comes of a plain server when two steps wait for the end, one after the other, of a client that leaves or stays. */
    async function stepsOf(leavesAt) {
      const done = [];
      const server = http.createServer(async (req, res) => {
        const ending = new Ending(res);
        const closed = once(res, 'close');
        if (leavesAt === 'start') client.destroy();
        if (leavesAt === 'start') await closed;
        res.end('answer');
        for (const step of ['first', 'second']) {
          await new Promise((resolve) => ending.wait(resolve));
          done.push(step);
        }
        server.emit('over', ending.isAwaited);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      atEnd(() => server.close());
      const over = once(server, 'over');
      const client = net.connect(server.address().port, '127.0.0.1');
      client.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      client.resume();
      const [isAwaited] = await over;
      return { done, isAwaited };
    }

    test.each([
      ['stays, whose "finish" and "close" come together', 'never'],
      ['has left before, whose "close" has been', 'start'],
    ])('run once, and one behind it too, for a client that %s', async (name, leavesAt) => {
      const steps = { done: ['first', 'second'], isAwaited: false };
      expect(await stepsOf(leavesAt)).toEqual(steps);
    });
  });

  describe('of a pipe that is stopped when its client leaves', () => {
    const pipe = (leave, how = 'pipe') => ({
      client: { leave },
      handler: { steps: [{ op: 'pipe', how }] },
    });
    const stored = { calls: ['close'], begun: ['own'], settled: [{ verb: 'complete' }] };

    test('lets the source stay open once the response is stored', () => {
      expect(differences.stopsPipe(pipe('before-head'), stored)).toBe(true);
    });

    test.each([
      ['a key that is not settled', pipe('before-head'), { settled: [] }],
      ['an app that has not heard of it', pipe('before-head'), { calls: [] }],
      ['a client that stays', pipe(null), {}],
      ['pipeline(), which closes its source', pipe('before-head', 'pipeline'), {}],
    ])('finds %s', (name, given, otherwise) => {
      expect(differences.stopsPipe(given, { ...stored, ...otherwise })).toBe(false);
    });

    test('finds that Node leaves the source open, where the client leaves before its end', async () => {
      const source = new Readable({ read() {} });
      const server = http.createServer((req, res) => {
        res.once('close', () => setImmediate(() => server.emit('left')));
        source.pipe(res);
        source.push('answer');
        setImmediate(() => client.destroy());
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      atEnd(() => server.close());
      const left = once(server, 'left');
      const client = net.connect(server.address().port, '127.0.0.1');
      client.on('error', () => {}).write('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n');
      await left;
      source.push(null);
      await new Promise(setImmediate);
      const { readableEnded, destroyed } = source;
      expect({ readableEnded, destroyed }).toEqual({ readableEnded: false, destroyed: false });
    });
  });

  test('lets no step after the end race with a session in memory that holds the end for a turn', () => {
    const isSession = ({ name }) => name === 'session';
    const racing = Array.from({ length: 600 }, (_, i) => generateCase(`7:${i}`)).filter(
      ({ mode, before, after }) =>
        after.some(isSession) || (mode === 'execute' && before.some(isSession)),
    );
    const late = racing.flatMap(({ handler }) => handler.steps.filter(({ isLate }) => isLate));
    expect(late.map(({ at }) => at)).not.toContain('timer');
    expect(late.map(({ at }) => at)).not.toContain('immediate');
    expect(late.map(({ at }) => at)).toContain('sync');
  });

  describe('of a header that is given twice lets differ', () => {
    const twice = (name, form = 'flat') => ({
      steps: [
        {
          op: 'writeHead',
          form,
          headers: [
            [name, 'a'],
            [name, 'b'],
          ],
        },
      ],
    });
    const below = (...names) => names.map((name) => ({ name }));

    test.each([
      ['the header itself below middleware that waits for the head', 'x-own', 'X-Own', 'morgan'],
      ['what compression tells of two types', 'vary', 'Content-Type', 'compression'],
      ['the coding of two types', 'content-encoding', 'Content-Type', 'compression'],
    ])('%s', (name, header, given, one) => {
      const app = { before: below(one), handler: twice(given) };
      expect(differences.isGivenTwice(app, header)).toBe(true);
    });

    test.each([
      ['nothing without such middleware', 'x-own', 'X-Own', []],
      ['no coding of one type', 'vary', 'X-Own', ['compression']],
      ['no coding without compression', 'vary', 'Content-Type', ['morgan']],
      ['no other header', 'etag', 'Content-Type', ['compression']],
    ])('%s', (name, header, given, names) => {
      const app = { before: below(...names), handler: twice(given) };
      expect(differences.isGivenTwice(app, header)).toBe(false);
    });

    test('nothing of an object', () => {
      const app = { before: below('morgan'), handler: twice('X-Own', 'object') };
      expect(differences.isGivenTwice(app, 'x-own')).toBe(false);
    });
  });

  describe('a cookie of a session below may differ', () => {
    const app = (...ops) => ({
      before: [{ name: 'session' }],
      handler: { steps: ops.map((op) => ({ op })) },
    });

    test.each([['write'], ['flushHeaders']])('where it changes after %s', (op) => {
      expect(differences.isOfHeldHead(app(op, 'session', 'end'), 'set-cookie')).toBe(true);
    });

    test.each([
      ['where it changes before the head', app('session', 'write', 'end'), 'set-cookie'],
      ['where it does not change', app('write', 'end'), 'set-cookie'],
      ['where there is none', { ...app('write', 'session'), before: [] }, 'set-cookie'],
    ])('but not %s', (name, given, header) => {
      expect(differences.isOfHeldHead(given, header)).toBe(false);
    });

    test('but no other header', () => {
      expect(differences.isOfHeldHead(app('write', 'session', 'end'), 'etag')).toBe(false);
    });
  });

  test.each([
    ['that had its answer before the store', { isEarly: true, ms: 5 }, true],
    ['whose store came first', { isEarly: false, ms: 5 }, false],
    ['that has waited two seconds for the store', { isEarly: true, ms: 2000 }, false],
  ])('judges a client %s', (name, settled, isTooEarly) => {
    expect(differences.isTooEarly(settled)).toBe(isTooEarly);
  });

  describe('blames the clock for what does not come again', () => {
    const given = { before: [], after: [{ name: 'timeout', ms: 10_000 }] };
    const found = [{ kind: 'status', detail: '200 became 503' }];
    const seen = (plain, first) => ({
      plain: { errors: plain },
      first: { errors: first },
      retry: { errors: [] },
    });

    test.each([['LOCK_FAILED'], ['ETIMEDOUT']])('if a request has failed with %s', (code) => {
      expect(isByTheClock(given, seen([], [code]), found)).toBe(true);
    });

    test.each([
      ['if it failed on plain Express too', ['ETIMEDOUT'], ['ETIMEDOUT']],
      ['if it failed otherwise', [], ['declined']],
      ['if nothing failed', [], []],
    ])('but not %s', (name, plain, first) => {
      expect(isByTheClock(given, seen(plain, first), found)).toBe(false);
    });
  });

  describe('of a connection that Express closes after the answer', () => {
    const steps = [{ op: 'nextRoute' }, { op: 'writeHead', isLate: true, unguarded: true }];
    const seen = (...trace) => ({ errors: [], trace });
    const failed = seen('nextRoute: done, sent, ended', 'writeHead: threw ERR_HTTP_HEADERS_SENT');

    test('lets the next request fail after an async handler that passed on its request and then failed', () => {
      const given = { handler: { style: 'async', steps } };
      expect(differences.mayCloseLater(given, failed)).toBe(true);
    });

    test.each([
      ['a handler that calls back', { style: 'callback', steps }],
      ['one that passed on nothing', { style: 'async', steps: steps.slice(1) }],
    ])('compares it after %s', (_, handler) => {
      expect(differences.mayCloseLater({ handler }, failed)).toBe(false);
    });

    test('compares it if the handler has not failed', () => {
      const given = { handler: { style: 'async', steps } };
      expect(differences.mayCloseLater(given, seen('nextRoute: done, sent'))).toBe(false);
    });
  });

  describe('of a handler that was given up', () => {
    const given = {
      mode: 'response',
      client: { leave: null },
      request: { method: 'POST' },
      options: { operationTimeoutMs: 60 },
      before: [],
      after: [],
      handler: { steps: [{ op: 'never' }, { op: 'json', size: 1, at: 'timer', ms: 600 }] },
    };
    const answer = (more) => ({
      ...{ status: 200, reason: 'OK', headers: [], body: Buffer.from('late'), trailers: [] },
      ...{ interim: [], errors: [], faults: [], calls: ['finish'], trace: [], lines: [], extra: 0 },
      ...{ end: 'complete', isIdle: true, pong: 1, runs: 1, begun: ['own'], settled: [], ...more },
    });
    const refusal = { status: 409, reason: 'Conflict', body: Buffer.from('unknown') };
    const refused = answer({ ...refusal, errors: ['OUTCOME_UNKNOWN'] });
    const found = (retry, plain = answer()) =>
      judge(given, {
        ...{ plain, left: plain, reference: refused, isOther: true, first: refused },
        retry: { ...retry, runs: retry.runs - 1 },
      }).map(({ kind }) => kind);

    test.each([
      ['is refused', refused],
      ['gets the late answer', answer()],
    ])('lets be a retry that %s', (name, retry) => {
      expect(found(retry)).toEqual([]);
    });

    test.each([
      ['runs it again', answer({ runs: 2 }), 'runs'],
      ['gets another body', answer({ body: Buffer.from('lost') }), 'retry: body'],
      ['gets another status', answer({ status: 500 }), 'retry: refusal'],
      ['is cut', answer({ end: 'cut' }), 'retry: end'],
    ])('finds a retry that %s', (name, retry, kind) => {
      expect(found(retry)).toContain(kind);
    });

    test('finds a retry that gets an answer where there was none', () => {
      expect(found(answer(), answer({ end: 'open' }))).toContain('retry: refusal');
    });
  });

  describe('makes a case smaller', () => {
    const late = { op: 'json', size: 1, at: 'timer', ms: 600 };
    const answers = async ({ handler }) => handler.steps.some(({ op }) => op === 'json');
    const smallest = async (...steps) => {
      const rest = { request: {}, errors: {}, client: {}, before: [], after: [], options: {} };
      const given = { ...rest, express: 5, store: 'memory', handler: { style: 'callback', steps } };
      return (await shrink(given, answers)).handler.steps;
    };

    test('by an answer at once', async () => {
      expect(await smallest({ op: 'status' }, late)).toEqual([{ op: 'json', size: 1 }]);
    });

    test('but leaves the answer of a handler that was given up late', async () => {
      expect(await smallest({ op: 'never' }, late)).toEqual([{ op: 'never' }, late]);
    });
  });

  describe('reads an answer', () => {
    const read = (text, method = 'POST', ended = false) =>
      readAnswer(Buffer.from(text, 'latin1'), method, ended);

    test.each([
      ['a known length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab', 'ab'],
      [
        'chunks',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n',
        'ab',
      ],
      ['hints before it', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', ''],
    ])('as complete at its last byte, and not before, with %s', (name, text, body) => {
      expect(read(text)).toMatchObject({ isComplete: true });
      expect(`${read(text).body}`).toBe(body);
      expect(read(text.slice(0, -1)).isComplete).toBe(false);
    });

    test('without a length as complete when the connection ends', () => {
      const text = 'HTTP/1.1 200 OK\r\n\r\nab';
      expect(read(text).isComplete).toBe(false);
      expect(`${read(text, 'POST', true).body}`).toBe('ab');
      expect(read(text, 'POST', true).isComplete).toBe(true);
    });

    test('as one with bytes beyond its end', () => {
      const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc';
      expect(`${read(text).rest}`).toBe('c');
    });
  });
});
