'use strict';

const { lengthOf, randomBody } = require('./bodies');
const { HEADERS, REASONS, error, place } = require('./random-parts');

const NAMES = ['report.txt', 'naïve.txt', 'summary "1".csv', '売上.csv', 'a b%20c.bin'];
const FILES = ['small.txt', 'large.bin', 'empty.txt', 'page.html', 'missing.txt'];
const URLS = ['/elsewhere?a=b', '/orders/7'];
function writes(random) {
  return Array.from({ length: 1 + random.below(4) }, () => ({
    op: 'write',
    body: randomBody(random),
    ...place(random),
  }));
}

function ending(random) {
  const body = random.chance(0.5) ? randomBody(random) : undefined;
  return { op: 'end', ...(body && { body }), ...place(random), callback: random.chance(0.2) };
}

function head(random) {
  const reason = random.chance(0.3) ? { reason: random.pick(REASONS) } : {};
  const headers = random.some(HEADERS, 3);
  return {
    op: 'writeHead',
    status: random.pick([200, 201, 202, 299, 404]),
    form: random.pick(['object', 'flat', 'none']),
    ...reason,
    headers,
  };
}

function source(random, fails) {
  const chunks = Array.from({ length: 1 + random.below(4) }, () => randomBody(random));
  return {
    chunks,
    pace: place(random, 0.6),
    ...(fails && {
      failAt: random.below(chunks.length),
      onError: random.pick(['ignore', 'next', 'destroy', 'end']),
    }),
  };
}

// More than a connection takes at once, so that a callback waits for the client.
const PACED = [
  [1, 12],
  [2, 16_384],
  [1, 65_536],
];

// What a handler answers with, by how often it is drawn.
const ANSWERS = [
  [6, (random) => [{ op: 'json', size: random.pick([0, 1, 10, 1000]) }]],
  [5, (random) => [{ op: 'send', body: randomBody(random) }]],
  [3, (random) => [ending(random)]],
  [7, (random) => [...writes(random), ending(random)]],
  [5, withLength],
  [4, (random) => [head(random), ...(random.chance(0.5) ? writes(random) : []), ending(random)]],
  [
    5,
    (random) => [
      { op: 'pipe', how: random.pick(['pipe', 'pipeline']), ...source(random, random.chance(0.3)) },
    ],
  ],
  [3, (random) => [{ op: 'sendFile', file: random.pick(FILES) }]],
  [3, (random) => [{ op: 'download', file: random.pick(FILES), name: random.pick(NAMES) }]],
  [
    2,
    (random) => [
      { op: 'redirect', status: random.pick([301, 302, 303, 307]), url: random.pick(URLS) },
    ],
  ],
  [2, (random) => [{ op: 'sendStatus', status: random.pick([200, 202, 204, 304, 404, 503]) }]],
  [
    2,
    (random) => [
      { op: 'status', status: random.pick([204, 304]) },
      { op: 'send', body: randomBody(random) },
    ],
  ],
  [
    2,
    (random) => [
      { op: random.pick(['earlyHints', 'processing']) },
      { op: 'send', ...place(random), body: randomBody(random) },
    ],
  ],
  [
    3,
    (random) => [
      { op: 'flushHeaders' },
      { op: 'end', body: randomBody(random), ...place(random, 0.8) },
    ],
  ],
  [2, (random) => [{ op: 'flushHeaders' }, ...writes(random), ending(random)]],
  [4, (random) => [error(random)]],
  [4, (random) => [{ op: 'paced', count: 2 + random.below(8), body: randomBody(random, PACED) }]],
  [
    2,
    (random) => [
      { op: 'heartbeat', ms: random.pick([1, 3]) },
      { op: 'json', size: 10, at: 'timer', ms: 20, raw: true },
    ],
  ],
  [
    2,
    (random) => [
      ...(random.chance(0.5) ? writes(random) : []),
      { op: 'destroy', what: random.pick(['res', 'socket', 'req']), ...place(random) },
    ],
  ],
  [
    1,
    (random) => [
      { op: 'set', name: 'Content-Type', value: 'text/event-stream' },
      ...writes(random),
    ],
  ],
  [2, (random) => [{ op: 'proxy', length: random.chance(0.5), body: randomBody(random) }]],
  [1, () => [{ op: 'format' }]],
  [1, (random) => [{ op: 'trailers' }, ...writes(random), ending(random)]],
  [1, (random) => [{ op: 'cork' }, ...writes(random), { op: 'uncork' }, ending(random)]],
  [1, () => [{ op: 'jsonp' }]],
  [1, () => [{ op: 'nextRoute' }]],
];

// A body whose length the head tells: its last byte is the end of the message.
function withLength(random) {
  const parts = writes(random);
  const end = ending(random);
  const all = end.body ? [...parts, end] : parts;
  const length = all.reduce((sum, { body }) => sum + lengthOf(body), 0);
  const told = random.chance(0.5)
    ? { op: 'set', name: 'Content-Length', value: length }
    : { op: 'writeHead', status: 200, form: 'object', headers: [['Content-Length', length]] };
  return [told, ...parts, end];
}

/** The steps of what a random handler answers with. */
function randomAnswer(random) {
  return random.weighted(ANSWERS)(random);
}

module.exports = { randomAnswer };
