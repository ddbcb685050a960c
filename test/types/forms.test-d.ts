import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { expectError, expectType } from 'tsd';
import { asyncRoute, idempotency, idempotencyErrors, idempotentRoute } from 'onceonly';
import type { MiddlewareOptions, OperationContext } from 'onceonly';

// The forms of the README as one writes them, without an annotation: nothing is `any` but what Express itself leaves so.
const app = express();
app.use(express.json());
app.use(
  idempotency({
    mode: 'response',
    scope: (req) => {
      expectType<Request>(req);
      return req.get('X-Customer') ?? 'nobody';
    },
    keySource: (req) => {
      expectType<Request>(req);
      return req.get('X-Event-Id');
    },
  }),
);
expectError(idempotency({ scope: (req) => req.usr }));
expectError(idempotency({ scope: (req) => 7 }));

app.post(
  '/payments',
  idempotentRoute(
    async (req, context) => {
      expectType<Request>(req);
      expectType<OperationContext>(context);
      return { id: context.effectId, at: new Date() };
    },
    {
      status: 201,
      headers: (payment) => {
        expectType<{ id: string; at: string }>(payment);
        return { Location: `/payments/${payment.id}` };
      },
    },
  ),
);
expectError(idempotentRoute(async (req) => req.boddy));

app.post(
  '/orders',
  asyncRoute(async (req, res, next) => {
    expectType<Request>(req);
    expectType<Response>(res);
    expectType<NextFunction>(next);
    const { result } = await req.idempotency.execute(async () => ({ at: new Date() }));
    expectType<{ at: string }>(result);
    res.status(201).json(result);
  }),
);
expectError(asyncRoute(async (req, res) => res.jsn({})));

app.use(idempotencyErrors());

// A middleware before a handler leaves its types as they are.
app.post('/orders/:id/lines', idempotency({ required: true }), (req, res) => {
  expectType<string>(req.params.id);
  expectType<Response<any, Record<string, any>>>(res);
});
express.Router().use(
  '/api',
  idempotency(),
  idempotentRoute(async () => 1),
);

// A request type of your own: as a type argument, as an annotation, or in the options.
interface SignedIn extends Request {
  user: { id: string };
}
app.use(
  idempotency<SignedIn>({
    scope: (req) => {
      expectType<SignedIn>(req);
      return req.user.id;
    },
  }),
);
app.use(idempotency({ scope: (req: SignedIn) => req.user.id }));
const options: MiddlewareOptions<SignedIn> = { scope: async (req) => req.user.id };
app.use(idempotency(options));
expectError(idempotency<SignedIn>({ scope: (req) => req.usr.id }));
app.post(
  '/refunds',
  idempotentRoute((req: SignedIn) => ({ by: req.user.id })),
);
app.post(
  '/refunds/:id',
  asyncRoute((req: Request<{ id: string }>) => expectType<string>(req.params.id)),
);
