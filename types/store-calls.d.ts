/** The part that every call of a store has. */
export interface TimedCall {
  /** Name of the record: 43 characters of base64url, in which case matters. */
  id: string;
  /** Milliseconds that the caller will wait. */
  timeoutMs: number;
}

/** A call that claims a key. */
export interface BeginCall extends TimedCall {
  /** Name of the attempt: 22 characters of base64url, fresh per attempt. A begin that is sent again carries the same. */
  token: string;
  /**
   * 49 characters of base64url. Two whose last 6 differ were taken under different options and cannot be compared: 'foreign', not
   * 'mismatch'.
   */
  fingerprint: string;
  /** Fingerprint under the previous secret, or ''. A record with either one matches. */
  otherFingerprint: string;
  /** 11 characters that are the same in every record of a key, whatever its scope, or ''. */
  hint: string;
  /** Method and route, to be kept. */
  label: string;
  /** Lease of the attempt in milliseconds. */
  leaseMs: number;
  /** Milliseconds for which the lock record is kept after its last renewal. */
  keepMs: number;
  /** Whether an abandoned attempt is taken over. */
  onAbandoned: 'retry' | 'conflict';
  /** Attempts after which the outcome is unknown. */
  maxAttempts: number;
}

/** A call that stores the outcome of an attempt. */
export interface CompleteCall extends TimedCall {
  /** Name of the attempt, as in its BeginCall. */
  token: string;
  /** As in BeginCall. */
  fingerprint: string;
  /**
   * As in BeginCall.
   *
   * @defaultValue `''`
   */
  otherFingerprint?: string;
  /** As in BeginCall. */
  hint: string;
  /** Method and route, to be kept. */
  label: string;
  /** The fence that the begin gave. */
  fence: number;
  /** Number of the attempt. */
  attempt: number;
  /** Milliseconds for which the result is kept. */
  ttlMs: number;
  /** 'tombstone' stands for a value that could not be kept. The mark for an error that could not is an 'error'. */
  kind: ResultKind;
  /** false: an offer from outside, for which a removed lock is no lock. */
  isOwner: boolean;
  /** The outcome, opaque to a store. */
  payload: Buffer;
}

/** Kind of a stored outcome. */
export type ResultKind = 'value' | 'error' | 'tombstone';

/** A call that renews the lease of a running attempt. */
export interface RenewCall extends TimedCall {
  /** Name of the attempt, as in its BeginCall. */
  token: string;
  /** New lease from now on, in milliseconds. */
  leaseMs: number;
  /** Milliseconds for which the lock record is kept from now on. */
  keepMs: number;
}

/** A call that gives a key up without a result. */
export interface ReleaseCall extends TimedCall {
  /** Name of the attempt, as in its BeginCall. */
  token: string;
  /** 'undo': as if the begin had not been. 'free': the next begin runs. 'silent': as if the lease had passed. */
  reason: 'undo' | 'free' | 'silent';
}

/** A call that looks at a record. */
export interface InspectCall extends TimedCall {
  /** Whether the answer holds the payload. */
  withPayload: boolean;
}

/** A call that forgets a record. */
export interface RemoveCall extends TimedCall {
  /** Whether a running one is removed as well. */
  force: boolean;
}

/** A call that settles a key whose owner is gone. */
export interface ResolveCall extends TimedCall {
  /** 'none': the key is free for the next begin. */
  kind: 'value' | 'none';
  /** The result. Empty for 'none'. */
  payload: Buffer;
  /** Milliseconds for which the result is kept. */
  ttlMs: number;
}

/** A call for one page of records. */
export interface ScanCall {
  /** '0', or the cursor of the page before. */
  cursor: string;
  /** true: the result records. false: the lock records, without removed ones. */
  results: boolean;
  /** Only records with this hint. '' for all. */
  hint: string;
  /** Milliseconds that the caller will wait. */
  timeoutMs: number;
}

/** A stored outcome. */
export interface StoredResult {
  /** Milliseconds until the result is gone. 0 if it is not told: a begin of the package's own stores never tells it. */
  leftMs: number;
  /** Kind of the outcome. */
  kind: ResultKind;
  /** The outcome, exactly as it was given. */
  payload: Buffer;
  /** Fingerprint of the request that it belongs to. */
  fingerprint: string;
}

/** Answer to a begin. */
export type BeginAnswer = OwnedKey | DoneKey | RunningKey | SilentKey | UnknownKey | RefusedBegin;

/** The caller owns the key and runs the operation. */
export interface OwnedKey {
  /** The key was free, or an abandoned attempt was taken over. */
  state: 'own';
  /** Grows with every attempt of the key. */
  fence: number;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** Whether an earlier attempt was taken over whose outcome is not known. */
  isRecovery: boolean;
  /** Milliseconds of the lease. */
  leftMs: number;
}

/** There is a result. */
export interface DoneKey extends StoredResult {
  /** The result is replayed. */
  state: 'done';
}

/** Another attempt runs. */
export interface RunningKey {
  /** The lease of another attempt holds. */
  state: 'running';
  /** Milliseconds left of the lease. */
  leftMs: number;
  /** Milliseconds since the attempt began. */
  elapsedMs: number;
}

/** The lease of another attempt has passed. */
export interface SilentKey {
  /** It is too early for a takeover. */
  state: 'silent';
  /** Milliseconds until a takeover may be tried. */
  leftMs: number;
}

/** Nobody knows the outcome. */
export interface UnknownKey {
  /** No takeover is allowed. */
  state: 'unknown';
  /** Number of the latest attempt. */
  attempt: number;
  /** Milliseconds until the record is gone. */
  leftMs: number;
}

/** A begin that changed nothing. */
export interface RefusedBegin {
  /**
   * 'mismatch': another fingerprint. 'late': the call came after its `timeoutMs`. 'foreign': a record that the store cannot
   * compare.
   */
  state: 'mismatch' | 'late' | 'foreign';
}

/** Answer to a complete. */
export type CompleteAnswer = CompletedCall | LostResult;

/** A complete without another result in its way. */
export interface CompletedCall {
  /**
   * 'stored', 'duplicate': in time. 'late-win', 'adopted', 'replaced': late. 'mismatch', 'fenced', 'gone', 'foreign': not
   * stored.
   */
  state:
    | 'stored'
    | 'late-win'
    | 'adopted'
    | 'replaced'
    | 'duplicate'
    | 'mismatch'
    | 'fenced'
    | 'gone'
    | 'foreign';
}

/** Another attempt's result stands. */
export interface LostResult extends StoredResult {
  /** The offered result was not stored. The caller gets this one. */
  state: 'lost';
}

/** Answer to a renew. */
export interface RenewAnswer {
  /** 'renewed', or why not: there is a result, another attempt owns the key, there is no record, or it cannot be read. */
  state: 'renewed' | 'done' | 'lost' | 'gone' | 'foreign';
}

/** Answer to a release. */
export interface ReleaseAnswer {
  /** 'released', or why not: another attempt owns the key, there is no record, or it cannot be read. */
  state: 'released' | 'lost' | 'gone' | 'foreign';
}

/** Answer to a remove. */
export type RemoveAnswer = RemovedRecords | KeptRecord;

/** Some records were removed, or there were none. */
export interface RemovedRecords {
  /** There is no record now. */
  state: 'removed';
  /** The number of records that were removed. */
  attempt: number;
}

/** A record was not removed. */
export interface KeptRecord {
  /** An operation runs, or the record cannot be read. */
  state: 'running' | 'foreign';
}

/** Answer to a resolve. */
export interface ResolveAnswer {
  /** 'resolved', or why not: the lease holds, there is a result, the key is free, there is no record, it cannot be read. */
  state: 'resolved' | 'running' | 'done' | 'freed' | 'absent' | 'foreign';
}

/** Answer to an inspect. */
export type InspectAnswer = MissingRecord | (InspectedRecord & FoundRecord);

/** There is no record that can be read. */
export interface MissingRecord {
  /** 'absent': there is none. 'foreign': it cannot be read. */
  state: 'absent' | 'foreign';
}

/** The part of an inspected record that a scan leaves out. */
export interface InspectedRecord {
  /** Fingerprint of its request. */
  fingerprint: string;
  /**
   * The outcome, if it was asked for.
   *
   * @defaultValue none
   */
  payload?: Buffer;
}

/** A record without its payload. */
export type FoundRecord = FoundLock | FoundResult;

/** The part that every found record has. */
export interface FoundFields {
  /** Fence of its attempt. */
  fence: number;
  /** Number of its attempt. */
  attempt: number;
  /** Time at which the attempt began or the result was stored: milliseconds since 1970 of the store's clock. */
  beganMs: number;
  /** Milliseconds left of the lease of a running record, or until a silent one may be taken over. */
  leftMs: number;
  /** Milliseconds until the record is gone. */
  expiresMs: number;
  /** Method and route. */
  label: string;
  /** Size of the payload. 0 for a lock. */
  bytes: number;
}

/** A record of an attempt without a result. */
export interface FoundLock extends FoundFields {
  /** State of the attempt. */
  state: 'running' | 'silent' | 'unknown' | 'freed';
}

/** A record of a result. */
export interface FoundResult extends FoundFields {
  /** There is a result. */
  state: 'done';
  /** Kind of the outcome. */
  kind: ResultKind;
}

/** A found record with its name. */
export type ScannedRecord = FoundRecord & NamedRecord;

/** The name of a found record. */
export interface NamedRecord {
  /** Name of the record: 43 characters of base64url. */
  id: string;
}

/** Answer to a scan. A record may be on two pages. */
export interface ScanAnswer {
  /** The page was read. */
  state: 'scanned';
  /** Cursor of the next page. '0' ends the scan. */
  cursor: string;
  /** Records of this page. */
  entries: ScannedRecord[];
}
