'use strict';

/** @import { HintedRecord } from './hinted-records' */

/** @typedef {{ keyHash: string, label: string, records: number, ids: string[] }} SharedName */

// About 200 bytes each.
const MOST = 1_000_000;
const IDS = 10;

/** Counts the records of each key under one label. A record may come twice. */
class SharedNames {
  /** The first record of a key, or all that is known of a key with several. @type {Map<string, string | SharedName>} */
  #found = new Map();

  get size() {
    return this.#found.size;
  }

  get isFull() {
    return this.size >= MOST;
  }

  /** @param {HintedRecord} record */
  add({ id, label, keyHash }) {
    const name = `${keyHash} ${label}`;
    const known = this.#found.get(name);
    if (known === undefined) this.#found.set(name, id);
    else if (typeof known !== 'string') addTo(known, id);
    else if (known !== id) this.#found.set(name, { keyHash, label, records: 2, ids: [known, id] });
  }

  /**
   * Keys with several records, those with most first.
   * @returns {SharedName[]}
   */
  shared() {
    /** @type {SharedName[]} */
    const several = [];
    for (const each of this.#found.values()) if (typeof each !== 'string') several.push(each);
    return several.sort((one, other) => other.records - one.records);
  }
}

/**
 * Only the first ids are kept, so a record that comes twice among many may be counted twice.
 * @param {SharedName} known
 * @param {string} id
 */
function addTo(known, id) {
  if (known.ids.includes(id)) return;
  known.records++;
  if (known.ids.length < IDS) known.ids.push(id);
}

module.exports = { SharedNames };
