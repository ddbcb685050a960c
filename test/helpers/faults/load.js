'use strict';

const http = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');

const { Order } = require('./order');

const SENDERS = 120;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const PATIENCE_MS = 180_000;
// Of so many orders one is sent to both apps at once, as by a double click, and with one an older order comes again.
const DOUBLED = 5;
const REPEATED = 3;

/** Clients that send orders to several apps, each the next one when the last is answered, until they are stopped. */
class Load {
  orders = [];
  #ports;
  #agent = new http.Agent({ keepAlive: true });
  #going = true;
  #isAbandoned = false;
  #senders = [];

  constructor(ports) {
    this.#ports = ports;
  }

  start() {
    this.#senders = Array.from({ length: SENDERS }, () => this.#sendOrders());
  }

  /** Resolves when every order that was begun is answered or given up. */
  async stop() {
    this.#going = false;
    await Promise.all(this.#senders);
  }

  /** Ends all that is under way, answered or not: nothing of the load goes on when a run has failed. */
  async abandon() {
    this.#going = false;
    this.#isAbandoned = true;
    this.close();
    await Promise.all(this.#senders);
  }

  /** Asks for orders once more, as clients that have forgotten their answers. Resolves to the last answer of each. */
  async retry(orders) {
    const waiting = orders.entries();
    const last = [];
    const sender = async () => {
      for (const [turn, order] of waiting) last.push(await this.#settle(order, turn));
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    return last;
  }

  /** Orders made after `time` that have their answer. */
  answeredSince(time) {
    return this.orders.filter((order) => order.madeAt >= time && order.final.length > 0);
  }

  close() {
    this.#agent.destroy();
  }

  async #sendOrders() {
    while (this.#going) {
      const order = new Order();
      const turn = this.orders.push(order);
      const sent = [this.#settle(order, turn)];
      if (turn % DOUBLED === 0) sent.push(this.#settle(order, turn + 1));
      if (turn % REPEATED === 0) sent.push(this.#settle(this.#anyOrder(), turn + 1));
      await Promise.all(sent);
    }
  }

  #anyOrder() {
    return this.orders[Math.floor(Math.random() * this.orders.length)];
  }

  // A client sends again, to whichever app comes next, until it has its answer.
  async #settle(order, firstTurn) {
    const deadline = performance.now() + PATIENCE_MS;
    let pause = FIRST_PAUSE_MS;
    let answer;
    for (let turn = firstTurn; !this.#isAbandoned; turn++) {
      const port = this.#ports[turn % this.#ports.length];
      answer = await order.send(port, this.#agent);
      if (answer.status === 200 || performance.now() > deadline) break;
      await wait(pause * (0.5 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    return answer;
  }
}

module.exports = { Load };
