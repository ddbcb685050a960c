'use strict';

/** @import { Inspection } from '../../types/store' */
/** @import { AnyStore } from '../store/store' */

/** @typedef {'found' | 'new' | 'changed' | 'done' | 'gone'} SeenEvent */

/** @typedef {{ time: Date, event: SeenEvent, record: Inspection }} Seen */

const PAGE = 1000;
// A terminal shows no more, and the memory of a long watch stays small.
const MOST = 10_000;

/**
 * Looks at the records without a result again and again, and tells how they have changed since the last look. The store is only
 * read: a subscription would be written into each record, and its owner would have to publish.
 */
class Snapshots {
  #store;
  #filter;
  #say;
  /** @type {Map<string, Inspection> | undefined} */
  #known;
  #isDown = false;

  /**
   * @param {AnyStore} store
   * @param {object} filter
   * @param {(words: string) => void} say
   */
  constructor(store, filter, say) {
    this.#store = store;
    this.#filter = filter;
    this.#say = say;
  }

  /**
   * The changes since the last call. A store that goes away later is told once, and asked again.
   * @returns {Promise<Seen[]>}
   */
  async next() {
    try {
      const seen = await this.#look();
      if (this.#isDown) this.#say('The store answers again.');
      this.#isDown = false;
      return seen;
    } catch (error) {
      if (this.#known === undefined || error.code !== 'LOCK_FAILED') throw error;
      if (!this.#isDown)
        this.#say(
          `The store gives no answer: ${error.cause?.code ?? error.message}. Asking again.`,
        );
      this.#isDown = true;
      return [];
    }
  }

  async #look() {
    const now = await this.#records();
    const time = new Date();
    const before = this.#known;
    /** @type {Seen[]} */
    const seen = [];
    for (const record of now.values()) {
      const event = eventOf(before?.get(record.id), record, before === undefined);
      if (event !== undefined) seen.push({ time, event, record });
    }
    for (const record of before?.values() ?? []) {
      if (!now.has(record.id)) seen.push(await this.#end(record, time));
    }
    this.#known = now;
    return seen;
  }

  /** @returns {Promise<Map<string, Inspection>>} */
  async #records() {
    const found = new Map();
    let cursor;
    do {
      const asked = { ...this.#filter, limit: PAGE, ...(cursor && { cursor }) };
      /** @type {import('../../types/operate').RecordList} */
      const page = await this.#store.list(asked);
      for (const record of page) found.set(record.id, record);
      cursor = page.cursor;
    } while (cursor !== null && found.size < MOST);
    if (cursor !== null && this.#known === undefined) {
      this.#say(
        `More than ${MOST} records: those beyond are not watched. Narrow them by --state or --label.`,
      );
    }
    return found;
  }

  /**
   * What has become of a record that the filter no longer finds.
   * @param {Inspection} record
   * @param {Date} time
   * @returns {Promise<Seen>}
   */
  async #end(record, time) {
    const now = await this.#store.inspect({ id: record.id });
    if (now === null) return { time, event: 'gone', record };
    return { time, event: now.state === 'done' ? 'done' : 'changed', record: now };
  }
}

/**
 * @param {Inspection | undefined} before
 * @param {Inspection} now
 * @param {boolean} isFirst
 * @returns {SeenEvent | undefined}
 */
function eventOf(before, now, isFirst) {
  if (before === undefined) return isFirst ? 'found' : 'new';
  const isSame = before.state === now.state && before.fence === now.fence;
  return isSame ? undefined : 'changed';
}

module.exports = { Snapshots };
