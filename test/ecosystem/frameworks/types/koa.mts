import Koa from 'koa';
import { idempotency } from 'onceonly/koa';

const app = new Koa();
app.use(idempotency({ mode: 'response', scope: (ctx) => ctx.ip, problemDetails: false }));
app.use(async (ctx) => {
  const { result } = await ctx.idempotency.execute(async ({ effectId }) => ({ effectId }));
  ctx.idempotency.ttl?.(60);
  const text: string = result.effectId;
  ctx.body = text;
});
// @ts-expect-error
idempotency({ mode: 'other' });
