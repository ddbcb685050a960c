'use strict';

const { LossyShop } = require('../../helpers/lossy-shop');
const { readText } = require('../../helpers/project');
const { appWith, order, snippetUnder } = require('./recipe');

// A recipe, as its heading on the page about clients has it, with the packages that it imports.
const RECIPES = [
  ['ky', 'ky', { ky: 'ky' }],
  ['axios with axios-retry', 'axios', { axios: 'axios', 'axios-retry': 'axios-retry' }],
  ['got', 'got 11', { got: 'got' }],
  ['got', 'got 14', { got: 'got14' }],
  ['undici', 'undici', { undici: 'undici' }],
  ['TanStack Query', 'TanStack Query', { '@tanstack/query-core': '@tanstack/query-core' }],
];
const ORDER = { item: 'book' };

let shop;
beforeAll(async () => {
  shop = await new LossyShop().start();
});

describe.each(RECIPES)('the recipe for %s, with %s,', (heading, _, packages) => {
  const code = snippetUnder(heading);
  let app;
  beforeAll(() => {
    app = appWith(packages);
  });

  test.each([['dropped'], ['badGateway']])(
    'orders once, and gets the response, though the first response is %s',
    async (way) => {
      shop.expect(way);
      const [outcome] = await order(app, code, shop);
      expect(outcome).toEqual({ value: { id: 1, ...ORDER } });
      expect(shop.orders).toEqual([ORDER]);
      expect(shop.keys).toHaveLength(2);
      expect(new Set(shop.keys).size).toBe(1);
    },
  );

  test('orders at most once if the response breaks in the middle', async () => {
    shop.expect('cut');
    await order(app, code, shop);
    expect(shop.orders).toEqual([ORDER]);
    expect(new Set(shop.keys).size).toBe(1);
  });

  test('has another key for each call', async () => {
    shop.expect();
    const outcomes = await order(app, code, shop, 2);
    expect(outcomes.map(({ value }) => value.item)).toEqual(['book', 'book']);
    expect(new Set(shop.keys).size).toBe(2);
    expect(shop.orders).toHaveLength(2);
  });
});

test.each([['dropped'], ['cut'], ['badGateway']])(
  'ky that leaves its retries to the client orders once, and gets the response, though the first response is %s',
  async (way) => {
    const [, options] = /`ky\.create\((.+)\)`/.exec(readText('docs/guides/clients.md'));
    const code = `
      import ky from 'ky';
      import { idempotentFetch } from '@onceonly/client';
      const api = ky.create(${options});
      const createOrder = (json) => api.post('https://api.example.com/orders', { json }).json();`;
    shop.expect(way);
    const [outcome] = await order(appWith({ ky: 'ky' }), code, shop);
    expect(outcome).toEqual({ value: { id: 1, ...ORDER } });
    expect(shop.orders).toEqual([ORDER]);
    expect(new Set(shop.keys).size).toBe(1);
  },
);
