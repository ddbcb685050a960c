'use strict';

const { PlainRedis } = require('../../../bench/harness/plain-redis');
const { withRedis } = require('../../../bench/harness/redis-server');
const { onRedis } = require('../../../bench/store/clients/onceonly');
const { sameCommands } = require('../../../bench/store/clients/same-commands');
const { commandIn, commandsDuring } = require('../../../bench/store/monitor');
const { recordPair } = require('../../../bench/store/recording');

const ID = 'a'.repeat(43);
const TOKEN = 'b'.repeat(22);
const PAYLOAD = 'j"paid"';

describe('a line of MONITOR', () => {
  test('gives the arguments as they were sent', () => {
    const line = String.raw`+1.5 [0 127.0.0.1:9] "SET" "a b" "say \"j\" \\ \r\n\x00" ""`;
    expect(commandIn(line)).toEqual(['SET', 'a b', 'say "j" \\ \r\n\0', '']);
  });

  test('gives nothing for the commands of a script', () => {
    expect(commandIn('+1.5 [0 lua] "GET" "a"')).toBeUndefined();
    expect(commandIn('+OK')).toBeUndefined();
  });
});

describe('commands recorded from the product', () => {
  test('are those that other clients sent meanwhile', async () => {
    await withRedis(async (server) => {
      const other = await PlainRedis.connect(server.port);
      const commands = await commandsDuring(server, async (mark) => {
        await other.call('SET', 'a', '"\r\n');
        await mark('middle');
        await other.call('GET', 'a');
      });
      other.close();
      expect(commands).toEqual([['SET', 'a', '"\r\n'], ['ECHO', 'middle'], ['GET', 'a']]); // prettier-ignore
    });
  });

  test('store on a plain client the result that the product itself replays', async () => {
    await withRedis(async (server) => {
      const recorded = await recordPair(server);
      const plain = await PlainRedis.connect(server.port);
      const client = sameCommands(recorded, (args) => plain.call(...args));
      const product = onRedis(server.port);
      expect(await client.pair(ID, TOKEN, PAYLOAD)).toBe(true);
      expect(await product.stored(ID)).toBe(PAYLOAD);
      // The key is taken: the same commands must not look like a success again.
      expect(await client.pair(ID, 'c'.repeat(22), PAYLOAD)).toBe(false);
      expect(await product.stored(ID)).toBe(PAYLOAD);
      await product.close();
      plain.close();
    });
  });
});

describe('the Redis server of the benchmarks', () => {
  test('tells the CPU time, memory and abilities of the server', async () => {
    await withRedis(async (server) => {
      const [cpu, memory] = [await server.cpuUs(), await server.usedMemory()];
      await server.client.call('SETRANGE', 'large', 1_000_000, 'x');
      await server.client.call('EVAL', 'local n = 0 for i = 1, 1e6 do n = n + i end return n', 0);
      expect(await server.cpuUs()).toBeGreaterThan(cpu);
      expect(await server.usedMemory()).toBeGreaterThanOrEqual(memory + 1_000_000);
      expect(await server.version()).toMatch(/^\d+\.\d+\.\d+$/);
      const documented = await server.client.call('COMMAND', 'DOCS', 'SET').catch(() => '');
      expect(await server.hasIfeq()).toBe(JSON.stringify(documented).includes('"ifeq"'));
    });
  });
});
