'use strict';

const cookieSession = require('cookie-session');
const express = require('express');
const session = require('express-session');
const helmet = require('helmet');
const { MemoryStore, generateIdempotencyKey: newKey, idempotency } = require('../..');
const morgan = require('morgan');
const responseTime = require('response-time');

const compression = require('../../node_modules/compression');
const { serve } = require('../helpers/app');
const { slowStore } = require('../helpers/slow-store');

/** A session store that answers in a later turn, as one on a server does. */
class LateSessions extends session.MemoryStore {
  set(...args) {
    setImmediate(() => super.set(...args));
  }
}

const lines = [];
const write = (line) => lines.push(line);

const middleware = {
  helmet: () => helmet(),
  compression: () => compression({ threshold: 0 }),
  'express-session': () =>
    session({ secret: 's', resave: true, saveUninitialized: true, store: new LateSessions() }),
  'cookie-session': () => cookieSession({ name: 's', keys: ['k'] }),
  morgan: () => morgan(':status :res[content-length]', { stream: { write } }),
  'response-time': () => responseTime({ header: 'X-Took' }),
};

const handlers = {
  json: (req, res) => res.status(201).json({ id: 7 }),
  'two writes': (req, res) => {
    if (req.session) req.session.seen = true;
    res.type('text').write('hello ');
    res.end('world');
  },
  'writeHead and end': (req, res) => {
    if (req.session) req.session.seen = true;
    res.writeHead(202, { 'Content-Type': 'text/plain', ETag: '"7"' });
    res.end('accepted');
  },
  'a file': (req, res) => res.sendFile(__filename),
  'a redirect': (req, res) => res.redirect('/elsewhere'),
  'an error after the answer': (req, res, next) => {
    res.json({ id: 7 });
    next(new Error('late'));
  },
  'an empty answer': (req, res) => res.status(204).end(),
};

// These answer later than they are asked to, so that without us too the error cuts them off.
const LATE = ['compression', 'express-session'];
const cut = ([what, name]) => what === 'an error after the answer' && LATE.includes(name);

const cases = Object.keys(middleware).flatMap((name) =>
  ['before', 'after']
    .flatMap((side) => Object.keys(handlers).map((what) => [what, name, side]))
    .filter((each) => !cut(each)),
);

const KEPT = ['content-type', 'content-encoding', 'etag', 'location', 'vary', 'cache-control'];

function view({ status, text, headers }) {
  const named = KEPT.map((name) => [name, headers[name]]);
  const cookies = (headers['set-cookie'] ?? []).map((each) => each.split('=')[0]);
  return { status, text, named, cookies, length: headers['content-length'] };
}

/** What a stack answers: with the middleware under test before or after ours, or without ours. */
async function stack(what, side, name, store) {
  const protect = store && idempotency({ mode: 'response', scope: false, store });
  const client = await serve(express, (app) => {
    app.use((req, res, next) => {
      // What it logs belongs to another test.
      res.app.set('env', 'test');
      next();
    });
    const around = middleware[name]();
    const both = side === 'before' ? [around, protect] : [protect, around];
    for (const each of both) if (each) app.use(each);
    app.post('/run', handlers[what]);
  });
  const sent = { key: newKey(), body: {}, headers: { 'Accept-Encoding': 'gzip' } };
  return () => client.post('/run', sent);
}

test.each(cases)('%s with %s %s us is answered as without us', async (what, name, side) => {
  const plain = view(await (await stack(what, side, name))());
  const onMemory = await stack(what, side, name, new MemoryStore());
  const { store, asked, open } = slowStore();
  const onSlow = await stack(what, side, name, store);
  const answering = onSlow();
  await asked;
  open();
  for (const answer of [await onMemory(), await answering]) expect(view(answer)).toEqual(plain);
  for (const send of [onMemory, onSlow]) {
    const { status, text } = view(await send());
    expect({ status, text }).toEqual({ status: plain.status, text: plain.text });
  }
});

test('an error after the answer cuts no answer that waits for a session to be saved', async () => {
  const store = new MemoryStore();
  const send = await stack('an error after the answer', 'before', 'express-session', store);
  expect(await send()).toMatchObject({ status: 200, text: '{"id":7}' });
  expect(await send()).toMatchObject({ status: 200, text: '{"id":7}' });
});

test('a logger before us hears of each answer once', async () => {
  lines.length = 0;
  const send = await stack('json', 'before', 'morgan', new MemoryStore());
  await send();
  await send();
  expect(lines).toHaveLength(2);
});
