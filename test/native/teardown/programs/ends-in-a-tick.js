'use strict';

const native = require('../../../../lib/native/binding');
const { NativeVerbs } = require('../../../../lib/store/native/native-verbs');
const { socketOpener } = require('../../../../lib/store/redis/node-socket');
const { programArguments, report } = require('./support');

const { during, place } = programArguments();
const address = { host: '127.0.0.1', path: '', username: '', password: '', db: 0, ...place };
const openSocket = socketOpener(address);
let destroyed = 0;

// Node runs ticks as soon as the addon's call into the socket has returned, before the addon goes on.
function inTick(name, run) {
  if (name === during) process.nextTick(run);
}

/** A socket that ends in a tick, 'open' at once or with the first 'write' after the handshake. */
function open(events) {
  const socket = openSocket(events);
  let writes = 0;
  inTick('open', () => verbs.close());
  return {
    write(bytes) {
      if (writes++ > 0) inTick('write', () => events.closed('CONNECT_FAILED'));
      return socket.write(bytes);
    },
    setRef: socket.setRef,
    destroy() {
      destroyed += 1;
      socket.destroy();
    },
  };
}

const alone = { seeds: [], mayBeCluster: true, publish: true };
const times = { connectTimeoutMs: 2000, commandTimeoutMs: 60_000 };
const settings = { prefix: 'idem', ...times, open, ...alone };
const verbs = new NativeVerbs((channel) => native.createRedisStore(address, settings, channel));

async function main() {
  const call = { id: 'x'.repeat(43), withPayload: false, timeoutMs: 60_000 };
  const outcome = await verbs.inspect(call).then(
    () => 'ok',
    (error) => error.code,
  );
  process.once('exit', () => report({ outcome, destroyed }));
}

main();
