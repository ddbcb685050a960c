import { Hono } from 'hono';
import { idempotency } from 'onceonly/hono';

const app = new Hono();
app.use(idempotency({ mode: 'response', scope: (c) => c.req.header('x-user') ?? 'nobody' }));
app.post('/a', async (c) => {
  const { result } = await c.get('idempotency').execute(async ({ effectId }) => ({ effectId }));
  c.var.idempotency.skip?.();
  const text: string = result.effectId;
  return c.json({ text }, 201);
});
// @ts-expect-error
idempotency({ problemDetails: false });
