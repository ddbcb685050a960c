'use strict';

const api = require('@opentelemetry/api');
const express = require('express');
const client = require('prom-client');
const { MemoryStore, idempotency, idempotentRoute } = require('../../../lib');
const metrics = require('../../../lib/metrics');
const { serve } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { asScript, snippetsOf } = require('../../helpers/readme');

const [ofPrometheus, ofOpenTelemetry] = snippetsOf('docs/guides/monitoring.md');

/** What the snippets require, with functions that end by themselves what they have begun. */
const required = {
  'prom-client': client,
  '@opentelemetry/api': api,
  'onceonly/metrics': Object.fromEntries(
    Object.entries(metrics).map(([name, begin]) => [name, (...args) => atEnd(begin(...args))]),
  ),
};

test('the app of the page about monitoring shows its metrics', async () => {
  const store = new MemoryStore();
  const http = await serve(express, (app) => {
    app.use((req, res, next) => {
      req.user = { id: 'ann' };
      next();
    });
    const known = {
      ...required,
      express: () => app,
      onceonly: { createStore: () => store, idempotency },
    };
    new Function('require', asScript(ofPrometheus))((name) => known[name]);
    app.post(
      '/orders',
      idempotentRoute(() => 1),
    );
  });
  for (let i = 0; i < 2; i++) await http.post('/orders', { key: 'k', body: {} });
  const { text, headers } = await http.get('/metrics');
  expect(headers['content-type']).toBe(client.register.contentType);
  expect(text).toContain('onceonly_requests_total{route="/orders",outcome="replayed"} 1\n');
  expect(text).toContain('onceonly_store_up{store="memory:idem"} 1\n');
});

test('the snippet for OpenTelemetry takes the API as it is', () => {
  const run = new Function('require', 'store', asScript(ofOpenTelemetry));
  expect(() => run((name) => required[name], new MemoryStore())).not.toThrow();
});
