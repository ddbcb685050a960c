'use strict';

const { createHash, randomBytes } = require('node:crypto');
const Redis = require('ioredis');
const { SCRIPTS, beginArguments, completeArguments, keysOf } = require('../../store/scripts');

const OPTIONS = { host: '127.0.0.1', enableAutoPipelining: true };
// The last characters of a fingerprint name the options that it was taken with.
const OPTIONS_NAME = '_none_';
const hashOf = (text) => createHash('sha256').update(text).digest('base64url');

/** The product's scripts on ioredis, with the least around them: an id, a token, a fingerprint of the parsed body. */
function mountScripts(app, { express, charge, redisPort }) {
  const redis = new Redis({ ...OPTIONS, port: redisPort });
  redis.defineCommand('onceBegin', { numberOfKeys: 2, lua: SCRIPTS.begin });
  redis.defineCommand('onceComplete', { numberOfKeys: 2, lua: SCRIPTS.complete });
  app.use(express.json());
  app.post('/charge', async (req, res) => {
    const keys = keysOf(
      hashOf(`${req.method}|${req.originalUrl}|${req.headers['idempotency-key']}`),
    );
    const fingerprint = fingerprintOf(req.body);
    const token = randomBytes(16).toString('base64url');
    const begin = await redis.onceBegin(...keys, ...beginArguments(token, fingerprint));
    if (begin[0] === 'DONE') return res.json(JSON.parse(payloadOf(begin[3])));
    if (begin[0] !== 'OWN') return res.status(409).json({ error: begin[0] });
    const result = await charge(req.body);
    const payload = `j${JSON.stringify(result)}`;
    await redis.onceComplete(...keys, ...completeArguments(token, begin[2], payload, fingerprint));
    res.json(result);
  });
}

const payloadOf = (record) => record.slice(record.indexOf('|j{') + 2);

function fingerprintOf(body) {
  return `${hashOf(JSON.stringify(sorted(body)))}${OPTIONS_NAME}`;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const result = {};
  for (const name of Object.keys(value).sort()) result[name] = sorted(value[name]);
  return result;
}

/** The version that tutorials show. It compares no bodies. */
function mountFourCommands(app, { express, charge, redisPort }) {
  const redis = new Redis({ ...OPTIONS, port: redisPort });
  app.use(express.json());
  app.post('/charge', async (req, res) => {
    const key = req.headers['idempotency-key'];
    const stored = await redis.get(`result:${key}`);
    if (stored !== null) return res.json(JSON.parse(stored));
    if ((await redis.set(`lock:${key}`, '1', 'PX', 60_000, 'NX')) === null) {
      return res.status(409).json({ error: 'in progress' });
    }
    const result = await charge(req.body);
    const kept = redis.set(`result:${key}`, JSON.stringify(result), 'PX', 600_000);
    await Promise.all([kept, redis.del(`lock:${key}`)]);
    res.json(result);
  });
}

module.exports = {
  'ioredis, same scripts': { usesRedis: true, mount: mountScripts },
  'ioredis, four commands': { usesRedis: true, mount: mountFourCommands },
};
