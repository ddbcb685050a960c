'use strict';

const express = require('express');

const { serveRoute } = require('../../helpers/app');
const { moveSlots } = require('../../helpers/cluster-slots');
const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { expectOneChargeEach, openShop, openStore } = require('../../helpers/shop');

const SLOTS = 16_384;
const NODES = 3;
// A slot may stay open for seconds where the machine is busy.
const BUDGET_MS = 20_000;

// So that a busy machine promotes nobody.
const CALM = ['--cluster-node-timeout', '15000'];

jest.setTimeout(120_000);

/** The slots of each primary, as they were shared at first. */
function sharesOf(count) {
  const all = Array.from({ length: SLOTS }, (_, slot) => slot);
  const bound = (index) => Math.floor((SLOTS * index) / count);
  return Array.from({ length: count }, (_, i) => all.slice(bound(i), bound(i + 1)));
}

/** Moves every slot to the next node, and back. */
async function moveAllToAndFro({ primaries }) {
  const shares = sharesOf(primaries.length);
  const next = (i) => primaries[(i + 1) % primaries.length];
  for (const [i, slots] of shares.entries()) await moveSlots(slots, primaries[i], next(i));
  for (const [i, slots] of shares.entries()) await moveSlots(slots, next(i), primaries[i]);
}

test('ten requests for each key run it once, and none is refused, while every slot moves to another node and back', async () => {
  const cluster = await startCluster({ primaries: NODES, args: CALM });
  const shop = await openShop(cluster.url, { requestsPerKey: 10, budgetMs: BUDGET_MS });
  let moving;
  let isOver = false;
  await shop.trade(() => {
    moving ??= moveAllToAndFro(cluster).finally(() => (isOver = true));
    return isOver;
  });
  await moving;
  expectOneChargeEach(shop);
  expect(shop.runs).toBe(shop.answers.size);
  expect(shop.refusals.filter(({ status }) => status === 503)).toEqual([]);
  const records = await Promise.all(cluster.primaries.map((node) => node.command('DBSIZE')));
  expect(records.reduce((sum, each) => sum + each)).toBe(shop.answers.size);
});

describe('a slot that is left open, as by a reshard that has crashed,', () => {
  const OPEN = { status: 503, json: { error: 'LOCK_FAILED' } };

  test('costs no stored result, refuses new keys of its own alone, and takes them when it is closed', async () => {
    const cluster = await startCluster({ primaries: NODES, args: CALM });
    const store = openStore(cluster.url);
    const operation = jest.fn(async ({ body }) => body);
    const client = await serveRoute(express, { store }, operation);
    const send = (key) => client.post('/run', { key, body: { key } });
    const addressOf = (key) => ({ key, method: 'POST', path: '/run' });
    for (const key of ORDERS) await send(key);
    const [fresh, ...others] = ORDERS;
    const { id } = await store.inspect(addressOf(fresh));
    const name = `idem:result:{${id}}`;
    const from = await cluster.holderOf(name);
    const [to] = cluster.primaries.filter((node) => node !== from);
    await store.remove(addressOf(fresh));
    operation.mockClear();
    const slot = await from.command('CLUSTER', 'KEYSLOT', name);
    await cluster.moveSlot(slot, from, to, async () => {
      expect(await send(fresh)).toMatchObject(OPEN);
      for (const key of others) expect(await send(key)).toMatchObject({ status: 200 });
    });
    expect(operation).not.toHaveBeenCalled();
    expect(await send(fresh)).toMatchObject({ status: 200 });
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
