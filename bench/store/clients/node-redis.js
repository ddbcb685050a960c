'use strict';

const { createClient, defineScript } = require('redis');
const { SCRIPTS, beginArguments, completeArguments, keysOf } = require('../scripts');

function script(text) {
  return defineScript({
    NUMBER_OF_KEYS: 2,
    SCRIPT: text,
    parseCommand(parser, keys, values) {
      parser.pushKeys(keys);
      parser.push(...values);
    },
    transformReply: undefined,
  });
}

/** Its README: commands of one tick are pipelined without an option, scripts are given to createClient. */
async function scripts(port) {
  const client = createClient({
    socket: { host: '127.0.0.1', port },
    scripts: { onceBegin: script(SCRIPTS.begin), onceComplete: script(SCRIPTS.complete) },
  });
  client.on('error', () => {});
  await client.connect();
  return {
    async pair(id, token, payload) {
      const keys = keysOf(id);
      const [, , fence] = await client.onceBegin(keys, beginArguments(token));
      const [code] = await client.onceComplete(keys, completeArguments(token, fence, payload));
      return code === 'STORED';
    },
    close: () => client.destroy(),
  };
}

module.exports = { 'node-redis, same scripts': scripts };
