import express from 'express';
import { expectAssignable, expectError, expectType } from 'tsd';
import {
  IdempotencyError,
  MemoryStore,
  RedisStore,
  canonicalize,
  captureRawBody,
  createStore,
  fingerprint,
  generateIdempotencyKey,
  idempotency,
  idempotencyErrors,
} from 'onceonly';
import type { IdempotencyErrorCode, MiddlewareOptions, Store } from 'onceonly';

// Mounted in Express.
const app = express();
app.use(express.json({ verify: captureRawBody }));
app.use(idempotency());
app.use('/api', idempotency({ required: true, redis: 'redis://localhost' }));
app.use(idempotencyErrors());
app.use(idempotencyErrors({ logger: console }));
expectError(idempotencyErrors({ log: console }));

// Response mode, and what a handler says of its own response there.
app.use(idempotency({ mode: 'response', scope: () => 'user', cacheStatus: ['2xx', 404] }));
app.use(idempotency({ mode: 'response', scope: false, cacheStatus: (status) => status < 500 }));
app.use(idempotency({ mode: 'response', scope: false, replayHeaders: ['X-Order'] }));
app.post('/orders', (req, res) => {
  res.idempotency?.skip();
  res.idempotency?.ttl(60);
  expectError(res.idempotency?.ttl('60'));
});

// Every option with a value of each of its types.
expectAssignable<MiddlewareOptions>({ redis: { host: 'localhost', tls: true } });
expectAssignable<MiddlewareOptions>({
  redis: { password: async () => 'p', tls: { ca: 'pem', minVersion: 'TLSv1.3' } },
});
expectError<MiddlewareOptions>({ redis: { tls: 'yes' } });
expectAssignable<MiddlewareOptions>({
  redis: { cluster: ['a:1', { host: 'b' }], natMap: { 'a:1': { host: 'c', port: 2 } } },
});
expectAssignable<MiddlewareOptions>({
  redis: { cluster: false, natMap: (address: string) => ({ host: address }), publish: false },
});
expectError<MiddlewareOptions>({ redis: { cluster: true } });
expectAssignable<MiddlewareOptions>({
  redis: { host: 'localhost', port: 6379, username: 'u', password: 'p', db: 1 },
  prefix: 'payments',
  connectTimeoutMs: 500,
  commandTimeoutMs: 500,
  lockTTL: 30,
  resultTTL: 3600,
  abandonedTTL: 86_400,
  operationTimeoutMs: 0,
  storeIf: ({ status, error }: { status: number; error: unknown }) =>
    status < 500 && error !== null,
  cacheErrors: 'client',
  onAbandoned: 'conflict',
  inProgress: 'wait',
  maxWaitMs: 5000,
  maxAttempts: 5,
  mismatchStatus: 409,
  maxResultBytes: 1024,
  roundTrip: false,
  budgetMs: 1000,
  onStoreDown: 'open',
  maxBodyBytes: 0,
  secret: Buffer.from('secret'),
  headerName: 'X-Request-Id',
  required: true,
  acceptDuplicates: true,
  methods: ['POST'],
  scope: async (req: express.Request) => req.hostname,
  route: '/pay',
  keyPattern: /^[a-z]+$/,
  keySyntax: 'strict',
  fingerprint: { include: ['/a'], exclude: ['b.*'], headers: ['x-version'], query: false },
  keySource: (req: express.Request) => req.get('X-Idempotency-Key'),
});
expectAssignable<MiddlewareOptions>({ store: new MemoryStore() });
expectAssignable<MiddlewareOptions>({ redis: { path: '/run/redis.sock' } });
expectAssignable<MiddlewareOptions>({ cacheErrors: () => 'silent' });
expectAssignable<MiddlewareOptions>({ secret: ['new', Buffer.from('old')] });

expectError(idempotency({ keyPrefix: 'a' }));
expectError(idempotency({ mode: 'replay' }));
expectError(idempotency({ cacheStatus: ['1xx'] }));
expectError(idempotency({ replayHeaders: 'X-Order' }));
expectAssignable<MiddlewareOptions>({ redis: new URL('redis://localhost?db=5') });
expectAssignable<MiddlewareOptions>({ redis: { port: '6380', db: '1' } });
expectAssignable<MiddlewareOptions>({
  redis: {
    sentinels: ['s1', { host: 's2', port: '7000' }],
    name: 'm',
    sentinelPassword: async () => 'p',
  },
});
expectAssignable<MiddlewareOptions>({ redis: { sentinelTls: { ca: 'pem' }, minReplicas: 2 } });
expectAssignable<MiddlewareOptions>({
  redis: { password: async () => ({ password: 'p', expiresInMs: 900_000 }) },
});
expectError<MiddlewareOptions>({ redis: { password: () => ({ password: 'p' }) } });
expectError<MiddlewareOptions>({ redis: { sentinels: 's1' } });
expectError(idempotency({ redis: null }));
expectError(idempotency({ redis: 6379 }));
expectError(idempotency({ redis: { hostname: 'localhost' } }));
expectError(idempotency({ onAbandoned: 'ignore' }));

// Classes of errors, by a list or by name, abstract ones too.
class OutOfStock extends Error {
  constructor(readonly left: number) {
    super();
  }
}
abstract class AppError extends Error {}
expectAssignable<MiddlewareOptions>({ errorClasses: [OutOfStock, AppError] });
expectAssignable<MiddlewareOptions>({ errorClasses: { OutOfStock } as const });
expectError<MiddlewareOptions>({ errorClasses: ['OutOfStock'] });
expectError<MiddlewareOptions>({ errorClasses: [new OutOfStock(1)] });
expectError<MiddlewareOptions>({ errorClasses: OutOfStock });

// A serializer that also reads what it did not make.
const serialize = (value: unknown) => JSON.stringify(value);
const deserialize = (bytes: Buffer) => JSON.parse(bytes.toString());
expectAssignable<MiddlewareOptions>({ serializer: { serialize, deserialize, acceptPlain: true } });
expectError<MiddlewareOptions>({ serializer: { serialize, deserialize, acceptPlain: 1 } });
expectError(idempotency({ onStoreDown: 'maybe' }));
expectError(idempotency({ mismatchStatus: 400 }));
expectError(idempotency({ cacheErrors: 'some' }));
expectAssignable<MiddlewareOptions>({ secret: [null, 'new'] });
expectAssignable<MiddlewareOptions>({ secret: ['new', null] });
expectError(idempotency({ secret: null }));
expectError(idempotency({ secret: [null] }));
expectError(idempotency({ secret: [null, null] }));
expectError(idempotency({ secret: [] }));
expectError(idempotency({ secret: ['a', 'b', 'c'] }));
expectAssignable<MiddlewareOptions>({ scope: false });
expectError(idempotency({ scope: 'tenant' }));
expectError(idempotency({ scope: true }));
expectAssignable<MiddlewareOptions>({ fingerprint: false });
expectError(idempotency({ fingerprint: true }));
expectError(idempotency({ fingerprint: { include: 'a' } }));
expectError(idempotency({ keySyntax: 'loose' }));
expectError(idempotency({ keySource: async () => 'k' }));
expectError(idempotency({ keyPattern: 'a' }));
expectError(idempotency({ storeIf: () => 'sometimes' }));
expectError(idempotency('client', {}));

// Errors.
const error = new IdempotencyError('LOCK_FAILED', { headers: { 'Retry-After': '1' } });
expectAssignable<Error>(error);
expectType<IdempotencyErrorCode>(error.code);
expectType<number>(error.status);
expectType<number>(error.statusCode);
expectType<boolean>(error.expose);
expectType<boolean>(error.retryable);
expectType<Record<string, string>>(error.headers);
expectError(new IdempotencyError('NO_SUCH_CODE'));

// Stores and functions.
expectType<Store>(createStore({ redis: 'redis://localhost' }));
expectAssignable<Store>(new RedisStore({ redis: 'unix:///run/redis.sock', prefix: 'p' }));
expectAssignable<Store>(new MemoryStore({ maxEntries: 10, maxBytes: 1000 }));
expectError(new RedisStore({}));
expectError(createStore({ lockTTL: 1 }));
expectType<string>(canonicalize({ b: 1, a: 2 }));
expectType<string>(fingerprint(Buffer.from('{}')));
expectType<string>(generateIdempotencyKey());
