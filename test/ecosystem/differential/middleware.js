'use strict';

const zlib = require('node:zlib');

const SESSION = { secret: 'fixed', resave: false, genid: () => 'fixed' };

/** A session store that answers later, as one over a network does. */
function lateSessions(session) {
  const store = new session.MemoryStore();
  for (const name of ['get', 'set', 'touch']) {
    const call = store[name].bind(store);
    store[name] = (...args) => setTimeout(() => call(...args), 3);
  }
  return store;
}

function session(options) {
  const make = require('express-session');
  const store = options.late ? lateSessions(make) : undefined;
  return make({ ...SESSION, saveUninitialized: options.all, ...(store && { store }) });
}

// What metrics agents do: they take the place of `end` and of `writeHead`, and call what was there.
function wrapping(req, res, next) {
  const { end, writeHead } = res;
  res.writeHead = function (...args) {
    if (!res.headersSent) res.setHeader('X-Wrapped', '1');
    return writeHead.apply(this, args);
  };
  res.end = function (...args) {
    return end.apply(this, args);
  };
  next();
}

// What tutorials do: they keep what `json` is given.
function jsonTap(req, res, next) {
  const { json } = res;
  res.json = function (value) {
    res.locals.body = value;
    return json.call(this, value);
  };
  next();
}

/** The middleware that a stack is drawn from: `name: (options, place) => middleware`. */
const MIDDLEWARE = {
  compression: ({ threshold, level }) => require('compression')({ threshold, level }),
  helmet: () => require('helmet')(),
  cors: (options) => require('cors')(options),
  session,
  cookieSession: () => require('cookie-session')({ name: 'own', keys: ['fixed'] }),
  morgan: (options, { log }) =>
    require('morgan')(':method :url :status', { stream: { write: (line) => log(line.trim()) } }),
  responseTime: () => require('response-time')(),
  timeout: ({ ms }) => require('connect-timeout')(ms),
  static: (options, { folder }) => require('serve-static')(folder, { redirect: false }),
  requestId: () => (req, res, next) => {
    res.setHeader('X-Request-Id', 'fixed');
    next();
  },
  later:
    ({ at }) =>
    (req, res, next) =>
      void (at === 'tick' ? process.nextTick(next) : setTimeout(next, 2)),
  wrapping: () => wrapping,
  jsonTap: () => jsonTap,
};

const { Z_BEST_SPEED, Z_DEFAULT_COMPRESSION } = zlib.constants;

// Each with random options.
const DRAWN = [
  [
    5,
    (random) => ({
      name: 'compression',
      threshold: random.pick([0, 0, 1024]),
      level: random.pick([Z_BEST_SPEED, Z_DEFAULT_COMPRESSION]),
    }),
  ],
  [2, () => ({ name: 'helmet' })],
  [
    2,
    (random) => ({
      name: 'cors',
      ...(random.chance(0.5) && { exposedHeaders: ['X-Own'], credentials: true, origin: true }),
    }),
  ],
  [3, (random) => ({ name: 'session', all: random.chance(0.6), late: random.chance(0.5) })],
  [2, () => ({ name: 'cookieSession' })],
  [2, () => ({ name: 'morgan' })],
  [2, () => ({ name: 'responseTime' })],
  [2, (random) => ({ name: 'timeout', ms: random.pick([10_000, 10_000, 30]) })],
  [1, () => ({ name: 'static' })],
  [1, () => ({ name: 'requestId' })],
  [1, (random) => ({ name: 'later', at: random.pick(['tick', 'timer']) })],
  [2, () => ({ name: 'wrapping' })],
  [1, () => ({ name: 'jsonTap' })],
];

/** Some middleware, each of its name once, as `{ name, ...options }`. */
function randomStack(random, most) {
  const drawn = new Map();
  const count = random.below(most + 1);
  for (let i = 0; i < count; i++) {
    const one = random.weighted(DRAWN)(random);
    if (!drawn.has(one.name)) drawn.set(one.name, one);
  }
  return [...drawn.values()];
}

function makeMiddleware({ name, ...options }, place) {
  return MIDDLEWARE[name](options, place);
}

module.exports = { makeMiddleware, randomStack };
