'use strict';

const { generateCase } = require('./generate');
const { openPool } = require('./pool');
const { shrink } = require('./shrink');

const KINDS = /\d+/g;
// As often is a fault of the same look searched for its smallest case.
const SHRUNK_EACH = 2;

/** What faults have in common: their kinds, without numbers and lengths. */
function lookOf(found) {
  const words = found.map(({ kind, detail }) => `${kind} ${`${detail}`.slice(0, 60)}`);
  return words.sort().join(' / ').replace(KINDS, 'n');
}

/** A search for differences: cases of a seed, or given ones, on some processes. */
class Search {
  #options;
  #players;
  #looks = new Map();
  #next = 0;
  #until;

  cases = 0;
  findings = [];

  /** `options`: `{ seed, given, cases, seconds, failures, shrinks, looksLike, onFinding }`; `given`: cases instead of random ones. */
  constructor(players, options) {
    this.#players = players;
    this.#options = { cases: Infinity, seconds: Infinity, failures: Infinity, ...options };
    this.#until = performance.now() + this.#options.seconds * 1000;
  }

  async run() {
    await Promise.all(this.#players.map((player) => this.#lane(player)));
  }

  async #lane(player) {
    for (let given = this.#take(); given !== undefined; given = this.#take()) {
      const { found, times } = await player.play(given);
      this.cases += 1;
      const wanted = this.#wanted(found);
      if (wanted !== undefined) await this.#note(player, given, { found, times, wanted });
    }
  }

  // The kind that is looked for, or the first.
  #wanted(found) {
    const { looksLike = /./ } = this.#options;
    return found.find(({ kind, detail }) => looksLike.test(`${kind}: ${detail}`))?.kind;
  }

  #take() {
    const { seed, cases, failures, given } = this.#options;
    const isOver = this.#next >= cases || this.findings.length >= failures;
    if (isOver || performance.now() > this.#until) return undefined;
    const index = this.#next++;
    return given?.[index] ?? generateCase(`${seed}:${index}`);
  }

  async #note(player, given, { found, times, wanted }) {
    const look = lookOf(found);
    const seenBefore = this.#looks.get(look) ?? 0;
    this.#looks.set(look, seenBefore + 1);
    const finding = { given, found, times, at: this.cases, isNew: seenBefore < SHRUNK_EACH };
    this.findings.push(finding);
    if (this.#options.shrinks !== false && finding.isNew) {
      const smallest = await shrink(given, async (candidate) => {
        const { found: again } = await player.play(candidate, { quick: true });
        return again.some(({ kind }) => kind === wanted);
      });
      const { found: confirmed } = await player.play(smallest);
      if (confirmed.length > 0) Object.assign(finding, { smallest, found: confirmed });
    }
    this.#options.onFinding?.(finding);
  }
}

/** Searches with options as Search, `jobs`, `node` and `mutant`: the Search when it is over. */
async function search({ jobs, node, mutant, ...options }) {
  const { players, end } = await openPool({ jobs, node, mutant });
  const searching = new Search(players, options);
  try {
    await searching.run();
  } finally {
    await end();
  }
  return searching;
}

module.exports = { search };
