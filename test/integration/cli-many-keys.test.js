'use strict';

const { cli } = require('../helpers/cli.js');
const { sharedRedis } = require('../helpers/each-store.js');
const { RedisStore } = require('onceonly');

// Commands hold a page of a store at a time, however many keys it has.

jest.setTimeout(240_000);

const KEYS = 200_000;
// Node itself takes most of it. 200,000 records held as objects do not fit.
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=24' };

// Copies a record to many keys, at once.
const COPY = `
local text = redis.call('GET', KEYS[1])
for i = 1, tonumber(ARGV[1]) do
  redis.call('SET', ARGV[2] .. redis.sha1hex(i) .. '000' .. '}', text, 'PX', 86400000)
end`;

let url;
beforeAll(async () => {
  const redis = await sharedRedis();
  ({ url } = redis);
  const store = new RedisStore({ redis: url });
  await store.store('one', { charge: 'ch_1' });
  const { id } = await store.inspect('one');
  await store.close();
  await redis.command('EVAL', COPY, '1', `idem:result:{${id}}`, `${KEYS}`, 'idem:result:{');
});

test('list --limit reads no more than it shows', async () => {
  const { code, lines } = await cli(
    ['list', '--redis', url, '--state', 'any', '--limit', '10', '--json'],
    { env: SMALL_HEAP },
  );
  expect(code).toBe(0);
  expect(lines).toHaveLength(10);
});

test('stats counts them all', async () => {
  const { code, lines } = await cli(['stats', '--redis', url, '--json'], { env: SMALL_HEAP });
  expect(code).toBe(0);
  expect(lines).toMatchObject([{ records: KEYS + 1 }]);
});
