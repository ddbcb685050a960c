'use strict';

const { createHash, hash, randomFillSync } = require('node:crypto');
const Redis = require('ioredis');
const { PlainRedis, bulk, encoded } = require('../../harness/plain-redis');

const KEEP_MS = '600000';
const TTL_MS = '600000';
const KEY = /^[\w-]{1,255}$/;
const SWAP = `if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1 end return 0`;

const digest = hash
  ? (text) => hash('sha256', text, 'base64url')
  : (text) => createHash('sha256').update(text).digest('base64url');

const pool = Buffer.alloc(16 * 256);
let used = pool.length;

function newToken() {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.base64urlSlice(used - 16, used);
}

const rejected = (reply) => (reply instanceof Error ? reply : undefined);

/** claim and swap on the least client that there can be; callbacks get an error or undefined, then the reply. */
async function onPlainRedis(port) {
  const redis = await PlainRedis.connect(port);
  const sha = await redis.call('SCRIPT', 'LOAD', SWAP);
  const claimEnd = encoded(['NX', 'GET', 'PX', KEEP_MS]).replace(/^\*4\r\n/, '');
  const swapHead = `*7\r\n${bulk('EVALSHA')}${bulk(sha)}${bulk('1')}`;
  const swapEnd = bulk(TTL_MS);
  const setHead = `*7\r\n${bulk('SET')}`;
  return {
    claim(key, record, callback) {
      const text = setHead + bulk(key) + bulk(record) + claimEnd;
      redis.send(text, (reply) => callback(rejected(reply), reply));
    },
    swap(key, from, to, callback) {
      const text = swapHead + bulk(key) + bulk(from) + bulk(to) + swapEnd;
      redis.send(text, (reply) => callback(rejected(reply), reply));
    },
  };
}

/** The same on ioredis as its README sets it up for throughput. */
function onIoredis(port) {
  const redis = new Redis({ host: '127.0.0.1', port, enableAutoPipelining: true });
  redis.defineCommand('floorSwap', { numberOfKeys: 1, lua: SWAP });
  return {
    claim: (key, record, callback) =>
      redis.set(key, record, 'PX', KEEP_MS, 'NX', 'GET', (error, reply) => callback(error, reply)),
    swap: (key, from, to, callback) =>
      redis.floorSwap(key, from, to, TTL_MS, (error, reply) => callback(error, reply)),
  };
}

function refuse(res, status) {
  res.status(status).json({ status });
}

// A record is its state, a token and a fingerprint, and for a result the JSON text.
const claimOf = (token, fingerprint) => `R|${token}|${fingerprint}`;
const resultOf = (token, fingerprint, text) => `D|${token}|${fingerprint}|${text}`;

function answer(res, headers, result) {
  for (let i = 0; i < headers.length; i += 2) res.setHeader(headers[i], headers[i + 1]);
  res.json(result);
}

function replay(res, headers, record, fingerprint) {
  const [state, , owner] = record.split('|', 3);
  if (owner !== fingerprint) return refuse(res, 422);
  if (state === 'R') return refuse(res, 409);
  answer(
    res,
    headers,
    JSON.parse(record.slice(record.indexOf(fingerprint) + fingerprint.length + 1)),
  );
}

/**
 * The least that such a route can cost: one `SET NX GET PX`, one compare-and-set, the ids and headers of the product, and
 * nothing else: no leases, no budgets, no events, no errors.
 */
async function mount(app, { express, charge, redisPort, headers }, connect) {
  const redis = await connect(redisPort);
  app.use(express.json());
  app.post('/charge', (req, res, next) => {
    const key = req.headers['idempotency-key'];
    if (key === undefined || !KEY.test(key)) return refuse(res, 400);
    const name = `floor:{${digest(`${req.method}\n${req.originalUrl}\n${key}`)}}`;
    const fingerprint = digest(JSON.stringify(req.body));
    const token = newToken();
    const claim = claimOf(token, fingerprint);
    const complete = (result) => {
      const record = resultOf(token, fingerprint, JSON.stringify(result));
      redis.swap(name, claim, record, (error, stored) => {
        if (error || stored !== 1) return next(error ?? new Error('the claim was lost'));
        answer(res, headers.fresh, result);
      });
    };
    redis.claim(name, claim, (error, found) => {
      if (error) next(error);
      else if (found === null) charge(req.body).then(complete, next);
      else replay(res, headers.replay, found, fingerprint);
    });
  });
}

module.exports = {
  floor: {
    usesRedis: true,
    mount: (app, parts) => mount(app, parts, onPlainRedis),
  },
  'floor on ioredis': {
    usesRedis: true,
    mount: (app, parts) => mount(app, parts, onIoredis),
  },
};
