import { expectAssignable, expectError, expectNever, expectType } from 'tsd';
import { idempotency } from 'onceonly';
import type { EventType, IdempotencyEvent, Kept, RequestOutcome, StoreErrorCode } from 'onceonly';

declare const event: IdempotencyEvent;

// Every type is in the union, and no other.
expectType<EventType>(event.type);

// Any field may be taken apart before the type is known.
const { outcome, cached, kept, method, route, claimMs, waitMs, runMs, storeMs, status } = event;
expectType<RequestOutcome | undefined>(outcome);
expectType<boolean | undefined>(cached);
expectType<Kept | undefined>(kept);
expectType<(string | undefined)[]>([method, route]);
expectType<(number | undefined)[]>([claimMs, waitMs, runMs, storeMs, status]);
const { id, keyHash, label, attempt, ms, bytes, code, running, notStored } = event;
expectType<string | undefined>(id);
expectType<string | undefined>(keyHash);
expectType<string | undefined>(label);
expectType<(number | undefined)[]>([attempt, ms, bytes, running, notStored]);
expectAssignable<string | undefined>(code);
expectError(event.token);

// The type tells which fields there are.
switch (event.type) {
  case 'request':
    expectType<RequestOutcome>(event.outcome);
    expectType<boolean>(event.cached);
    expectType<string>(event.route);
    expectType<number>(event.ms);
    expectType<number | undefined>(event.runMs);
    expectType<undefined>(event.label);
    break;
  case 'failed':
    expectType<number | undefined>(event.status);
    expectType<number>(event.ms);
    break;
  case 'drained':
    expectType<number>(event.running);
    expectType<number>(event.notStored);
    expectType<number>(event.ms);
    expectType<undefined>(event.id);
    break;
  case 'store-down':
    expectAssignable<StoreErrorCode | string | undefined>(event.code);
    expectType<undefined>(event.label);
    break;
  case 'not-replayable':
    expectType<number | undefined>(event.bytes);
    expectType<string>(event.label);
    break;
  case 'begun':
  case 'lease-lost':
    expectType<string>(event.id);
    expectType<number>(event.attempt);
    expectType<number>(event.ms);
    expectType<undefined>(event.code);
    break;
  default:
    break;
}

// A switch over all of them leaves none.
function levelOf(seen: IdempotencyEvent): string {
  switch (seen.type) {
    case 'request':
      return 'request';
    case 'begun':
    case 'completed':
    case 'failed':
    case 'taken-over':
    case 'freed':
    case 'result-conflict':
    case 'not-stored':
    case 'stored-late':
    case 'error-replaced':
    case 'lease-lost':
    case 'late-renewal':
      return 'run';
    case 'mismatch':
    case 'in-progress':
    case 'silent':
    case 'unknown':
    case 'abandoned-expiring':
    case 'foreign-record':
    case 'replayed':
    case 'full':
    case 'serializer-down':
    case 'shared-key':
    case 'not-replayable':
      return 'key';
    case 'store-down':
    case 'breaker':
    case 'store-up':
    case 'drained':
      return 'store';
    default:
      return (expectNever(seen), 'none');
  }
}

idempotency({ onEvent: (seen) => console.log(levelOf(seen)) });
idempotency({ onEvent: ({ type, label }) => console.log(type, label) });
expectError(idempotency({ onEvent: ({ kind }) => kind }));
idempotency({ eventRoute: (req) => req.baseUrl });
idempotency({ eventRoute: () => undefined });
expectError(idempotency({ eventRoute: () => 1 }));
