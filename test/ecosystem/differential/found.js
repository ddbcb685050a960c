'use strict';

/** Collects what is wrong: `add(kind, detail)`, where a detail of undefined means that nothing is. */
class Found {
  list = [];

  add(kind, detail) {
    if (detail !== undefined) this.list.push({ kind, detail });
  }

  same(kind, one, other) {
    this.add(kind, one === other ? undefined : `${one} became ${other}`);
  }

  addAll(title, { list }) {
    for (const { kind, detail } of list) this.add(`${title}: ${kind}`, detail);
  }
}

module.exports = { Found };
