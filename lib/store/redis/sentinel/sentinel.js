'use strict';

const native = require('../../../native/binding');
const { socketOpener } = require('../node-socket');
const { ServerCommands } = require('../server-commands');
const { questionsAbout, readAnswer } = require('./replies');
const { SwitchListener } = require('./switch-listener');

/** @import { SentinelSettings } from '../../../options/sentinel-settings' */
/** @import { Answer, Place } from './replies' */

/** One sentinel: a connection to ask, which is made at the first question, and one to listen. */
class Sentinel {
  /** The id that it told of itself. */
  id = '';
  /**
   * Other sentinels that it knows.
   * @type {Answer['peers']}
   */
  peers = [];
  #name;
  #commands;
  #listener;

  /**
   * @param {Place} place
   * @param {SentinelSettings} settings
   * @param {{ connectTimeoutMs: number, onNews: () => void }} parts
   */
  constructor({ host, port }, settings, { connectTimeoutMs, onNews }) {
    const {
      name,
      sentinelUsername: username,
      sentinelPassword: password,
      sentinelTls: tls,
    } = settings;
    const address = { host, port, path: '', username, password, db: 0, tls };
    const open = socketOpener(address, () => {});
    const needsNodeSocket = tls !== false || typeof password === 'function';
    const own = {
      prefix: 'sentinel',
      connectTimeoutMs,
      commandTimeoutMs: connectTimeoutMs,
      takesAnyUser: true,
      seeds: [],
      mayBeCluster: false,
      publish: false,
      open: needsNodeSocket ? open : undefined,
    };
    const target = needsNodeSocket ? { ...address, password: '' } : address;
    this.#name = name;
    this.#commands = new ServerCommands((channel) => native.createRedisStore(target, own, channel));
    this.#listener = new SwitchListener({ open, username, connectTimeoutMs, onNews });
  }

  /**
   * What it says of the primary. Rejects with a StoreError if it says nothing; resolves to undefined if it knows no such primary.
   * @param {number} timeoutMs
   * @returns {Promise<Answer | undefined>}
   */
  async ask(timeoutMs) {
    const questions = questionsAbout(this.#name);
    const sent = questions.map((question) => this.#commands.send(question, timeoutMs));
    const answer = readAnswer(await Promise.all(sent));
    if (answer !== undefined) Object.assign(this, { id: answer.id, peers: answer.peers });
    return answer;
  }

  check() {
    this.#listener.check();
  }

  close() {
    this.#listener.close();
    this.#commands.close();
  }
}

module.exports = { Sentinel };
