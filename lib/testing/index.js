'use strict';

const native = require('../native/binding');
const { hintOf } = require('../util/nearest');
const { optionError } = require('../util/option-error');
const { received } = require('../util/received');
const { YEAR_S, integer, oneOf, seconds } = require('../util/checks');
const { RecordScan } = require('../store/operate/record-scan');
const { NativeVerbs } = require('../store/native/native-verbs');
const { Store, internals } = require('../store/store');
const { StoreError } = require('../errors/store-error');

/** @import { Inspection } from '../../types/store' */
/** @import { BeginCall, InspectCall, ReleaseCall, RemoveCall, RenewCall } from '../../types/store-calls' */
/** @import { KnownRecord, OwnCompleteCall, OwnResolveCall, OwnScanCall } from '../store/store' */

/** @typedef {InstanceType<typeof NativeVerbs>} Embedded */

const MAX_ENTRIES = 100_000;
const MAX_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 1000;
const FAILING = oneOf('begin', 'complete');
const MESSAGES = new Map(native.statusTable.map(([code, , message]) => [code, message]));

/** The verbs of an embedded store whose clock can be moved, which forgets and fails as a test says. */
class TestVerbs {
  /** @type {Embedded} */
  #verbs;
  /** @type {Map<string, { code: string, times: number }>} */
  #failures = new Map();

  comparesAttempts = true;

  constructor() {
    this.#verbs = embedded();
  }

  clear() {
    this.#verbs.close();
    this.#failures.clear();
    this.#verbs = embedded();
  }

  /** @param {number} ms */
  advance(ms) {
    this.#verbs.advance(ms);
  }

  /**
   * @param {string} verb
   * @param {string} code
   * @param {number} times
   */
  fail(verb, code, times) {
    this.#failures.set(verb, { code, times });
  }

  /** @param {BeginCall} call */
  begin(call) {
    return this.#failure('begin') ?? this.#verbs.begin(call);
  }

  /** @param {OwnCompleteCall} call */
  complete(call) {
    return this.#failure('complete') ?? this.#verbs.complete(call);
  }

  /** @param {RenewCall & KnownRecord} call */
  renew(call) {
    return this.#verbs.renew(call);
  }

  /** @param {ReleaseCall & KnownRecord} call */
  release(call) {
    return this.#verbs.release(call);
  }

  /** @param {InspectCall} call */
  inspect(call) {
    return this.#verbs.inspect(call);
  }

  /** @param {RemoveCall} call */
  remove(call) {
    return this.#verbs.remove(call);
  }

  /** @param {OwnResolveCall} call */
  resolve(call) {
    return this.#verbs.resolve(call);
  }

  /** @param {OwnScanCall} call */
  scan(call) {
    return this.#verbs.scan(call);
  }

  /**
   * @param {string} id
   * @param {() => void} onWake
   */
  watch(id, onWake) {
    return this.#verbs.watch(id, onWake);
  }

  close() {
    this.#verbs.close();
  }

  /**
   * Not tried again, so that one failure is that of one request, at once.
   * @param {string} verb
   * @returns {Promise<never> | undefined}
   */
  #failure(verb) {
    const failure = this.#failures.get(verb);
    if (failure === undefined || failure.times === 0) return undefined;
    failure.times -= 1;
    const { code } = failure;
    return Promise.reject(
      new StoreError(code, /** @type {string} */ (MESSAGES.get(code)), { retry: 'no' }),
    );
  }
}

function embedded() {
  return new NativeVerbs((channel) =>
    native.createMemoryStore(MAX_ENTRIES, MAX_BYTES, channel, true),
  );
}

/** See TestStore in testing.d.ts. */
class TestStore extends Store {
  #verbs;

  /** @param {TestVerbs} verbs */
  constructor(verbs) {
    super(verbs, { kind: 'memory', shared: false, prefix: 'idem' });
    this.#verbs = verbs;
  }

  clear() {
    internals(this).retries.drop();
    this.#verbs.clear();
  }

  /** @param {number} time */
  advance(time) {
    this.#verbs.advance(seconds(10 * YEAR_S)('seconds', time));
  }

  /**
   * @param {'begin' | 'complete'} verb
   * @param {string} code
   * @param {number} [times]
   */
  fail(verb, code, times = 1) {
    FAILING('verb', verb);
    if (!MESSAGES.has(code)) {
      const known = [...MESSAGES.keys()];
      throw optionError(
        'argument',
        `the code of fail() must be one of a StoreError (received ${received('code', code)}).` +
          hintOf(`${code}`, known),
      );
    }
    this.#verbs.fail(verb, code, times === Infinity ? times : integer(0)('times', times));
  }

  async records() {
    const verbs = this.#verbs;
    const scan = new RecordScan(verbs, async (verb) => verb(TIMEOUT_MS));
    /** @type {Inspection[]} */
    const found = [];
    for await (const page of scan.pages({ of: 'all' })) {
      for (const entry of page.entries) found.push(await scan.show(entry, page, true));
    }
    return found.sort((one, other) => Number(one.createdAt) - Number(other.createdAt));
  }
}

/** An embedded store for tests. */
function testStore() {
  return new TestStore(new TestVerbs());
}

/** Holds an operation until a test releases it: `wait()` in the operation, `reached` and `open()` in the test. */
function gate() {
  /** @type {(value?: any) => void} */
  let reach = () => {};
  /** @type {(value?: any) => void} */
  let open = () => {};
  const reached = new Promise((resolve) => (reach = resolve));
  const opened = new Promise((resolve) => (open = resolve));
  const wait = () => {
    reach();
    return opened;
  };
  return { reached, wait, open };
}

module.exports = { gate, testStore };
