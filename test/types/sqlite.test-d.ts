import { expectAssignable, expectError } from 'tsd';
import { createStore } from 'onceonly';
import type { Store } from 'onceonly';
import { SqliteStore } from 'onceonly/sqlite';
import type { SqliteErrorCode } from 'onceonly/sqlite';

expectAssignable<Store>(new SqliteStore({ path: './idempotency.db' }));
expectAssignable<Store>(new SqliteStore({ database: {}, table: 'keys' }));
expectAssignable<Store>(createStore({ sqlite: './idempotency.db', library: 'better-sqlite3' }));
expectAssignable<SqliteErrorCode>('FILE_REPLACED');
expectError(new SqliteStore());
expectError(new SqliteStore({ path: './idempotency.db', library: 'sqlite3' }));
expectError(createStore({ sqlite: './idempotency.db', redis: 'redis://localhost' }));
