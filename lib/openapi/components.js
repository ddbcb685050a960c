'use strict';

const { nodeAt, saysSame } = require('./references');

/** @import { Node } from './references' */

/**
 * The components of a document, and those that are added to it. Only what is referred to is added. A name that the document uses for
 * something else stays: the part gets the next free name.
 */
class Components {
  #given;
  /** @type {Record<string, Node>} */
  #added = {};
  /** @type {Map<string, { $ref: string }>} */
  #known = new Map();

  /** @param {unknown} given */
  constructor(given) {
    this.#given = nodeAt(given, 'components');
  }

  /**
   * A reference to a part. A name has one part: it is looked up once, however many operations there are.
   * @param {'parameters' | 'headers' | 'schemas' | 'responses'} kind
   * @param {string} name
   * @param {Node} part
   * @returns {{ $ref: string }}
   */
  refer(kind, name, part) {
    const key = `${kind}/${name}`;
    const known = this.#known.get(key) ?? this.#add(kind, name, part);
    this.#known.set(key, known);
    return { ...known };
  }

  /**
   * @param {string} kind
   * @param {string} name
   * @param {Node} part
   */
  #add(kind, name, part) {
    const all = this.#all(kind);
    const free = nameFor(all, name, part);
    if (!Object.hasOwn(all, free)) this.#added[kind] = { ...this.#added[kind], [free]: part };
    return { $ref: `#/components/${kind}/${free}` };
  }

  /** @param {string} kind */
  #all(kind) {
    return { ...nodeAt(this.#given[kind], `components.${kind}`), ...this.#added[kind] };
  }

  /** The components of the new document, or those that were given if nothing was added. */
  get all() {
    const kinds = Object.keys(this.#added).map((kind) => [kind, this.#all(kind)]);
    return kinds.length === 0 ? undefined : { ...this.#given, ...Object.fromEntries(kinds) };
  }
}

/**
 * @param {Node} all
 * @param {string} name
 * @param {Node} part
 */
function nameFor(all, name, part) {
  let free = name;
  for (let i = 2; Object.hasOwn(all, free) && !saysSame(all[free], part); i++) {
    free = `${name}${i}`;
  }
  return free;
}

module.exports = { Components };
