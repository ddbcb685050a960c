import { expectAssignable, expectError, expectType } from 'tsd';
import {
  IdempotencyClientError,
  generateIdempotencyKey,
  idempotentFetch,
  operation,
  submitOnce,
} from '../../../client/index.js';
import type { KeyStorage, Operation, Problem, Retry } from '../../../client/index.js';

expectType<string>(generateIdempotencyKey());
expectType<Promise<Response>>(idempotentFetch('/api/orders'));
idempotentFetch(new URL('https://api.example.com/'), { method: 'POST', body: new FormData() });
idempotentFetch(new Request('https://api.example.com/'), { signal: new AbortController().signal });
idempotentFetch('/', { body: () => new Blob([]).stream() });
idempotentFetch('/', { body: async () => new Uint8Array(1) });
idempotentFetch('/', {
  idempotency: {
    key: 'k',
    retries: 0,
    timeoutMs: 1,
    maxElapsedMs: Infinity,
    keyLifetimeMs: 1,
    createdAt: Date.now(),
    headerName: 'X-Request-Id',
    fetch,
    onRetry(retry) {
      expectType<Retry>(retry);
      expectType<number>(retry.delayMs);
      expectType<Response | undefined>(retry.response);
    },
  },
});
// A stream can be sent only once.
expectError(idempotentFetch('/', { body: new Blob([]).stream() }));
expectError(idempotentFetch('/', { idempotency: { retrys: 1 } }));
expectError(idempotentFetch('/', { idempotency: { key: 1 } }));

const op = operation();
expectType<Operation>(op);
expectType<string | undefined>(op.key);
expectType<void>(op.discard());
expectError((op.key = 'k'));
operation({ storage: { getItem: () => null, setItem() {}, removeItem() {} }, name: 'order' });
operation({ keyLifetimeMs: 1, doubleClickMs: 0 });
expectAssignable<KeyStorage>({
  getItem: (name: string) => name,
  setItem: (name: string, value: string) => undefined,
  removeItem: (name: string) => undefined,
});
declare const kept: KeyStorage;
operation({ storage: () => kept, name: 'order' });
expectError(operation({ storage: new Map() }));
expectError(operation({ storage: () => new Map() }));

expectType<Promise<number>>(submitOnce(op, { a: 1 }, () => 1));
expectType<Promise<Response>>(
  submitOnce(op, 'text', (key, signal) => {
    expectType<string>(key);
    expectType<AbortSignal>(signal);
    return idempotentFetch('/', { signal, idempotency: { key } });
  }),
);
expectError(submitOnce(op, { a: 1 }));
expectError(submitOnce({}, { a: 1 }, () => 1));

declare const error: IdempotencyClientError;
expectAssignable<Error>(error);
expectType<boolean>(error.mayHaveRun);
expectType<number | undefined>(error.createdAt);
expectType<Problem | undefined>(error.problem);
expectType<Promise<any> | undefined>(error.resend?.());
if (error.code === 'UNSETTLED') error.discard?.();
