import express, { type NextFunction, type Request, type Response } from 'express';
import onceonly, { asyncRoute, idempotency, idempotencyErrors, idempotentRoute } from 'onceonly';
import type { IdempotencyEvent, MiddlewareOptions, Store } from 'onceonly';
import { contract } from 'onceonly/contract';
import { testStore } from 'onceonly/testing';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles if `Actual` is exactly `Expected`: `any` is only the same as `any`. */
function same<Actual, Expected>(_: Same<Actual, Expected>): void {}

interface SignedIn extends Request {
  user: { id: string };
}

const app = express();
app.use(express.json());
app.use(
  idempotency({
    mode: 'response',
    scope: (req) => {
      same<typeof req, Request>(true);
      return req.get('X-Customer') ?? 'nobody';
    },
    onEvent: (event) => {
      same<typeof event, IdempotencyEvent>(true);
      if (event.type === 'drained') same<typeof event.running, number>(true);
    },
  }),
);
app.use(idempotency<SignedIn>({ scope: (req) => req.user.id }));
const options: MiddlewareOptions<SignedIn> = { scope: (req) => req.user.id };
app.use('/api', idempotency(options));

app.post(
  '/payments',
  idempotentRoute(
    async (req, { effectId }) => {
      same<typeof req, Request>(true);
      return { id: effectId, at: new Date() };
    },
    { status: 201, headers: ({ id, at }) => ({ Location: `/payments/${id}`, 'X-At': at }) },
  ),
);
app.post(
  '/orders',
  asyncRoute(async (req, res, next) => {
    same<typeof req, Request>(true);
    same<typeof res, Response>(true);
    same<typeof next, NextFunction>(true);
    const { result } = await req.idempotency.execute(async () => ({ at: new Date() }));
    same<typeof result, { at: string }>(true);
    res.status(201).json(result);
  }),
);
app.post('/plain', (req, res, next) => {
  req.idempotency
    .execute(() => 1)
    .then(({ result }) => res.json(result))
    .catch(next);
});
app.post('/skips', idempotency({ required: true }), (req, res) => {
  res.idempotency?.skip();
  res.json(req.body);
});
app.use(idempotencyErrors());

export const store: Store = testStore();
export const order: Promise<{ id: string } | null> = store.check<{ id: string }>('key');
export const cases = contract(() => new onceonly.MemoryStore());
same<typeof onceonly.idempotency, typeof idempotency>(true);
