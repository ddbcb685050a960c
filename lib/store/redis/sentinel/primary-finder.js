'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { monotonicMs } = require('../../../native/clock');
const { outsideRequests } = require('../../../util/outside-requests');
const { nameOfPlace } = require('../server-warnings');
const { bestOf, isSamePlace } = require('./replies');
const { Round } = require('./round');
const { Sentinel } = require('./sentinel');

/** @import { SentinelSettings } from '../../../options/sentinel-settings' */
/** @import { Answer, Place } from './replies' */

/**
 * A connection to a primary, from the moment that its address is known. `hangUp()`: the primary is another one now.
 * @typedef {{ place: Place, hangUp: () => void }} Call
 */

const MOST_SENTINELS = 9;
// What is left is for the connection to the primary.
const ASKING_SHARE = 0.6;
const PERIOD_MS = 10_000;
// Sentinels tell each other of a failover every two seconds.
const STALE_MS = 5000;

/**
 * Finds the primary by asking sentinels, and hangs up on a server that is the primary no more. It asks for every new
 * connection, when a sentinel has news, and every 10 s, give or take a half, while there is a connection.
 */
class PrimaryFinder {
  /** Called when another server is the primary, after the connections to the one before were ended. */
  onSwitch = () => {};
  #settings;
  #connectTimeoutMs;
  #onFailure;
  /** @type {Place[]} */
  #places;
  /** @type {Map<string, InstanceType<typeof Sentinel>>} */
  #sentinels = new Map();
  /** @type {Set<Call>} */
  #calls = new Set();
  /** @type {(Place & { epoch: number }) | undefined} */
  #known;
  /** @type {Promise<void> | undefined} */
  #asking;
  #isNews = false;
  #isUnheard = false;
  /** Since when most sentinels name an epoch before the known one. */
  #isOlderSince = Infinity;
  #isClosed = false;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * `onFailure(reasons)`: no sentinel has said where the primary is.
   * @param {SentinelSettings} settings
   * @param {number} connectTimeoutMs
   * @param {(reasons: string) => void} onFailure
   */
  constructor(settings, connectTimeoutMs, onFailure) {
    this.#settings = settings;
    this.#places = settings.sentinels;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#onFailure = onFailure;
  }

  /** 'SENTINELS_DOWN' if no sentinel has answered the last question, else null. */
  get lastError() {
    return this.#isUnheard ? 'SENTINELS_DOWN' : null;
  }

  /**
   * Where the primary is; where it was last if no sentinel answers. Undefined if none ever has.
   * @returns {Promise<Place | undefined>}
   */
  async find() {
    if (!this.#isClosed) await this.#ask();
    return this.#known;
  }

  /** @param {Call} call */
  began(call) {
    this.#calls.add(call);
  }

  /** @param {Call} call */
  ended(call) {
    this.#calls.delete(call);
  }

  close() {
    this.#isClosed = true;
    this.#letGo();
  }

  #ask() {
    this.#asking ??= this.#askAll().finally(() => {
      this.#asking = undefined;
      if (this.#isNews && !this.#isClosed) this.#ask();
    });
    return this.#asking;
  }

  async #askAll() {
    this.#isNews = false;
    this.#timer ??= this.#later();
    for (const { peers } of this.#sentinels.values()) this.#meet(peers);
    const asked = this.#places.map((place) => this.#sentinelAt(place));
    const round = new Round(asked.length, Math.floor(this.#settings.sentinels.length / 2) + 1);
    const timeoutMs = Math.ceil(this.#connectTimeoutMs * ASKING_SHARE);
    asked.forEach((sentinel, i) => this.#askOne(sentinel, this.#places[i], round, timeoutMs));
    await round.over;
    this.#decide(round);
  }

  /**
   * @param {InstanceType<typeof Sentinel>} sentinel
   * @param {Place} place
   * @param {InstanceType<typeof Round>} round
   * @param {number} timeoutMs
   */
  async #askOne(sentinel, place, round, timeoutMs) {
    const url = nameOfPlace(place);
    try {
      const answer = await sentinel.ask(timeoutMs);
      if (answer === undefined) return round.miss(`${url} knows no such name`);
      round.add(answer);
      // One that comes after the decision may know more.
      if (answer.epoch > (this.#known?.epoch ?? Infinity)) this.#adopt(answer);
    } catch (error) {
      round.miss(`${url} ${error.cause?.code ?? error.code}`);
    }
  }

  /** @param {InstanceType<typeof Round>} round */
  #decide(round) {
    this.#isUnheard = round.answers.length === 0;
    if (this.#isUnheard) return this.#onFailure([...round.reasons].join(', '));
    const best = bestOf(round.answers);
    if (best.epoch >= (this.#known?.epoch ?? -1)) return this.#adopt(best);
    // Stale sentinels undo nothing. Most of them are not stale for long: they began anew.
    const now = monotonicMs();
    if (!round.hasMajority) return undefined;
    this.#isOlderSince = Math.min(this.#isOlderSince, now);
    return now - this.#isOlderSince >= STALE_MS ? this.#adopt(best) : undefined;
  }

  /** @param {Answer} answer */
  #adopt({ primary, epoch }) {
    if (this.#isClosed) return;
    const isOther = this.#known !== undefined && !isSamePlace(this.#known, primary);
    this.#known = { ...primary, epoch };
    this.#isOlderSince = Infinity;
    for (const call of [...this.#calls]) if (!isSamePlace(call.place, primary)) call.hangUp();
    if (isOther) this.onSwitch();
  }

  /**
   * Other sentinels of the same primary. Who has answered has told its id, whatever name it was listed by.
   * @param {Answer['peers']} peers
   */
  #meet(peers) {
    for (const { host, port, id } of peers) {
      const isKnown = this.#places.some((place) => isSamePlace(place, { host, port }));
      const isMet = id !== '' && [...this.#sentinels.values()].some((met) => met.id === id);
      if (isKnown || isMet || this.#places.length >= MOST_SENTINELS) continue;
      this.#places = [...this.#places, { host, port }];
    }
  }

  /** @param {Place} place */
  #sentinelAt(place) {
    const name = nameOfPlace(place);
    let sentinel = this.#sentinels.get(name);
    if (sentinel === undefined) {
      const parts = { connectTimeoutMs: this.#connectTimeoutMs, onNews: () => this.#heard() };
      sentinel = new Sentinel(place, this.#settings, parts);
      this.#sentinels.set(name, sentinel);
    }
    return sentinel;
  }

  /** A question that is under way may have been answered before the news. */
  #heard() {
    this.#isNews = true;
    if (!this.#isClosed) this.#ask();
  }

  #later() {
    const ms = PERIOD_MS * (0.5 + Math.random());
    return outsideRequests(() => setTimeout(() => this.#onPeriod(), ms).unref());
  }

  #onPeriod() {
    this.#timer = undefined;
    if (this.#calls.size === 0) return this.#letGo();
    for (const sentinel of this.#sentinels.values()) sentinel.check();
    return this.#ask();
  }

  #letGo() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const sentinel of this.#sentinels.values()) sentinel.close();
    this.#sentinels.clear();
  }
}

module.exports = { PrimaryFinder };
