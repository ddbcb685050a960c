'use strict';

const express = require('express');
const { RedisStore } = require('onceonly');

const { serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');

const KEYS = 60;
const KEYS_PER_WAVE = 15;
const REQUESTS_PER_KEY = 5;
const BUDGET_MS = 20_000;

// So that a busy machine promotes nobody.
const CALM = ['--cluster-node-timeout', '15000'];

let cluster;

/** Two apps with a store each, on different nodes, whose operation counts the runs of each key. */
async function openApps() {
  const runs = new Map();
  const operation = async ({ body: { order } }) => {
    runs.set(order, (runs.get(order) ?? 0) + 1);
    return { order, run: runs.get(order) };
  };
  const stores = cluster.primaries.slice(0, 2).map(({ url }) => new RedisStore({ redis: url }));
  const options = { inProgress: 'wait', budgetMs: BUDGET_MS };
  const clients = await Promise.all(
    stores.map((store) => serveRoute(express, { ...options, store }, operation)),
  );
  for (const store of stores) atEnd(() => store.close());
  return { runs, clients, stores };
}

function requestsFor(order, clients) {
  return Array.from({ length: REQUESTS_PER_KEY }, (_, i) =>
    clients[i % 2].post('/run', { key: `order-${order}`, body: { order } }),
  );
}

/** All requests, one wave of keys behind the other, while `meanwhile` goes on. Resolves to the answers by key. */
async function race({ clients }, meanwhile) {
  const answers = new Map();
  let isOver = false;
  const disturbing = meanwhile(() => isOver);
  for (let first = 0; first < KEYS; first += KEYS_PER_WAVE) {
    const orders = Array.from({ length: KEYS_PER_WAVE }, (_, i) => first + i);
    const sent = orders.map((order) => Promise.all(requestsFor(order, clients)));
    for (const [i, ofKey] of (await Promise.all(sent)).entries()) answers.set(first + i, ofKey);
  }
  isOver = true;
  await disturbing;
  return answers;
}

function expectOneRunEach({ runs }, answers) {
  expect([...runs.values()]).toEqual(Array(KEYS).fill(1));
  for (const [order, ofKey] of answers) {
    const wanted = Array(REQUESTS_PER_KEY).fill([200, { order, run: 1 }]);
    expect(ofKey.map(({ status, json }) => [status, json])).toEqual(wanted);
  }
}

/** The slots of the records that the race has left. */
async function slotsOfRace(store) {
  const records = await store.list({ state: 'any', limit: 1000 });
  const slotOf = ({ id }) => cluster.primaries[0].command('CLUSTER', 'KEYSLOT', `{${id}}`);
  return Promise.all(records.map(slotOf));
}

describe('requests of two apps that race run each key once', () => {
  test('while slots move to and fro', async () => {
    cluster = await startCluster({ args: CALM });
    const apps = await openApps();
    await race(apps, async () => {});
    const slots = await slotsOfRace(apps.stores[0]);
    expect(slots).toHaveLength(KEYS);
    apps.runs.clear();
    await Promise.all(cluster.primaries.map((node) => node.command('FLUSHALL')));
    let turn = 0;
    const answers = await race(apps, async (isOver) => {
      for (; !isOver(); turn++) {
        const slot = slots[turn % slots.length];
        const from = await cluster.holderOfSlot(slot);
        const to = cluster.primaries[(cluster.primaries.indexOf(from) + 1) % 3];
        await cluster.moveSlot(slot, from, to);
      }
    });
    expect(turn).toBeGreaterThan(3);
    expectOneRunEach(apps, answers);
  }, 60_000);

  test('while a primary is failed over by hand', async () => {
    cluster = await startCluster({ replicas: 1, args: CALM });
    const apps = await openApps();
    const [replica] = cluster.replicas;
    const answers = await race(apps, () => cluster.failOver(replica));
    expect((await replica.command('ROLE'))[0]).toBe('master');
    expectOneRunEach(apps, answers);
  }, 60_000);
});
