'use strict';

const { storeOfVerbs } = require('../../../helpers/verb-store.js');
const { onFreshStores, putOneOfEach, putResult } = require('./fresh-store.js');

/** Every page of a list. */
async function pagesOf(store, options) {
  const pages = [];
  let cursor;
  do {
    const page = await store.list({ ...options, ...(cursor && { cursor }) });
    pages.push(page);
    ({ cursor } = page);
  } while (cursor !== null);
  return pages;
}

const idsOf = (records) => records.map(({ id }) => id).sort();

onFreshStores((store) => {
  test('gives the records of each state that is asked for', async () => {
    const ids = await putOneOfEach(store());
    const rows = [
      [undefined, ['running', 'unknown', 'freed']],
      ['any', Object.keys(ids)],
      ['done', ['value', 'error', 'tombstone']],
      ['error', ['error']],
      ['tombstone', ['tombstone']],
      [
        ['running', 'value'],
        ['running', 'value'],
      ],
      ['silent', []],
    ];
    for (const [state, expected] of rows) {
      const list = await store().list(state && { state });
      expect(idsOf(list)).toEqual(expected.map((each) => ids[each]).sort());
      expect(list.cursor).toBeNull();
    }
  });

  test('shows a record as inspect() does', async () => {
    const ids = Object.values(await putOneOfEach(store(), { label: 'POST:/pay' }));
    for (const shown of await store().list({ state: 'any' })) {
      expect(ids).toContain(shown.id);
      const seen = await store().inspect({ id: shown.id });
      const times = { age: expect.any(Number), expiresIn: expect.any(Number) };
      const leaseLeft = seen.leaseLeft && expect.any(Number);
      expect(shown).toEqual({ ...seen, ...times, leaseLeft });
      expect(seen.age - shown.age).toBeGreaterThanOrEqual(0);
      expect(seen.age - shown.age).toBeLessThan(60);
    }
  });

  test('filters by label, by the beginning of a label, and by age', async () => {
    const pay = await putResult(store(), { label: 'POST:/pay' });
    const paid = await putResult(store(), { label: 'POST:/paid' });
    await putResult(store(), { label: 'PUT:/pay' });
    const found = async (filter) => idsOf(await store().list({ state: 'any', ...filter }));
    expect(await found({ label: 'POST:/pay' })).toEqual([pay]);
    expect(await found({ label: 'POST:/pa*' })).toEqual([pay, paid].sort());
    expect(await found({ label: ['POST:/paid', 'GET:/*'] })).toEqual([paid]);
    expect(await found({ olderThan: 3600 })).toEqual([]);
    expect(await found({ olderThan: 0, label: 'POST:/pay' })).toEqual([pay]);
  });

  test('finds a record that has just come by an age of 0', async () => {
    for (let i = 0; i < 30; i++) {
      const label = `POST:/${i}`;
      const id = await putResult(store(), { label });
      expect(idsOf(await store().list({ state: 'any', olderThan: 0, label }))).toEqual([id]);
    }
  });

  test.each([1, 7, 100, 299, 300])('gives every record once in pages of %i', async (limit) => {
    const made = await Promise.all(Array.from({ length: 300 }, () => putResult(store())));
    const pages = await pagesOf(store(), { state: 'value', limit });
    expect(idsOf(pages.flat())).toEqual(made.sort());
    expect(pages.every((page) => page.length <= limit)).toBe(true);
    expect(pages.slice(0, -1).every((page) => page.length > 0)).toBe(true);
    expect(pages[0]).toHaveLength(limit);
  });

  test('misses no record that stays while others come and go between two pages', async () => {
    const kept = await Promise.all(Array.from({ length: 150 }, () => putResult(store())));
    let others = await Promise.all(Array.from({ length: 150 }, () => putResult(store())));
    const found = new Set();
    let cursor;
    // More come than a page has. A store that has them all behind the others would never end.
    let changes = 10;
    do {
      const page = await store().list({ state: 'any', limit: 20, ...(cursor && { cursor }) });
      for (const { id } of page) found.add(id);
      ({ cursor } = page);
      const gone = changes-- > 0 ? others.splice(0, 30) : [];
      await Promise.all(gone.map((id) => store().remove({ id })));
      others = others.concat(await Promise.all(gone.map(() => putResult(store()))));
    } while (cursor !== null);
    expect(kept.filter((id) => !found.has(id))).toEqual([]);
  });

  test('reports progress after each page, and ends with the error of the report', async () => {
    await Promise.all(Array.from({ length: 300 }, () => putResult(store())));
    const onProgress = jest.fn();
    await store().list({ state: 'any', onProgress });
    expect(onProgress.mock.lastCall).toEqual([{ seen: expect.any(Number), matched: 300 }]);
    expect(onProgress.mock.lastCall[0].seen).toBeGreaterThanOrEqual(300);
    const stop = () => {
      throw new Error('enough');
    };
    await expect(store().list({ onProgress: stop })).rejects.toThrow('enough');
  });

  test.each([
    [{ state: 'finished' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ state: [] }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ label: 'POST /pay' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ olderThan: -1 }, 'ERR_ONCEONLY_OPTION_RANGE'],
    [{ limit: 0 }, 'ERR_ONCEONLY_OPTION_RANGE'],
    [{ cursor: '!' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ cursor: 'abcd' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ states: 'any' }, 'ERR_ONCEONLY_OPTION_UNKNOWN'],
  ])('refuses %j', async (options, code) => {
    await expect(store().list(options)).rejects.toMatchObject({ code });
  });
});

test('a store of the six verbs is scanned for claims and then for results', async () => {
  const entry = (id, more) => ({
    id: id.repeat(43),
    fence: 1,
    attempt: 1,
    beganMs: 1_700_000_000_000,
    leftMs: 1,
    expiresMs: 1000,
    label: '',
    bytes: 0,
    ...more,
  });
  const claims = [entry('a', { state: 'running' }), entry('b', { state: 'unknown' })];
  const results = [entry('c', { state: 'done', kind: 'value' })];
  const calls = [];
  const scan = ({ cursor, results: areResults }) => {
    calls.push([cursor, areResults]);
    const entries = areResults ? results : claims;
    const at = Number(cursor);
    const next = at + 1 < entries.length ? `${at + 1}` : '0';
    return { state: 'scanned', cursor: next, entries: entries.slice(at, at + 1) };
  };
  const store = storeOfVerbs({ scan });
  expect(idsOf(await store.list({ state: 'any' }))).toHaveLength(3);
  expect(calls).toEqual([
    ['0', false],
    ['1', false],
    ['0', true],
  ]);
  const pages = await pagesOf(store, { state: 'any', limit: 1 });
  expect(idsOf(pages.flat())).toEqual(['a', 'b', 'c'].map((id) => id.repeat(43)));
  expect(idsOf(await store.list())).toHaveLength(2);
  expect(idsOf(await store.list({ state: 'value' }))).toHaveLength(1);
  await store.close();
});
