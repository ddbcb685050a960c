'use strict';

const AT_ONCE = 20_000;

// Results as the store writes them, made inside the server: KEYS 1 head of their names, ARGV 1 first 2 last number.
const FILL = `
local fingerprint, token = string.rep('f', 49), string.rep('t', 22)
local head = table.concat({'2', 'D', token, fingerprint, '7', '1', 'v'}, '|')
for i = ARGV[1], ARGV[2] do
  local id = redis.sha1hex(i) .. '---'
  local payload = 'j{"id":"ch_' .. i .. '","amount":1200}'
  local text = head .. '|1700000000000|hint-of-key|POST:/pay/' .. i % 10 .. '|' .. payload
  redis.call('SET', KEYS[1] .. id .. '}', text, 'PX', 86400000)
end`;

/** Fills a redis-server with so many results of ten labels under the prefix `idem`. */
async function fillWithResults(server, count) {
  for (let from = 1; from <= count; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE - 1, count);
    await server.command('EVAL', FILL, '1', 'idem:result:{', from, to);
  }
}

module.exports = { fillWithResults };
