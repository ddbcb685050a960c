'use strict';

const { once } = require('node:events');
const net = require('node:net');

const { atEnd } = require('./cleanups');
const { decode } = require('./redis-command');

/**
 * A server of replies by hand, for what a real sentinel does not say on demand. `say(answer)` sets its view of the primary: `{ host,
 * port, epoch, peers, id }`; undefined for silence, `epoch: null` where MASTER is refused. `publish()` tells who listens that a
 * primary was switched.
 */
class ScriptedSentinel {
  asked = 0;
  #answer;
  #sockets = new Set();
  #listening = new Set();
  #server = net.createServer((socket) => this.#serve(socket));

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    atEnd(() => {
      for (const socket of this.#sockets) socket.destroy();
      this.#server.close();
    });
    return this;
  }

  get port() {
    return this.#server.address().port;
  }

  get place() {
    return { host: '127.0.0.1', port: this.port };
  }

  get listeners() {
    return this.#listening.size;
  }

  say(answer) {
    this.#answer = answer;
  }

  publish(text = bulks('message', '+switch-master', 'mymaster 127.0.0.1 1 127.0.0.1 2')) {
    for (const socket of this.#listening) socket.write(text);
  }

  /** Ends the connections that listen. */
  hangUp() {
    for (const socket of this.#listening) socket.destroy();
  }

  #serve(socket) {
    this.#sockets.add(socket);
    let text = '';
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('close', () => this.#listening.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk;
      for (let read = decode(text); read !== null; read = decode(text)) {
        text = text.slice(read.next);
        const reply = this.#replyTo(read.value, socket);
        if (reply !== undefined) socket.write(reply);
      }
    });
  }

  #replyTo([command, verb], socket) {
    if (command === 'SUBSCRIBE') {
      this.#listening.add(socket);
      return bulks('subscribe', '+switch-master', '2');
    }
    if (command === 'PING') return this.#answer && bulks('pong', '');
    if (command !== 'SENTINEL') return '-ERR unknown command\r\n';
    return this.#answer && this.#sentinelReply(verb, this.#answer);
  }

  #sentinelReply(
    verb,
    { host = '127.0.0.1', port, epoch = 0, peers = [], id = `id-${this.port}` },
  ) {
    switch (verb) {
      case 'GET-MASTER-ADDR-BY-NAME':
        this.asked += 1;
        return port === undefined ? '*-1\r\n' : bulks(host, port);
      case 'MASTER':
        return epoch === null ? '-NOPERM no\r\n' : bulks('name', 'mymaster', 'config-epoch', epoch);
      case 'SENTINELS': {
        const each = peers.map((peer) =>
          bulks('ip', peer.host, 'port', peer.port, 'runid', peer.id ?? ''),
        );
        return `*${each.length}\r\n${each.join('')}`;
      }
      default:
        return bulk(id);
    }
  }
}

function bulk(text) {
  return `$${Buffer.byteLength(`${text}`)}\r\n${text}\r\n`;
}

function bulks(...texts) {
  return `*${texts.length}\r\n${texts.map(bulk).join('')}`;
}

/** Starts `count` of them, which say nothing yet. */
function startScriptedSentinels(count) {
  return Promise.all(Array.from({ length: count }, () => new ScriptedSentinel().start()));
}

module.exports = { startScriptedSentinels };
