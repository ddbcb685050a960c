'use strict';

const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const { Readable, pipeline } = require('node:stream');

const compression = require('compression');

const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { serveCaptured } = require('../../helpers/captured');
const { atEnd } = require('../../helpers/cleanups');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');

const MIB = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'x');

/** A source that gives `pieces` pieces, as fast as they are taken. */
function source(pieces) {
  let left = pieces;
  return new Readable({
    read() {
      this.push(left-- > 0 ? PIECE : null);
    },
  });
}

onEachSetup((express, store) => {
  /** Sends a request, and leaves when the handler says that it is time; resolves when the server knows. */
  async function leave(handler, options, below = (req, res, next) => next()) {
    const [time, gone] = [createGate(), createGate()];
    const runs = jest.fn((req, res, next) => {
      req.socket.once('close', gone.open);
      return handler(req, res, next, { time: time.open, gone: gone.passed });
    });
    const client = await serve(express, (app) => {
      app.use(below);
      app.use(idempotency({ mode: 'response', scope: false, store: store(), ...options }));
      app.post('/run', runs);
    });
    const sent = { key: newKey(), body: { amount: 1 }, headers: { 'Accept-Encoding': 'gzip' } };
    const { request, answered } = client.begin('POST', '/run', sent);
    answered.catch(() => {});
    // What the server sends is not read, so that a stream stops for want of room.
    request.on('error', () => {}).on('response', (response) => response.pause());
    await time.passed;
    request.destroy();
    await gone.passed;
    const retry = () => client.post('/run', { ...sent, headers: {} });
    return { client, runs, retry, address: addressOf(sent) };
  }

  const addressOf = ({ key }) => ({ key, method: 'POST', path: '/run' });

  function decided(address, ...states) {
    const isDecided = async () => states.includes((await store().inspect(address))?.state);
    return until(isDecided, `it is ${states.join(' or ')}`);
  }

  test('a handler whose client has left ends as ever, and the retry gets its response', async () => {
    const seen = [];
    const { retry, runs, address } = await leave(async (req, res, next, { time, gone }) => {
      res.on('close', () => seen.push('close'));
      time();
      await gone;
      seen.push(res.destroyed);
      res.status(201).set('Location', '/orders/7').json({ id: 7 });
      seen.push('ended');
    });
    await decided(address, 'done');
    const replay = await retry();
    expect(replay).toMatchObject({ status: 201, cached: true, json: { id: 7 } });
    expect(replay.headers.location).toBe('/orders/7');
    await until(() => seen.length === 3, 'the handler hears of it');
    expect(seen).toEqual([false, 'ended', 'close']);
    expect(runs).toHaveBeenCalledTimes(1);
  });

  const ways = {
    'a pipe': (from, res) => from.pipe(res),
    'a pipeline': (from, res) => pipeline(from, res, () => {}),
    'an async loop of writes': async (from, res) => {
      for await (const piece of from) {
        if (!res.write(piece)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end();
    },
    'writes paced by their callbacks': (from, res) => {
      const pieces = Array(120).fill(PIECE);
      const next = () => (pieces.pop() === undefined ? res.end() : res.write(PIECE, next));
      next();
    },
    'writes paced by callbacks of promises': async (from, res) => {
      for await (const piece of from) {
        await new Promise((resolve, reject) =>
          res.write(piece, 'latin1', (error) => (error ? reject(error) : resolve())),
        );
      }
      res.end();
    },
  };

  test.each(Object.entries(ways))(
    '%s to a client that has left goes on to its end, and the retry gets all of it',
    async (name, send) => {
      const { retry, runs, address } = await leave(
        (req, res, next, { time }) => {
          res.type('text');
          const from = source(120);
          from.once('pause', time);
          send(from, res);
          if (!name.includes('pipe')) setImmediate(time);
        },
        { maxResultBytes: 8 * MIB },
      );
      await decided(address, 'done');
      const replay = await retry();
      expect(replay).toMatchObject({ status: 200, cached: true });
      expect(replay.body.length).toBe(120 * PIECE.length);
      expect(runs).toHaveBeenCalledTimes(1);
    },
  );

  test.each(Object.entries(ways).slice(0, 3))(
    '%s below compression goes on to its end when the client has left',
    async (name, send) => {
      const pack = compression({ filter: () => true, level: 0 });
      const { retry, runs, address } = await leave(
        (req, res, next, { time }) => {
          const from = source(120);
          from.once('pause', time);
          send(from, res.type('text'));
          if (!name.includes('pipe')) setImmediate(time);
        },
        { maxResultBytes: 8 * MIB },
        pack,
      );
      await decided(address, 'done');
      expect((await retry()).body.length).toBe(120 * PIECE.length);
      expect(runs).toHaveBeenCalledTimes(1);
    },
  );

  const limits = { 'are kept': {}, 'are too large to keep': { maxResultBytes: 1000 } };

  test.each(Object.entries(limits))(
    'callbacks of many clients that leave at every moment all come, if responses %s',
    async (name, limit) => {
      const ended = jest.fn();
      const atOnce = new Map();
      const client = await serveCaptured(express, { store: store(), ...limit }, (req, res) => {
        atOnce.get(req.idempotency.key)?.();
        let left = 40;
        const next = () => (left-- > 0 ? res.write(PIECE, next) : ended(res.end()));
        next();
      });
      const leaving = Array.from({ length: 40 }, (_, i) => {
        const key = newKey();
        const { request, answered } = client.begin('POST', '/run', { key, body: {} });
        answered.catch(() => {});
        const leaveSoon = () => request.destroy();
        request.on('error', () => {});
        if (i % 4 === 0) request.on('response', leaveSoon);
        else if (i % 4 === 1) request.on('response', (res) => res.once('data', leaveSoon));
        else if (i % 4 === 2) atOnce.set(key, leaveSoon);
        else request.on('response', (res) => res.once('data', () => setImmediate(leaveSoon)));
        return new Promise((resolve) => request.on('close', resolve));
      });
      await Promise.all(leaving);
      await until(() => ended.mock.calls.length === leaving.length, 'every handler has ended');
    },
  );

  test('a pipe that nobody needs stops when its client has left and it is too large to keep', async () => {
    const closed = createGate();
    const { retry, runs, address } = await leave((req, res, next, { time }) => {
      const from = source(Infinity);
      res.once('close', closed.open);
      from.once('pause', time);
      from.pipe(res);
    });
    await closed.passed;
    await decided(address, 'done');
    expect(await retry()).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('a file that stops in the middle with its client leaves the outcome unknown, at once', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-file-'));
    atEnd(() => fs.rm(folder, { recursive: true }));
    const file = path.join(folder, 'large.bin');
    await fs.writeFile(file, Buffer.alloc(8 * MIB));
    const { retry, runs, address } = await leave(
      (req, res, next, { time }) => {
        res.once('pipe', (from) => from.once('pause', time));
        res.sendFile(file, () => {});
      },
      { maxResultBytes: 16 * MIB, lockTTL: 60 },
    );
    await decided(address, 'silent', 'unknown');
    expect(await retry()).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(runs).toHaveBeenCalledTimes(1);
  });

  const begun = (cut) => (req, res, next) => res.write('begun', () => cut(req, res, next));
  const cuts = {
    'destroys the response': begun((req, res) => res.destroy()),
    'gives an error to Express after the head': (req, res, next) => {
      res.writeHead(200);
      next(new Error('late'));
    },
    'gives an error to Express in the body': begun((req, res, next) => next(new Error('late'))),
    'pipelines from a source that fails': begun((req, res) =>
      pipeline(
        new Readable({
          read() {
            this.destroy(new Error('broken'));
          },
        }),
        res,
        () => {},
      ),
    ),
  };

  test.each(Object.entries(cuts))(
    'an app that %s leaves the outcome unknown, at once',
    async (name, cut) => {
      const runs = jest.fn(cut);
      const client = await serveCaptured(express, { store: store() }, runs);
      const sent = { key: newKey(), body: {} };
      await expect(client.post('/run', sent)).rejects.toThrow(/aborted|hang up/);
      await decided(addressOf(sent), 'silent', 'unknown');
      expect(await client.post('/run', sent)).toMatchObject({ status: 409 });
      expect(runs).toHaveBeenCalledTimes(1);
    },
  );
});
