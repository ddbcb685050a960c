// Orders once with the client as users import it, on the main thread or in a worker, and prints the outcome as JSON.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { generateIdempotencyKey, idempotentFetch, operation, submitOnce } from 'onceonly/client';

const { url, inWorker } = isMainThread ? JSON.parse(process.argv[2]) : workerData;

async function session() {
  const order = { item: 'book', of: generateIdempotencyKey() };
  const op = operation();
  const send = (key, signal) =>
    idempotentFetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
      signal,
      idempotency: { key, timeoutMs: 500 },
    });
  const [first, second] = await Promise.all([1, 2].map(() => submitOnce(op, order, send)));
  const [body, same] = await Promise.all([first, second].map((response) => response.json()));
  const isReplay = first.headers.get('Idempotent-Replayed') === 'true';
  return {
    status: first.status,
    isReplay,
    isOrder: body.of === order.of,
    isSame: body.id === same.id,
  };
}

if (!isMainThread) parentPort.postMessage(await session());
else if (!inWorker) console.log(JSON.stringify(await session()));
else {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url } });
  worker.once('message', (outcome) => console.log(JSON.stringify(outcome)));
}
