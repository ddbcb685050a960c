import { idempotentFetch, operation, submitOnce } from 'onceonly/client';

const op = operation();
const form = new FormData();
const response = await submitOnce(op, form, (key, signal) =>
  idempotentFetch('/api/agents', { method: 'POST', body: form, signal, idempotency: { key } }),
);
const isDone: boolean = response.ok;
export { isDone };
