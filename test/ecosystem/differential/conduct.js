'use strict';

const { randomUUID } = require('node:crypto');

const { referenceHandler } = require('./differences');
const { Stage } = require('./play');

const STAYS = { leave: null };
// A system gives the id of a process again, and the Redis of a run outlives its processes.
const KEYS = randomUUID();
let lastKey = 0;

async function onStage(given, world, limits, store, act) {
  const key = `${KEYS}-${++lastKey}`;
  const stage = new Stage(given, { store, world, key, limits });
  await stage.open();
  try {
    return await act(stage);
  } finally {
    await stage.close();
  }
}

/** What plain Express does with a case, whose client stays or leaves as `plan` says. */
function playPlain(given, plan, world, limits) {
  return onStage(given, world, limits, undefined, (stage) => stage.request(plan));
}

/** What an app with the middleware does: `{ first, retry }`. */
function playOurs(given, world, limits) {
  return onStage(given, world, limits, world.stores[given.store], async (stage) => {
    const first = await stage.request(given.client);
    return { first, retry: await stage.request(STAYS) };
  });
}

/**
 * What plain Express does: `plain` for a client that stays, `left` where the client of the case leaves, and `reference`,
 * which ours is to do and which is `plain` unless the docs say otherwise (`isOther`).
 */
async function playReferences(given, world, limits) {
  const plain = await playPlain(given, STAYS, world, limits);
  const left = given.client.leave ? await playPlain(given, given.client, world, limits) : plain;
  const handler = referenceHandler(given, plain);
  if (handler === undefined) return { plain, left, reference: plain, isOther: false };
  const reference = await playPlain({ ...given, handler }, STAYS, world, limits);
  return { plain, left, reference, isOther: true };
}

/** Plays a case on both: `{ plain, left, reference, isOther, first, retry }`. */
async function conduct(given, world, limits) {
  const references = await playReferences(given, world, limits);
  return { ...references, ...(await playOurs(given, world, limits)) };
}

module.exports = { conduct, playReferences };
