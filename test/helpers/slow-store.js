'use strict';

const { mapStore } = require('../js/store/map-store');
const { createGate } = require('./gate');

/** A store that takes no result before `open()`: `{ store, asked, open }`, where `asked` resolves when it is offered one. */
function slowStore() {
  const [asked, gate] = [createGate(), createGate()];
  const store = mapStore();
  const { verbs } = store[Symbol.for('onceonly.store.1')];
  const complete = verbs.complete.bind(verbs);
  verbs.complete = async (call) => {
    asked.open();
    await gate.passed;
    return complete(call);
  };
  return { store, asked: asked.passed, open: gate.open };
}

module.exports = { slowStore };
