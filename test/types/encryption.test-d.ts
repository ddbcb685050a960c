import { createSecretKey } from 'node:crypto';
import { expectError, expectType } from 'tsd';
import { idempotency, jsonSerializer } from 'onceonly';
import type { SealErrorCode, Serializer } from 'onceonly';
import { encrypted } from 'onceonly/encryption';
import type { EncryptionKeys, EncryptionOptions } from 'onceonly/encryption';

const key = Buffer.alloc(32);
const keys: EncryptionKeys = { a: key, b: new Uint8Array(32), c: createSecretKey(key) };
const options: EncryptionOptions = { keys, current: 'a' };

expectType<Serializer>(encrypted(options));
idempotency({ serializer: encrypted({ keys, current: 'a' }) });
encrypted({ keys: async ({ signal }) => (signal.aborted ? {} : keys), current: 'a' });
encrypted({ keys: () => keys, current: 'a', keysTimeoutMs: 500 });
encrypted({ keys, current: 'a', plainUntil: '2026-12-31', inner: jsonSerializer });
encrypted({ keys, current: 'a', plainUntil: new Date() });
expectError(encrypted({ keys }));
expectError(encrypted({ keys: { a: 'text' }, current: 'a' }));
expectError(encrypted({ keys, current: 'a', plainUntil: 1 }));
expectError(encrypted({ keys, current: 'a', key }));

const own: Serializer = {
  prepare: async () => {},
  serialize: (value, { id, kind, form }) => `${id}${kind}${form}${value}`,
  deserialize: (bytes) => bytes,
};
idempotency({ serializer: own });
expectType<SealErrorCode>(
  'NOT_SEALED' as 'NOT_SEALED' | 'SEAL_BROKEN' | 'KEY_UNKNOWN' | 'KEYS_UNAVAILABLE',
);

idempotency({
  onEvent(event) {
    if (event.type === 'foreign-record') expectType<string | undefined>(event.keyName);
    if (event.type === 'serializer-down') expectType<string>(event.route);
  },
});
