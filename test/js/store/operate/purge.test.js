'use strict';

const { internals } = require('../../../../lib/store/store.js');
const { storeOfVerbs } = require('../../../helpers/verb-store.js');
const {
  onFreshStores,
  putClaim,
  putOneOfEach,
  putResult,
  putUnknown,
} = require('./fresh-store.js');

const statesOf = async (store) =>
  (await store.list({ state: 'any' })).map(({ state, kind }) => kind ?? state).sort();

onFreshStores((store) => {
  test('is a dry run unless told otherwise', async () => {
    await putOneOfEach(store());
    const before = await statesOf(store());
    const report = await store().purge({ state: 'done' });
    expect(report).toMatchObject({ dryRun: true, removed: 0, changed: 0 });
    expect(report.matched.records).toBe(3);
    await expect(statesOf(store())).resolves.toEqual(before);
  });

  test.each([
    [{ state: 'done' }, ['freed', 'running', 'unknown']],
    [{ state: ['error', 'freed'] }, ['running', 'tombstone', 'unknown', 'value']],
    [{ state: 'unknown' }, ['error', 'freed', 'running', 'tombstone', 'value']],
    [{ label: 'POST:/pay' }, ['running', 'unknown']],
    [{ label: 'POST:/refund' }, ['error', 'freed', 'running', 'tombstone', 'unknown', 'value']],
    [{ olderThan: 3600 }, ['error', 'freed', 'running', 'tombstone', 'unknown', 'value']],
  ])('%j leaves the others', async (filter, left) => {
    await putOneOfEach(store(), { label: 'POST:/pay' });
    const report = await store().purge({ ...filter, dryRun: false });
    await expect(statesOf(store())).resolves.toEqual(left);
    expect(report).toMatchObject({ dryRun: false, removed: 6 - left.length, changed: 0 });
    expect(report.matched.records).toBe(6 - left.length);
  });

  test('removes more records than a page has', async () => {
    await Promise.all(Array.from({ length: 450 }, () => putResult(store())));
    const onProgress = jest.fn();
    const report = await store().purge({ state: 'value', dryRun: false, onProgress });
    expect(report.removed).toBe(450);
    expect(onProgress.mock.lastCall[0].matched).toBe(450);
    await expect(store().list({ state: 'any' })).resolves.toHaveLength(0);
  });

  test('leaves a record that is another one when it is to be removed', async () => {
    const id = await putUnknown(store());
    const { verbs } = internals(store());
    const scan = verbs.scan.bind(verbs);
    // Between the look and the removal a retry takes the key over.
    verbs.scan = async (call) => {
      const page = await scan(call);
      await putClaim(store(), { id });
      return page;
    };
    const report = await store().purge({ state: 'unknown', dryRun: false });
    expect(report).toMatchObject({ removed: 0, changed: 1 });
    await expect(store().inspect({ id })).resolves.toMatchObject({ state: 'running', attempt: 2 });
  });

  test.each([
    [{}, 'ERR_ONCEONLY_OPTION_CONFLICT'],
    [{ dryRun: false }, 'ERR_ONCEONLY_OPTION_CONFLICT'],
    [{ state: 'running' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ state: 'silent' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ state: 'any' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    [{ state: 'done', dryRun: 0 }, 'ERR_ONCEONLY_OPTION_VALUE'],
  ])('refuses %j', async (options, code) => {
    await putResult(store());
    await expect(store().purge(options)).rejects.toMatchObject({ code });
    await expect(store().list({ state: 'any' })).resolves.toHaveLength(1);
  });
});

test('removes nothing in a store that cannot compare attempts', async () => {
  const remove = jest.fn();
  const scan = () => ({ state: 'scanned', cursor: '0', entries: [] });
  const store = storeOfVerbs({ scan, remove });
  await expect(store.purge({ state: 'done' })).resolves.toMatchObject({ dryRun: true });
  await expect(store.purge({ state: 'done', dryRun: false })).rejects.toMatchObject({
    code: 'ERR_ONCEONLY_STORE_METHOD',
  });
  expect(remove).not.toHaveBeenCalled();
  await store.close();
});
