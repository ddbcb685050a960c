'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { setImmediate: turn } = require('node:timers/promises');
const { promisify } = require('node:util');

const { makeApp } = require('./app');
const { Client } = require('./client');
const { Observation } = require('./observation');
const { untilQuiet } = require('./quiet');
const { requestBytes } = require('./request-bytes');

// A late error of Node's streams comes a few turns after its cause.
const TURNS = 5;

/** An app of a case that listens, plain or with the middleware on `store`. */
class Stage {
  #given;
  #world;
  #server;
  #connections = 0;
  #key;
  #limits;

  constructor(given, { store, world, key, limits }) {
    this.#given = given;
    this.#world = world;
    this.#key = key;
    this.#limits = limits;
    this.observed = new Observation();
    const { place } = world;
    this.#server = http.createServer(makeApp(given, { store, observed: this.observed, place }));
  }

  async open() {
    this.#server.on('connection', (socket) => {
      this.#connections += 1;
      socket.once('close', () => {
        this.#connections -= 1;
        this.observed.emit('change');
      });
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Sends the request of the case and resolves to what its client saw, once all that it set off has ended. */
  async request(plan) {
    const { observed } = this;
    const { hub, faults } = this.#world;
    hub.watcher = observed;
    const { request, client } = this.#given;
    const bytes = requestBytes(request, client.connection, this.#key);
    const caller = new Client(this.#server.address().port, request.method, bytes, plan);
    observed.follow(caller);
    await this.#until(() => caller.isDone);
    const { seen } = caller;
    caller.close();
    const isIdle = await this.#untilIdle();
    return { ...seen, isIdle, faults: faults.splice(0), ...observed.take() };
  }

  // What begins in the last turns, as the answer to a late error, is waited for too.
  async #untilIdle() {
    const { observed } = this;
    const isIdle = () =>
      this.#connections === 0 && !observed.isBusy && !observed.owesResult && !observed.awaitsEnd;
    for (;;) {
      if (!(await this.#until(isIdle))) return false;
      for (let i = 0; i < TURNS; i++) await turn();
      if (isIdle()) return true;
    }
  }

  async close() {
    this.#server.closeAllConnections();
    await promisify(this.#server.close.bind(this.#server))();
  }

  #until(condition) {
    const isBusy = () => this.observed.isBusy;
    return untilQuiet(this.observed, condition, isBusy, this.#limits);
  }
}

module.exports = { Stage };
