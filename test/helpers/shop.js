'use strict';

const express = require('express');
const { RedisStore } = require('onceonly');

const { serveRoute } = require('./app');
const { atEnd } = require('./cleanups');
const { until } = require('./until');

// Orders under way at any moment.
const ALL_AT_ONCE = 8;

/** Opens a store that ends with the test file. */
function openStore(redis) {
  const store = new RedisStore({ redis });
  atEnd(() => store.close());
  return store;
}

/** Two apps with a store each, and a gateway that charges once per effect. Orders go to both apps until all are answered. */
class Shop {
  /** Effects that were charged. */
  charges = new Set();
  /** Keys that were sent, with all answers other than refusals. */
  answers = new Map();
  refusals = [];
  /** How often an operation ran. */
  runs = 0;
  #clients;
  #requestsPerKey;

  async open(stores, { requestsPerKey = stores.length, ...options } = {}) {
    this.#requestsPerKey = requestsPerKey;
    const operation = async (req, { effectId }) => {
      this.runs += 1;
      this.charges.add(effectId);
      return { charge: effectId };
    };
    const apps = stores.map((store) => serveRoute(express, { ...options, store }, operation));
    this.#clients = await Promise.all(apps);
    return this;
  }

  /** Sends one order, some times at once and to both apps, until each of these was answered with 200. */
  async order(key) {
    const clients = this.#clients;
    const got = Array.from({ length: this.#requestsPerKey }, (_, i) =>
      this.#send(clients[i % clients.length], key),
    );
    this.answers.set(key, await Promise.all(got));
  }

  /** Sends orders, some at once, until `isOver()`. */
  async trade(isOver) {
    const work = async (each) => {
      for (let i = 0; !isOver(); i++) await this.order(`order-${each}-${i}-${this.answers.size}`);
    };
    await Promise.all(Array.from({ length: ALL_AT_ONCE }, (_, each) => work(each)));
  }

  #send(client, key) {
    return until(async () => {
      const { status, text } = await client.post('/run', { key, body: { amount: 1 } });
      if (status === 200) return text;
      this.refusals.push({ status, code: JSON.parse(text).error, atMs: performance.now() });
      return undefined;
    }, `order ${key} was taken`);
  }
}

/**
 * A shop whose two apps have a store each on the servers of `redis`. `options`: how often it sends each order, `requestsPerKey`, and
 * those of the middleware.
 */
function openShop(redis, options) {
  return new Shop().open([openStore(redis), openStore(redis)], options);
}

/** Every key was charged once, and every answer of a key is the same. */
function expectOneChargeEach({ charges, answers, refusals }) {
  expect(charges.size).toBe(answers.size);
  for (const texts of answers.values()) expect(new Set(texts).size).toBe(1);
  const codes = new Set(refusals.map(({ status, code }) => `${status} ${code}`));
  const expected = ['503 LOCK_FAILED', '409 REQUEST_IN_PROGRESS'];
  expect([...codes].filter((code) => !expected.includes(code))).toEqual([]);
}

module.exports = { ALL_AT_ONCE, expectOneChargeEach, openShop, openStore };
