'use strict';

const { randomStack } = require('./middleware');
const { randomProgram } = require('./programs');
const { Random } = require('./random');

const ENCODINGS = ['gzip', 'gzip, deflate', 'br', 'identity', undefined];
const BODIES = [
  [6, 'json'],
  [1, 'form'],
  [1, 'multipart'],
  [2, 'none'],
  [1, 'unread'],
];
const METHODS = [
  [12, 'POST'],
  [2, 'PUT'],
  [1, 'PATCH'],
  [1, 'GET'],
  [1, 'HEAD'],
];
const LEAVES = ['before-head', 'after-head', 'mid-body', 'after-end'];
const GIVEN_UP_AFTER_MS = 60;
const PATIENT_MS = 10_000;

function randomRequest(random) {
  const method = random.weighted(METHODS);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const encoding = random.pick(ENCODINGS);
  return {
    method,
    body: hasBody ? random.weighted(BODIES) : 'none',
    headers: {
      ...(encoding && { 'Accept-Encoding': encoding }),
      ...(random.chance(0.3) && { Origin: 'https://shop.example' }),
      ...(random.chance(0.1) && { 'If-None-Match': '"7"' }),
      ...(random.chance(0.1) && { Accept: 'application/json' }),
    },
  };
}

/** How errors are answered: Express's own page, or a handler of the app, which may take its time. */
function randomErrors(random) {
  const kind = random.weighted([
    [3, 'none'],
    [3, 'json'],
    [3, 'async'],
  ]);
  if (kind === 'none') return { kind, problem: random.chance(0.3) };
  return {
    kind,
    problem: random.chance(0.3),
    status: random.pick(['own', 'own', 200, 302, 500]),
    checks: random.chance(0.8),
    ...(kind === 'async' && { at: random.pick(['micro', 'immediate', 'timer']), ms: 15 }),
  };
}

function randomClient(random, { steps }) {
  const connection = random.pick(['close', 'keep-alive']);
  // Who leaves is of most interest to a handler that waits for its client.
  const stays = steps.some(({ op }) => op === 'paced') ? 0.4 : 0.8;
  if (random.chance(stays)) return { connection, leave: null };
  return { connection, leave: random.pick(LEAVES), how: random.pick(['end', 'destroy', 'reset']) };
}

function randomOptions(random, handler) {
  const neverAnswers = handler.steps.some(({ op }) => op === 'never');
  return {
    ...(neverAnswers && { operationTimeoutMs: GIVEN_UP_AFTER_MS }),
    ...(random.chance(0.1) && { maxResultBytes: 1000 }),
    ...(random.chance(0.1) && { replayHeaders: ['X-Own', 'X-Wrapped'] }),
  };
}

/** The random case of a seed: a stack, a handler, a request and a client, as plain data. */
function generateCase(seed) {
  const random = new Random(seed);
  const handler = randomProgram(random);
  const mode = random.chance(0.92) ? 'response' : 'execute';
  return consistent({
    seed,
    mode,
    express: random.pick([5, 5, 4]),
    store: random.pick(['memory', 'slow', 'redis']),
    options: mode === 'response' ? randomOptions(random, handler) : {},
    before: randomStack(random, 3),
    after: randomStack(random, 2),
    request: randomRequest(random),
    errors: randomErrors(random),
    handler,
    client:
      mode === 'response' ? randomClient(random, handler) : { connection: 'close', leave: null },
  });
}

// What answers when its files, streams or buffers are ready, which may be before or after any tick.
const BY_EVENTS = new Set(['pipe', 'paced', 'sendFile', 'download', 'proxy', 'heartbeat']);

function answersByEvents({ before, after, handler }) {
  const isLate = ({ name, late }) => name === 'compression' || (name === 'session' && late);
  return handler.steps.some(({ op }) => BY_EVENTS.has(op)) || [...before, ...after].some(isLate);
}

// A session in memory holds the end for a turn, which is before or after a timer. Below a captured response it makes no
// difference: calls after the end have no effect.
function answersInTurns({ mode, before, after }) {
  const stack = mode === 'response' ? after : [...before, ...after];
  return stack.some(({ name }) => name === 'session');
}

const BY_TURNS = new Set(['immediate', 'timer']);

/** Has what comes after such an answer wait for its end. */
function withoutRaces(given) {
  const { handler } = given;
  const isByEvents = answersByEvents(given);
  const isByTurns = answersInTurns(given);
  const races = ({ isLate, at }) => isLate && (isByEvents || (isByTurns && BY_TURNS.has(at)));
  const patient = ({ at, ms, ...step }) => ({ ...step, at: 'finish' });
  const steps = handler.steps.map((step) => (races(step) ? patient(step) : step));
  return { ...given, handler: { ...handler, steps } };
}

/** One timeout at most, which strikes only where the handler never answers and nothing else gives it up. */
function withOneTimeout({ before, after, options, ...rest }) {
  const isTimeout = ({ name }) => name === 'timeout';
  const neverAnswers = rest.handler.steps.some(({ op }) => op === 'never');
  const unhurried = (one) => (isTimeout(one) && !neverAnswers ? { ...one, ms: PATIENT_MS } : one);
  const behind = before.some(isTimeout) ? after.filter((one) => !isTimeout(one)) : after;
  const stacks = { before: before.map(unhurried), after: behind.map(unhurried) };
  const strikes = [...stacks.before, ...stacks.after].some(({ ms }) => ms < GIVEN_UP_AFTER_MS);
  const { operationTimeoutMs, ...others } = options;
  return { ...rest, ...stacks, options: strikes ? others : options };
}

// Both are `req.session`.
function withOneSession({ before, after, ...rest }) {
  const isSession = ({ name }) => name === 'session' || name === 'cookieSession';
  const first = [...before, ...after].find(isSession)?.name;
  const fits = (one) => !isSession(one) || one.name === first;
  return { ...rest, before: before.filter(fits), after: after.filter(fits) };
}

// A proxy waits for a body that a parser has read, Node refuses trailers of a response without a body, and events have one.
function withFittingRequest(given) {
  const ops = new Set(given.handler.steps.map(({ op }) => op));
  const { method, body } = given.request;
  const isEndless = given.handler.steps.some(({ value }) => value === 'text/event-stream');
  const request = {
    ...given.request,
    method: (ops.has('trailers') || isEndless) && method === 'HEAD' ? 'POST' : method,
    body: ops.has('proxy') ? 'none' : body,
  };
  return { ...given, request };
}

function consistent(given) {
  return withoutRaces(withOneTimeout(withOneSession(withFittingRequest(given))));
}

module.exports = { generateCase };
