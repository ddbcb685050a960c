'use strict';

const express = require('express');
const { idempotency, idempotentRoute } = require('onceonly');
const { gate, testStore } = require('onceonly/testing');
const { serve } = require('../../helpers/app');
const { snippetsOf } = require('../../helpers/readme');

const PAGE = 'docs/guides/testing.md';
const snippets = snippetsOf(PAGE).filter((code) => code.startsWith('test('));

// What the reader has.
const store = testStore();
const gateway = { createCharge: jest.fn() };
let client;

const post = (path, options) => client.post(path, { body: {}, ...options });

beforeAll(async () => {
  client = await serve(express, (app) => {
    const charge = (req, { effectId }) => gateway.createCharge({ idempotencyKey: effectId });
    app.post('/charge', idempotency({ store }), idempotentRoute(charge));
  });
});

afterEach(() => {
  store.clear();
  gateway.createCharge.mockReset();
});

test('the page has examples', () => {
  expect(snippets).toHaveLength(2);
});

describe(`the examples of ${PAGE} pass:`, () => {
  for (const code of snippets) {
    const define = new Function('test', 'expect', 'gate', 'store', 'gateway', 'post', code);
    define(test, expect, gate, store, gateway, post);
  }
});
