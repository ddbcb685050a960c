'use strict';

// An app with the mistakes that onceonly answers with 500. Sends itself one request, prints `{ status, error, told }`, and
// ends.

const {
  MemoryStore,
  asyncRoute,
  idempotency,
  idempotencyErrors,
  idempotentRoute,
} = require('onceonly');

const { express: packageName, path, logger: isLogging } = JSON.parse(process.argv[2]);
const express = require(packageName);

const told = [];
const tell = (event, message) => message && event.err && told.push(message);
const logger = { debug() {}, info() {}, warn() {}, error: tell };
const options = { store: new MemoryStore(), ...(isLogging && { logger }) };
const operation = async () => 'ran';

const twice = asyncRoute(async (req, res) => {
  await req.idempotency.execute(operation);
  await req.idempotency.execute(operation);
  res.end();
});

const app = express();
app.use(express.json());
app.post('/bare', idempotentRoute(operation));
app.post(
  '/scope',
  idempotency({ ...options, scope: (req) => req.user.id }),
  idempotentRoute(operation),
);
app.post(
  '/required',
  idempotency({ ...options, required: true, headerName: 'X-Other' }),
  idempotentRoute(operation),
);
app.post('/twice', idempotency(options), twice);
app.post('/captured', idempotency({ ...options, mode: 'response', scope: false }), twice);
app.use(idempotencyErrors());

const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}${path}`;
  const answer = await fetch(url, { method: 'POST', headers: { 'Idempotency-Key': 'k' } });
  const { error } = await answer.json();
  console.log(JSON.stringify({ status: answer.status, error, told }));
  process.exit();
});
