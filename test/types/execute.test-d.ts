import type { Request, RequestHandler } from 'express';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { IdempotencyHandler, asyncRoute, idempotentRoute } from 'onceonly';
import type {
  ExecuteResult,
  HandlerResult,
  Jsonify,
  OperationContext,
  RequestIdempotency,
} from 'onceonly';

declare const req: Request;
const { idempotency } = req;

// The augmentation of Express's request.
expectType<RequestIdempotency>(idempotency);
expectType<string | undefined>(idempotency.key);

// What a replay gives is what the first caller gets.
class Account {
  id = 'a';
  opened = new Date();
  balance() {
    return 0n;
  }
}
expectType<{ id: string; opened: string }>({} as Jsonify<Account>);
expectType<string>({} as Jsonify<Date>);
expectType<Buffer>({} as Jsonify<Uint8Array>);
expectType<Buffer>({} as Jsonify<Buffer>);
expectType<undefined>({} as unknown as Jsonify<undefined>);
expectType<number[]>({} as Jsonify<readonly number[]>);
expectType<{ at: string }[]>({} as Jsonify<{ at: Date }[]>);
expectType<never>({} as Jsonify<bigint>);

expectType<Promise<ExecuteResult<{ id: string; at: string }>>>(
  idempotency.execute(async ({ effectId }) => ({ id: effectId, at: new Date() })),
);
expectType<Promise<ExecuteResult<number>>>(idempotency.execute(() => 1));
expectType<Promise<ExecuteResult<{ at: Date }>>>(
  idempotency.execute(() => ({ at: new Date() }), { roundTrip: false }),
);
declare const outcome: ExecuteResult<{ id: string }>;
expectType<Promise<typeof outcome>>(
  idempotency.execute(async () => ({ id: 'ch_1' }), { resultTTL: 60 }),
);
expectType<{ id: string }>(outcome.result);
expectType<boolean>(outcome.cached);

// The operation's context.
void idempotency.execute((context) => {
  expectType<OperationContext>(context);
  expectType<string | undefined>(context.key);
  expectType<string>(context.effectId);
  expectType<number>(context.attempt);
  expectType<number>(context.fence);
  expectType<AbortSignal>(context.signal);
  expectError((context.attempt = 2));
});

expectError(idempotency.execute());
expectError(idempotency.execute(async () => 1, { ttl: 60 }));
expectError(idempotency.execute(async () => 1, { redis: 'redis://localhost' }));
expectError(idempotency.execute(async () => 1, { lockTTL: '60' }));

// Routes.
const route = idempotentRoute(
  async (request: Request, { effectId }) => ({ id: effectId, at: new Date(), body: request.body }),
  {
    status: 201,
    headers: (charge) => {
      expectType<string>(charge.at);
      return { Location: `/charges/${charge.id}` };
    },
  },
);
expectAssignable<RequestHandler>(route);
expectError(idempotentRoute(async () => 1, { headers: () => ({ 'X-Number': 1 }) }));
expectError(idempotentRoute('not a function'));
idempotentRoute(async () => 1, { required: true, status: 201 });
expectError(idempotentRoute(async () => 1, { required: 'yes' }));
expectAssignable<RequestHandler>(asyncRoute(async (request, response, next) => next()));

// Without a web framework.
const handler = new IdempotencyHandler({ secret: ['new', 'old'], lockTTL: 5 });
const run = handler.execute('key', { amount: 1 }, async () => ({ at: new Date() }), { scope: 'u' });
expectType<Promise<HandlerResult<{ at: string }>>>(run);
declare const ran: Awaited<typeof run>;
expectType<'unprotected' | 'not-stored' | 'not-replayable' | undefined>(ran.status);
expectError(handler.execute('key', {}));
expectError(new IdempotencyHandler({ required: true }));
expectNotAssignable<{ secret: string[] }>({ secret: 'a' });
