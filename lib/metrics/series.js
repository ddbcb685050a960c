'use strict';

/** @import { Label } from './catalogue' */

// The labels of our events are bounded. This is for events of somebody else.
const MAX_VALUES = 1000;
const OTHER = 'other';

/** What has the same first labels, by the value of the next one. */
class Branch extends Map {
  /** @param {string[]} path  Values of the labels before. */
  constructor(path) {
    super();
    this.path = path;
  }
}

/**
 * What is recorded under each combination of labels, made when it first comes.
 * @template T
 */
class Series {
  #labels;
  #make;
  #root;
  /** @type {T[]} */
  #all = [];

  /**
   * @param {readonly Label[]} labels
   * @param {(values: string[]) => T} make
   */
  constructor(labels, make) {
    this.#labels = labels;
    this.#make = make;
    this.#root = this.#begin([]);
  }

  /** All of them, in the order in which they came. */
  get all() {
    return this.#all;
  }

  /**
   * What has the labels of an event.
   * @param {object} event
   * @returns {T}
   */
  of(event) {
    let found = this.#root;
    for (const label of this.#labels) {
      const value = label.of(event);
      found = found.get(value) ?? this.#add(found, label, value);
    }
    return found;
  }

  /**
   * @param {Branch} branch
   * @param {Label} label
   * @param {string} value
   */
  #add(branch, { values }, value) {
    const isKnown = values === undefined ? branch.size < MAX_VALUES : values.includes(value);
    const name = isKnown && typeof value === 'string' ? value : OTHER;
    const made = branch.get(name) ?? this.#begin([...branch.path, name]);
    branch.set(name, made);
    return made;
  }

  /**
   * @param {string[]} path
   * @returns {any}
   */
  #begin(path) {
    const label = this.#labels[path.length];
    if (label !== undefined) {
      const branch = new Branch(path);
      for (const value of label.begins ?? []) this.#add(branch, label, value);
      return branch;
    }
    const made = this.#make(path);
    this.#all.push(made);
    return made;
  }
}

module.exports = { MAX_VALUES, OTHER, Series };
