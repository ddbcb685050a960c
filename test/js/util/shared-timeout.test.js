'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');

const { sharedTimeout } = require('../../../lib/util/shared-timeout.js');

test('a timer that many requests share calls back in the AsyncLocalStorage context of none of them', async () => {
  const requests = new AsyncLocalStorage();
  const seen = await requests.run('a request', () => {
    const own = new Promise((resolve) => setTimeout(() => resolve(requests.getStore()), 1));
    const shared = new Promise((resolve) => sharedTimeout(() => resolve(requests.getStore()), 1));
    return Promise.all([own, shared]);
  });
  expect(seen).toEqual(['a request', undefined]);
});

test('a shared timer can be cleared and does not have to keep the process alive', () => {
  const timer = sharedTimeout(() => {}, 60_000);
  expect(timer.unref().hasRef()).toBe(false);
  clearTimeout(timer);
  expect(timer._destroyed).toBe(true);
});
