import { expectAssignable, expectError, expectType } from 'tsd';
import { IdempotencyHandler } from 'onceonly';
import type { Store } from 'onceonly';
import { PostgresStore, fromDrizzle, fromPrisma, postgresSchema } from 'onceonly/postgres';
import type { SqlExecutor } from 'onceonly/postgres';

const store = new PostgresStore({ connection: 'postgres://localhost/app' });
expectAssignable<Store>(store);
expectType<Promise<void>>(store.migrate());
expectType<string>(postgresSchema());
expectType<SqlExecutor>(fromPrisma({}));
expectError(fromDrizzle({}));
expectError(new PostgresStore());
expectError(new PostgresStore({ url: 'postgres://localhost/app' }));

const handler = new IdempotencyHandler({ store });
async function run() {
  const { result } = await handler.execute('key', 1, ({ storeIn }) => storeIn({}, { id: 1 }));
  expectType<number>(result.id);
  const sum = await handler.execute('key', 1, ({ transaction }) => transaction(() => 7));
  expectType<number>(sum.result);
  await handler.execute('key', 1, () => 1, { transaction: {} });
}
expectType<Promise<void>>(run());
