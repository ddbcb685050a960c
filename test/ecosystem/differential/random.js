'use strict';

/** Random choices that depend on a seed alone, so that a case can be made again on any machine. */
class Random {
  #state;

  constructor(seed) {
    // FNV-1a, so that neighbouring seeds begin far apart.
    this.#state = [...`${seed}`].reduce((hash, letter) => {
      return Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
    }, 2_166_136_261);
  }

  /** A number from 0 up to 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** One value of `[[weight, value], ...]`. */
  weighted(choices) {
    const sum = choices.reduce((total, [weight]) => total + weight, 0);
    let at = this.next() * sum;
    for (const [weight, value] of choices) {
      at -= weight;
      if (at < 0) return value;
    }
    return choices.at(-1)[1];
  }

  /** Some of the list, at most `most`, in random order. */
  some(list, most) {
    const left = [...list];
    const count = Math.min(this.below(most + 1), left.length);
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0]);
  }
}

module.exports = { Random };
