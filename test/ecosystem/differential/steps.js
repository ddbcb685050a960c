'use strict';

const path = require('node:path');
const { Readable, pipeline } = require('node:stream');

const { makeBody } = require('./bodies');
const { later } = require('./places');

const MOST_BEATS = 30;

function optional(body) {
  return body === undefined ? [] : [makeBody(body)];
}

function valueOf(size) {
  return size === 0 ? null : { id: 7, text: 'x'.repeat(size), late: false };
}

// Called back by Node, which may be at any time: told apart from the steps.
function callback(run, { op, isLate }) {
  const name = isLate ? `late ${op}` : op;
  return (error) => run.called(`${name}: ${error ? (error.code ?? error.message) : 'done'}`);
}

// express-session and compression take the callback of end(callback) for a body, which ends in an error of their own.
function endArguments(step, run) {
  const { body, callback: hasCallback } = step;
  const called = hasCallback ? [callback(run, step)] : [];
  const isTaken = run.req.session !== undefined || run.res.flush !== undefined;
  if (body === undefined && hasCallback && isTaken) return [undefined, undefined, ...called];
  return [...optional(body), ...called];
}

function failure(status, code) {
  return Object.assign(new Error('declined'), { status, code });
}

function headArguments({ status, reason, headers, form }) {
  const fields = { none: [], flat: [headers.flat()], object: [Object.fromEntries(headers)] }[form];
  return [status, ...(reason === undefined ? [] : [reason]), ...fields];
}

/** A stream of the step's chunks, each after its pace, which may fail in the middle. */
function sourceOf({ chunks, pace, failAt }, run) {
  const left = chunks.map(makeBody).map((chunk) => Buffer.from(chunk));
  let index = 0;
  run.begin();
  const source = new Readable({
    read() {
      later(pace, () => {
        if (index === failAt) return this.destroy(failure(502, 'SOURCE_FAILED'));
        const chunk = left[index++];
        this.push(chunk === undefined ? null : chunk);
      });
    },
  });
  return source.on('close', () => run.finish());
}

function onSourceError({ onError }, { res, next }) {
  return (error) => {
    if (onError === 'next') next(error);
    if (onError === 'destroy') res.destroy();
    if (onError === 'end') res.end();
  };
}

function pipeStep(step, run) {
  const source = sourceOf(step, run);
  const onError = onSourceError(step, run);
  if (step.how === 'pipeline') pipeline(source, run.res, (error) => error && onError(error));
  else source.on('error', onError).pipe(run.res);
}

function pacedStep({ count, body }, run) {
  const chunk = makeBody(body);
  let left = count;
  run.begin();
  const step = () => {
    if (left-- > 0) return run.res.write(chunk, step);
    run.res.end();
    run.finish();
  };
  step();
}

function heartbeatStep({ ms }, { res }) {
  let left = MOST_BEATS;
  const stop = () => clearInterval(timer);
  const timer = setInterval(() => (left-- > 0 ? res.write(' ') : stop()), ms);
  res.on('finish', stop).on('close', stop);
}

function proxyStep({ length, body }, { req, res, next, place }) {
  const proxy = require('http-proxy').createProxyServer({});
  const headers = { 'x-answer': JSON.stringify({ length, body }) };
  proxy.web(req, res, { target: place.upstream, headers }, (error) => next(error));
}

const CUTS = {
  res: ({ res }) => res.destroy(),
  socket: ({ req }) => req.socket.destroy(),
  req: ({ req }) => req.destroy(),
};

/** What each step of a program does: `op: (step, run)`. */
const STEPS = {
  status: ({ status }, { res }) => res.status(status),
  set: ({ name, value }, { res }) => res.setHeader(name, value),
  reason: ({ reason }, { res }) => (res.statusMessage = reason),
  vary: (step, { res }) => res.vary('Accept-Language'),
  cookie: (step, { res }) => res.cookie('seen', '1'),
  session: (step, { req }) => req.session && (req.session.visits = 1),
  json: ({ size, raw }, { res }) =>
    raw ? res.end(JSON.stringify(valueOf(size))) : res.json(valueOf(size)),
  jsonp: (step, { res }) => res.jsonp({ id: 7 }),
  send: ({ body }, { res }) => res.send(makeBody(body)),
  write: (step, run) =>
    run.res.write(makeBody(step.body), ...(step.callback ? [callback(run, step)] : [])),
  end: (step, run) => run.res.end(...endArguments(step, run)),
  writeHead: (step, { res }) => res.writeHead(...headArguments(step)),
  flushHeaders: (step, { res }) => res.flushHeaders(),
  earlyHints: (step, { res }) =>
    res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }),
  processing: (step, { res }) => res.writeProcessing(),
  sendStatus: ({ status }, { res }) => res.sendStatus(status),
  redirect: ({ status, url }, { res }) => res.redirect(status, url),
  sendFile: ({ file }, { res, place }) => res.sendFile(path.join(place.folder, file)),
  download: ({ file, name }, { res, place }) => res.download(path.join(place.folder, file), name),
  format: (step, { res }) =>
    res.format({ text: () => res.send('text'), json: () => res.json({ as: 'json' }) }),
  trailers: (step, { res }) =>
    res.setHeader('Trailer', 'X-Sum') && res.addTrailers({ 'X-Sum': '42' }),
  cork: (step, { res }) => res.cork(),
  uncork: (step, { res }) => res.uncork(),
  pipe: pipeStep,
  paced: pacedStep,
  heartbeat: heartbeatStep,
  proxy: proxyStep,
  destroy: ({ what }, run) => CUTS[what](run),
  never: () => {},
  nextRoute: (step, { next }) => next(),
  next: ({ status, code }, { next }) => next(failure(status, code)),
  throw: ({ status }) => {
    throw failure(status);
  },
  // For references only: the answer of ours in the place of one that it gives up.
  refuse: ({ code, retryable, unlessSent }, { res, next }) => {
    const { IdempotencyError } = require('../../../lib');
    if (unlessSent && res.headersSent) return;
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    for (const [name, value] of Object.entries(res.locals.headersBefore))
      res.setHeader(name, value);
    res.statusCode = 200;
    next(new IdempotencyError(code, { retryable }));
  },
};

module.exports = { STEPS };
