'use strict';

const { once } = require('node:events');

const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');

const REFUSED = 'ERR_HTTP_HEADERS_SENT';
const BODY = 'made';

const ways = {
  'writeHead()': (res) => res.writeHead(201),
  'writeHead() with a length': (res) => res.writeHead(201, { 'Content-Length': BODY.length }),
  'write()': (res) => res.status(201).write(BODY.slice(0, 1)),
  'the only write() of a known length': (res) =>
    res.status(201).set('Content-Length', BODY.length).write(BODY),
  'flushHeaders()': (res) => res.status(201).flushHeaders(),
};

// What is left of the body.
const rest = {
  'write()': BODY.slice(1),
  'the only write() of a known length': '',
};

const heads = {
  'the same status': (res) => res.writeHead(201),
  'another status': (res) => res.writeHead(299),
  'another status and headers': (res) => res.writeHead(299, { 'X-Late': '1' }),
};

/** As the package on-headers: it puts the status of a head on the response, and then passes the head on. */
function waiting(req, res, next) {
  const { writeHead } = res;
  res.writeHead = function (...args) {
    res.statusCode = args[0];
    return writeHead.apply(this, args);
  };
  next();
}

/** As express-session: it looks for the head where Node keeps it, has it written, and ends the response later. */
function looking(req, res, next) {
  const { end } = res;
  res.end = (...args) => {
    if (!res._header) res._implicitHeader();
    setImmediate(() => end.apply(res, args));
    return res;
  };
  next();
}

const table = ['POST', 'GET', 'HEAD'].flatMap((method) =>
  Object.keys(ways).flatMap((way) => Object.keys(heads).map((head) => [way, head, method])),
);

/** The code that a call throws, or 'done'. */
function codeOf(call) {
  try {
    call();
    return 'done';
  } catch ({ code }) {
    return code;
  }
}

onEachSetup((express, store) => {
  /** What an app is told of a head after its first, and what its client gets; `isOurs`: with the middleware. */
  async function play(way, head, method, isOurs) {
    const seen = [];
    const over = createGate();
    const options = { mode: 'response', scope: false, store: store(), methods: [method] };
    const client = await serve(express, (app) => {
      if (isOurs) app.use(idempotency(options));
      app.use(waiting, looking);
      app.all('/run', async (req, res) => {
        ways[way](res);
        seen.push(codeOf(() => heads[head](res)));
        await new Promise(setImmediate);
        seen.push(codeOf(() => heads[head](res)));
        const finished = once(res, 'finish');
        const ended = codeOf(() => res.end(rest[way] ?? BODY));
        seen.push(ended);
        if (ended === 'done') await finished;
        over.open();
      });
    });
    const { answered } = client.begin(method, '/run', { key: newKey() });
    answered.catch(() => {});
    await over.passed;
    if (seen.at(-1) !== 'done') return { seen };
    const { status, text, headers } = await answered;
    return { seen, status, text, late: headers['x-late'] };
  }

  test.each(table)(
    'behind %s, a head with %s of a %s is refused and the answer ends, as on plain Express',
    async (way, head, method) => {
      const plain = await play(way, head, method, false);
      expect(plain).toMatchObject({ seen: [REFUSED, REFUSED, 'done'], status: 201 });
      expect(await play(way, head, method, true)).toEqual(plain);
    },
  );
});
