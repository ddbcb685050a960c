'use strict';

// A charge, one line of LEDGER_FILE, behind one route per policy for abandoned attempts. A request may ask, by X-Stop-At,
// to be held 'before' its charge, 'during' it (charged, the gateway's answer is not there), 'after' it (the operation
// has returned, its result is not stored) or 'stored' (the client has no answer yet); the app prints so, and POST /go-on
// lets it go. POST /close closes the store, with its body for options. X-Fail: the status of the error that it throws in the end.
// Every event is printed, with its attempt. PACKAGE: the folder of another version of the package.

const fs = require('node:fs');
const { createGate } = require('../../helpers/gate');

const { EXPRESS, LEASE_S, LEDGER_FILE, OPTIONS = '{}', PACKAGE, PORT, REDIS_URL } = process.env;
const { createStore, idempotency, idempotencyErrors, idempotentRoute } = require(
  PACKAGE ?? 'onceonly',
);

const POLICIES = {
  retry: { onAbandoned: 'retry' },
  conflict: { onAbandoned: 'conflict' },
  reconcile: { onAbandoned: findCharge },
  wait: { inProgress: 'wait' },
};

let goOn = createGate();
const stopsAfter = new WeakMap();

async function charge(req, { effectId, attempt }) {
  const { key } = req.idempotency;
  const line = { key, effectId, attempt, pid: process.pid };
  const stop = (point) => stopAt(req, point, line);
  await stop('before');
  fs.appendFileSync(LEDGER_FILE, `${JSON.stringify(line)}\n`);
  await stop('during');
  const status = Number(req.get('X-Fail'));
  if (status > 0) throw Object.assign(new Error('It failed.'), { status });
  stopsAfter.set(line, stop);
  return line;
}

async function stopAt(req, point, line) {
  if (req.get('X-Stop-At') !== point) return;
  console.log(`${point} ${line.key} ${JSON.stringify(line)}`);
  await goOn.passed;
}

async function findCharge({ effectId }) {
  const lines = fs.readFileSync(LEDGER_FILE, 'utf8').split('\n').slice(0, -1);
  const found = lines.map((line) => JSON.parse(line)).find((line) => line.effectId === effectId);
  return found ? { status: 'completed', result: found } : { status: 'not-started' };
}

// The one thing that runs between the end of an operation and the storing of its result.
const serializer = {
  async serialize(value) {
    await stopsAfter.get(value)?.('after');
    return Buffer.from(JSON.stringify(value));
  },
  deserialize: (bytes) => JSON.parse(bytes.toString()),
  // What an operator settles by hand is plain.
  acceptPlain: true,
};

const express = require(EXPRESS);
const app = express();
app.use(express.json());
app.use((req, res, next) => {
  const send = res.json.bind(res);
  res.json = (line) => stopAt(req, 'stored', line).then(() => send(line));
  next();
});
const onEvent = ({ type, attempt }) => console.log(`event ${type} ${attempt}`);
for (const [name, policy] of Object.entries(POLICIES)) {
  const options = { redis: REDIS_URL, lockTTL: Number(LEASE_S), serializer, onEvent, ...policy };
  const protect = idempotency({ ...options, ...JSON.parse(OPTIONS) });
  app.post(`/${name}`, protect, idempotentRoute(charge));
}
app.post('/go-on', (req, res) => {
  goOn.open();
  goOn = createGate();
  res.end();
});
app.post('/close', async (req, res) => {
  await createStore({ redis: REDIS_URL }).close(req.body);
  res.end();
});
app.use(idempotencyErrors());
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
