'use strict';

const { onFreshStores, putOneOfEach, putResult } = require('./fresh-store.js');

const NONE = { records: 0, bytes: 0, oldest: null, newest: null };

onFreshStores((store) => {
  test('counts nothing in an empty store', async () => {
    const { states, ...others } = await store().stats();
    expect(others).toEqual({ ...NONE, labels: [], otherLabels: NONE });
    expect(Object.values(states)).toEqual(Array(7).fill(NONE));
  });

  test('counts records, bytes and ages by state and by label', async () => {
    await putOneOfEach(store(), { label: 'POST:/pay' });
    await putResult(store(), { label: 'POST:/refund', payload: 'j"1234567890"' });
    const { states, labels, otherLabels, ...total } = await store().stats();
    const listed = await store().list({ state: 'any' });
    const bytes = (records) => records.reduce((sum, each) => sum + each.bytes, 0);
    expect(total).toMatchObject({ records: 7, bytes: bytes(listed) });
    expect(total.oldest).toBeGreaterThanOrEqual(total.newest);
    const counts = Object.fromEntries(
      Object.entries(states).map(([state, { records }]) => [state, records]),
    );
    expect(counts).toEqual({
      running: 1,
      silent: 0,
      unknown: 1,
      freed: 1,
      value: 2,
      error: 1,
      tombstone: 1,
    });
    expect(states.value.bytes).toBe(bytes(listed.filter(({ kind }) => kind === 'value')));
    expect(labels.map(({ label, records }) => [label, records])).toEqual([
      ['POST:/pay', 6],
      ['POST:/refund', 1],
    ]);
    expect(otherLabels).toEqual(NONE);
  });

  test('counts only the records that a filter fits', async () => {
    await putOneOfEach(store(), { label: 'POST:/pay' });
    await putResult(store(), { label: 'POST:/refund' });
    const records = async (filter) => (await store().stats(filter)).records;
    expect(await records({ state: 'value' })).toBe(2);
    expect(await records({ label: 'POST:/refund' })).toBe(1);
    expect(await records({ olderThan: 3600 })).toBe(0);
  });

  test('tells only so many labels apart', async () => {
    for (const path of ['a', 'b', 'c', 'd']) await putResult(store(), { label: `POST:/${path}` });
    const { labels, otherLabels } = await store().stats({ maxLabels: 3 });
    expect(labels).toHaveLength(3);
    expect(otherLabels.records).toBe(1);
  });
});
