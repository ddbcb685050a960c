import { expectAssignable, expectError, expectType } from 'tsd';
import { idempotency } from 'onceonly';
import type { Inspection, Store } from 'onceonly';
import { gate, testStore } from 'onceonly/testing';
import type { Gate, TestStore } from 'onceonly/testing';

const store = testStore();
expectType<TestStore>(store);
expectAssignable<Store>(store);
idempotency({ store });
expectType<void>(store.clear());
expectType<void>(store.advance(60));
expectType<Promise<Inspection[]>>(store.records());
expectType<void>(store.fail('begin', 'CONNECT_FAILED'));
expectType<void>(store.fail('complete', 'REPLY_LOST', Infinity));
expectError(store.fail('renew', 'CONNECT_FAILED'));
expectError(store.advance('60'));
expectError(store.fail('begin', 'CONNECT_FAILD'));
expectError(testStore({ maxEntries: 1 }));

const held = gate<{ id: string }>();
expectType<Gate<{ id: string }>>(held);
expectType<Promise<{ id: string }>>(held.wait());
expectType<Promise<void>>(held.reached);
held.open({ id: 'ch_1' });
expectError(held.open());
gate().open();
