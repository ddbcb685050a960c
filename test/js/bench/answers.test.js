'use strict';

const { addedHeaders, checkSlice, checkVariant } = require('../../../bench/express/answers');

const GOOD = '{"id":"ch_1","amount":4200,"currency":"EUR","status":"succeeded"}';
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nIdempotency-Cached: ';

/** An app that gives `answers` in order and says that its operation ran `runs` times. */
function checked(answers, runs, traits) {
  const left = [...answers];
  const load = { call: async () => left.shift() };
  const app = { call: async () => runs };
  return checkVariant({ name: 'a variant', ...traits }, app, load, 80);
}

const good = (cached) => ({ status: 200, body: GOOD, head: `${HEAD}${cached}` });

describe('the answers that benchmarks accept', () => {
  test('a request and its retry get the same answer from one run', async () => {
    const { fresh, replay } = await checked([good('false'), good('true')], 1);
    expect(fresh.get('Idempotency-Cached')).toBe('false');
    expect(replay.get('Idempotency-Cached')).toBe('true');
  });

  test('a second run is wrong, unless the variant protects nothing', async () => {
    const answers = [good('false'), good('false')];
    await expect(checked(answers, 2)).rejects.toThrow('a variant ran the operation 2 times');
    await expect(checked(answers, 2, { isUnprotected: true })).resolves.toBeDefined();
  });

  test('another status or body is wrong', async () => {
    const refused = { ...good('true'), status: 409 };
    const other = { ...good('true'), body: GOOD.replace('4200', '42') };
    await expect(checked([good('false'), refused], 1)).rejects.toThrow('answered 409');
    await expect(checked([good('false'), other], 1)).rejects.toThrow('a variant');
  });

  test('the floor sends the headers that the product adds to those of the bare app', () => {
    const bare = { fresh: new Map([['ETag', '1']]), replay: new Map([['ETag', '1']]) };
    const ours = {
      fresh: new Map([['ETag', '1'], ['Idempotency-Cached', 'false']]), // prettier-ignore
      replay: new Map([['Idempotency-Cached', 'true']]),
    };
    expect(addedHeaders({ 'no middleware': bare, 'onceonly Redis, execute': ours })).toEqual({
      fresh: ['Idempotency-Cached', 'false'],
      replay: ['Idempotency-Cached', 'true'],
    });
  });
});

describe('a slice of load in the benchmarks', () => {
  const settings = (scenario) => ({ scenario, width: 2 });
  const seen = { requests: 9, statuses: { 200: 9 }, wrong: undefined, charges: 9 };
  const check = (scenario, changes, traits) => () =>
    checkSlice({ name: 'a variant', ...traits }, settings(scenario), { ...seen, ...changes });

  test('runs the operation once for every fresh key', () => {
    expect(check('fresh', {})).not.toThrow();
    expect(check('fresh', { charges: 8 })).toThrow('8 runs for 9 requests');
    expect(check('fresh', { charges: 10 })).toThrow('10 runs for 9 requests');
  });

  test('runs it at most once per key when all are replays', () => {
    expect(check('replay', { charges: 2 })).not.toThrow();
    expect(check('replay', { charges: 3 })).toThrow('ran 3 times for 2 keys');
    expect(check('replay', { charges: 9 }, { isUnprotected: true })).not.toThrow();
  });

  test('may refuse duplicates only where requests can meet', () => {
    const refused = { statuses: { 200: 8, 409: 1 } };
    expect(check('racing', refused)).not.toThrow();
    expect(check('mixed', refused)).not.toThrow();
    expect(check('fresh', refused)).toThrow('"409":1');
    expect(check('replay', { ...refused, charges: 1 })).toThrow('"409":1');
    expect(check('racing', { statuses: { 200: 8, 500: 1 } })).toThrow('"500":1');
  });

  test('gives no answer but the expected one', () => {
    expect(check('racing', { wrong: '{}' })).toThrow('answered {}');
  });
});
