import { expectAssignable, expectError, expectType } from 'tsd';
import { MemoryStore, StoreError, defineStore } from 'onceonly';
import type {
  Address,
  BeginAnswer,
  Inspection,
  PurgeReport,
  RecordFunctions,
  RecordList,
  Store,
  StoreErrorCode,
  StoreStats,
  StoreVerbs,
} from 'onceonly';
import { contract } from 'onceonly/contract';

// The low-level calls.
const store = new MemoryStore();
expectType<Promise<boolean>>(store.store('key', { a: 1 }, { amount: 1 }, { ttl: 60 }));
expectType<Promise<boolean>>(store.store('key', 1, {}, { mismatchStatus: 409 }));
void store.check('key', {}, { mismatchStatus: 409 });
expectError(store.check('key', {}, { mismatchStatus: 400 }));
const serializer = { serialize: () => '', deserialize: () => 1 };
void store.check('key', {}, { serializer });
expectType<Promise<boolean>>(store.store('key', 1, {}, { serializer }));
expectType<Promise<boolean>>(store.resolve('key', { response: { status: 200 }, serializer }));
expectType<Promise<Inspection | null>>(store.inspect({ key: 'k', method: 'POST', path: '/pay' }));
expectType<Promise<boolean>>(store.remove({ id: 'x' }, { force: true }));
expectType<'idle' | 'connecting' | 'ready' | 'degraded' | 'down' | 'closed'>(store.status().state);
for (const { address, state, lastError } of store.status().nodes ?? []) {
  expectType<string>(address);
  expectType<'idle' | 'connecting' | 'ready' | 'down' | 'closed'>(state);
  expectType<string | null>(lastError);
}
expectType<string | null>(store.status().lastError);
expectType<Promise<void>>(store.close());
expectType<Promise<void>>(store.close({ drain: 5000 }));
expectAssignable<Address>({ key: 'k', scope: 'tenant' });
expectAssignable<Address>({ key: 'k', path: '/a/', strict: true, caseSensitive: true });
expectError(store.inspect({ key: 'k', strict: 'yes' }));
expectError(store.check({ method: 'POST' }));
expectError(store.check(1));
expectError(store.store('key', 1, {}, { ttlMs: 60 }));

declare const seen: Inspection | null;
if (seen !== null) {
  expectType<'running' | 'silent' | 'unknown' | 'freed' | 'done'>(seen.state);
  expectType<'value' | 'error' | 'tombstone' | null>(seen.kind);
  expectType<Date>(seen.createdAt);
  expectType<number>(seen.expiresIn);
  expectType<number | null>(seen.leaseLeft);
}

// A store in JavaScript.
const functions: RecordFunctions = {
  insert: (id, record, ttlMs) => {
    expectType<string>(id);
    expectType<Buffer>(record);
    expectType<number>(ttlMs);
    return true;
  },
  look: async () => ({ record: new Uint8Array(1), ttlMs: 5 }),
  swap: (id, expected, record, ttlMs) => {
    expectType<Buffer>(expected);
    expectType<Buffer | null>(record);
    expectType<number | undefined>(ttlMs);
    return { now: 5 };
  },
};
expectType<Store>(defineStore(functions));
expectType<Store>(defineStore({ ...functions, insert: async () => false }, { shared: true }));
expectType<Store>(defineStore({ ...functions, swap: () => null, notify: async (id) => id }));
const { look, ...withoutLook } = functions;
expectError(defineStore(withoutLook));
expectError(defineStore({ ...functions, insert: () => null }));
expectError(defineStore({ ...functions, look: () => false }));
expectError(defineStore({ ...functions, look: () => ({ record: 'text', ttlMs: 1 }) }));
expectError(defineStore({ ...functions, look: () => ({ record: Buffer.alloc(1) }) }));
expectAssignable<RecordFunctions['look']>(look);
const page = { cursor: null, entries: [{ id: 'x', record: Buffer.alloc(1), ttlMs: 1, bytes: 9 }] };
expectType<Store>(defineStore({ ...functions, list: () => page }));
expectError(defineStore({ ...functions, list: () => [] }));

// Its older form.
const verbs: StoreVerbs = {
  begin: async ({ token, leaseMs }) => {
    expectType<string>(token);
    return { state: 'own', fence: 1, attempt: 1, isRecovery: false, leftMs: leaseMs };
  },
  complete: ({ payload }) => {
    expectType<Buffer>(payload);
    return { state: 'stored' };
  },
  renew: () => ({ state: 'renewed' }),
  release: ({ reason }) => {
    expectType<'undo' | 'free' | 'silent'>(reason);
    return { state: 'released' };
  },
  inspect: () => ({ state: 'absent' }),
  remove: () => ({ state: 'removed', attempt: 0 }),
};
expectType<Store>(defineStore(verbs));
expectType<Store>(defineStore(verbs, { shared: true }));
const { renew, ...incomplete } = verbs;
expectError(defineStore(incomplete));
expectType<Store>(defineStore({ ...verbs, status: () => ({ state: 'down' }) }));
expectError(defineStore({ ...verbs, status: () => ({ state: 'perhaps' }) }));
expectError(defineStore({ ...verbs, renew: () => ({ state: 'perhaps' }) }));
expectError(defineStore({ ...verbs, begin: () => ({ state: 'own' }) }));
expectAssignable<StoreVerbs['renew']>(renew);

const settled: StoreVerbs['resolve'] = ({ kind }) => {
  expectType<'value' | 'none'>(kind);
  return { state: 'resolved' };
};
const scanned: StoreVerbs['scan'] = ({ cursor }) => ({ state: 'scanned', cursor, entries: [] });
expectType<Store>(defineStore({ ...verbs, resolve: settled, scan: scanned }));
expectError(defineStore({ ...verbs, scan: () => ({ state: 'scanned', cursor: '0' }) }));

declare const operated: Store;
expectType<Promise<RecordList>>(operated.list({ state: 'unknown', limit: 10, cursor: 'x' }));
void operated.list({ state: ['running', 'value'], label: ['POST:/pay'], olderThan: 60 });
expectType<Promise<Inspection[]>>(operated.find('key'));
expectType<Promise<boolean>>(operated.resolve({ id: 'x' }, { result: 1, ttl: 60 }));
expectType<Promise<boolean>>(operated.resolve('key', { free: true }));
expectError(operated.list({ state: 'ended' }));
declare const listed: RecordList;
expectType<string | null>(listed.cursor);
expectType<number>(listed[0].age);
expectType<Promise<boolean>>(operated.resolve('key', { free: true }, { attempt: 1, fence: 2 }));
expectType<Promise<boolean>>(operated.remove('key', { force: true, state: 'silent' }));
expectError(operated.remove('key', { state: 'value' }));
expectType<Promise<StoreStats>>(operated.stats({ label: 'POST:*', maxLabels: 10 }));
expectType<Promise<PurgeReport>>(operated.purge({ state: 'done', dryRun: false }));
expectError(operated.purge({ state: 'running' }));
expectError(operated.resolve('key', {}));

declare const answer: BeginAnswer;
if (answer.state === 'done') {
  expectType<Buffer>(answer.payload);
  expectType<number>(answer.leftMs);
}

const failure = new StoreError('DOWN', 'the database is down', { retry: 'safe' });
expectType<'no' | 'safe' | 'ambiguous'>(failure.retry);
expectError(new StoreError('DOWN', 'the database is down', { retry: 'perhaps' }));

// Its test suite.
for (const { name, run } of contract(() => defineStore(functions))) {
  expectType<string>(name);
  expectType<Promise<void>>(run());
}
contract(async () => new MemoryStore());
expectError(contract(store));

// The value that a store holds has the type that you name.
interface Order {
  id: string;
}
expectType<Promise<unknown>>(store.check('key'));
expectType<Promise<Order | null>>(store.check<Order>('key', { a: 1 }));
expectError<Promise<Order>>(store.check<Order>('key'));

// Codes are known ones, and those of a store of your own.
expectAssignable<string>(failure.code);
const known: StoreErrorCode = 'STORE_FULL';
expectAssignable<StoreError['code']>(known);
expectError<StoreErrorCode>('STORE_FUL');
