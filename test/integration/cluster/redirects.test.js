'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { startRedis } = require('../../helpers/redis-server');
const { startRespProxy } = require('../redis-answers/resp-proxy');

const INFO = 'redis_version:7.0.15\r\nredis_mode:cluster\r\n';
const SLOT = 12_345;
const WRONG_FOR_MS = 2500;

let redis;
let proxies;

beforeEach(async () => {
  redis = await startRedis();
  proxies = await Promise.all([startRespProxy(redis.port), startRespProxy(redis.port)]);
});

const bulk = (text) => `$${text.length}\r\n${text}\r\n`;
const isQuestion = ([name, , , key = '']) => name === 'EVALSHA' && !key.includes('{check}');

const slotsOf = ({ port }) => `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n${bulk('127.0.0.1')}:${port}\r\n`;

/**
 * A node by whose word `holder()` holds all slots. `answer` comes first, and is told the number of the question.
 */
function actAsNode(proxy, answer, holder = () => proxy) {
  let questions = 0;
  proxy.answer = (args) => {
    const [name, part] = args;
    if (name === 'INFO' && part === 'server') return bulk(INFO);
    if (name === 'CLUSTER') return slotsOf(holder());
    // Keys of the check are short, those of records have 43 characters.
    if (!isQuestion(args) || args[3].length < 40) return undefined;
    return answer(questions++);
  };
}

function openStore({ port }) {
  const store = createStore({ redis: { port } });
  atEnd(() => store.close());
  return store;
}

const moved = ({ port }) => `-MOVED ${SLOT} 127.0.0.1:${port}\r\n`;

test('MOVED to the node that says it makes a new connection, over which the question goes', async () => {
  const [proxy] = proxies;
  actAsNode(proxy, () => undefined);
  const store = openStore(proxy);
  await store.ready();
  const handshakes = () => proxy.asked.filter((name) => name === 'INFO').length;
  const before = handshakes();
  actAsNode(proxy, (question) => (question === 0 ? moved(proxy) : undefined));
  expect(await store.inspect('k')).toBeNull();
  expect(handshakes()).toBeGreaterThan(before);
});

test('MOVED to another server is followed', async () => {
  const [one, other] = proxies;
  actAsNode(one, () => moved(other));
  actAsNode(other, () => undefined);
  await openStore(other).store('k', 1);
  expect(await openStore(one).check('k')).toBe(1);
});

test('a node that was demoted, and answers READONLY, is left for the one that has its slots by now', async () => {
  const [demoted, promoted] = proxies;
  let holder = demoted;
  const refuse = () => {
    holder = promoted;
    return "-READONLY You can't write against a read only replica.\r\n";
  };
  actAsNode(demoted, refuse, () => holder);
  actAsNode(promoted, () => undefined);
  const store = openStore(demoted);
  expect(await store.store('k', 1)).toBe(true);
  expect(await store.check('k')).toBe(1);
  const address = `127.0.0.1:${promoted.port}`;
  expect(store.status().nodes).toEqual([{ address, state: 'ready', lastError: null }]);
});

test('a map that stays wrong is asked for once a second at most, and each question is served', async () => {
  const [one, other] = proxies;
  actAsNode(one, () => moved(other));
  actAsNode(
    other,
    () => undefined,
    () => one,
  );
  const store = openStore(one);
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < WRONG_FOR_MS; count++) {
    expect(await store.inspect(`key-${count}`)).toBeNull();
  }
  const maps = [...one.asked, ...other.asked].filter((name) => name === 'CLUSTER').length;
  expect(maps).toBeGreaterThan(1);
  expect(maps).toBeLessThanOrEqual(2 + (performance.now() - began) / 1000);
  expect(count).toBeGreaterThan(maps);
});

test('nodes that lead to each other are followed within the budget, and no longer', async () => {
  const [one, other] = proxies;
  actAsNode(one, () => moved(other));
  actAsNode(other, () => moved(one));
  const error = await openStore(one)
    .inspect('k')
    .catch((each) => each);
  expect(error).toMatchObject({ code: 'LOCK_FAILED', cause: { code: 'TOO_MANY_REDIRECTS' } });
  const questions = [...one.asked, ...other.asked].filter((name) => name === 'EVALSHA');
  expect(questions.length).toBeLessThan(200);
});

test.each([
  ['a slot that cannot be', '-MOVED __proto__ 127.0.0.1:1\r\n'],
  ['no port', `-MOVED ${SLOT} 127.0.0.1\r\n`],
  ['a host that the node does not know', `-MOVED ${SLOT} ?:7000\r\n`],
])('MOVED with %s leads nowhere', async (_, reply) => {
  const [proxy] = proxies;
  actAsNode(proxy, () => reply);
  await expect(openStore(proxy).inspect('k')).rejects.toMatchObject({
    cause: { code: 'SLOT_MOVING' },
  });
});
