'use strict';

// Where ours may differ from plain Express, or a retry from the first answer. What the docs promise is in DOCUMENTED: each rule
// is as narrow as its sentence, which a test looks up on its page.

const MODE = 'docs/guides/existing-routes.md';
const DOCUMENTED = {
  givenUp: [MODE, 'A handler that does not answer within `operationTimeoutMs` is given up'],
  storedLate: [MODE, 'It is offered to the store, and retries get it if the key is still kept.'],
  slowStore: ['docs/guides/redis.md', 'its result waits longer: two seconds in the request'],
  endless: [MODE, 'Event streams (`text/event-stream`) and upgrades have no end to store.'],
  silent: [MODE, '| 408, 425, 429, 503, 504 | Retries get `409 OUTCOME_UNKNOWN`. |'],
  tooLarge: [
    MODE,
    'reaches the first client and is not stored. Retries get `409 RESULT_NOT_REPLAYABLE`.',
  ],
  framing: [MODE, 'A chunked response comes back with `Content-Length`.'],
  notStored: [MODE, 'Early hints, other 1xx responses and trailers reach the first'],
  compressedAnew: [MODE, 'each response is compressed for its client'],
  setAgain: [
    MODE,
    'Headers that middleware before this one sets, such as CORS or a request id, are set at every retry',
  ],
  cutEarly: [
    MODE,
    'One that cuts the connection through it before it has written anything is given up',
  ],
  cut: [MODE, 'or when the app cut the connection'],
  replaced: [MODE, 'Such an answer does not pass through middleware behind this one.'],
  calledAtOnce: [MODE, 'A call after the end is answered at once and has no effect'],
  closedByApp: [MODE, 'A handler that closes the connection by `req.socket` may cut it off'],
  answerFirst: [MODE, 'an error given to Express), the client gets the answer first'],
  leaveSeen: [MODE, 'your handler sees it, as on plain Express'],
  leaveSeenEarly: [MODE, 'If the client leaves then, your handler sees it, as on plain Express.'],
  hintsAfterHead: [MODE, 'sends those that come after a head that is held'],
  sourceStopped: [MODE, 'when the source of a pipe stops in the middle'],
  givenTwice: [MODE, 'names a header twice, Node 20 sends the last value'],
  heldCalls: [MODE, 'Unless the call is held, it sees it at the moment you made it.'],
  fileWatched: [MODE, '(`res.sendFile()` watches the connection itself)'],
};

const REPLAYED = [
  'content-type',
  'content-language',
  'content-encoding',
  'content-disposition',
  'cache-control',
  'last-modified',
  'vary',
  'location',
  'etag',
  'link',
  'retry-after',
];
const SILENT = new Set([408, 425, 429, 503, 504]);
const UNKNOWN = ['REQUEST_IN_PROGRESS', 'OUTCOME_UNKNOWN'];
const EVENT_STREAM = /^text\/event-stream/;
// They end the answer themselves when its connection closes.
const WATCHING = ['sendFile', 'download', 'proxy'];
const SOON_MS = 100;
// Two seconds, less what a timer may be early.
const STORE_WAIT_MS = 1990;
const WRITING = new Set(['write', 'end', 'json']);
const PREPARING = new Set(['status', 'set', 'reason', 'vary', 'cookie', 'session']);
const PASSING_ON = new Set(['next', 'nextRoute', 'throw']);
// They take over `write` or `end`.
const LAYERS = new Set(['compression', 'session', 'cookieSession', 'responseTime', 'wrapping']);
// They wait for the head by the package on-headers.
const WAITING = new Set(['compression', 'session', 'cookieSession', 'responseTime', 'morgan']);
const SESSIONS = new Set(['session', 'cookieSession']);
// What middleware behind ours adds when a head is written, by the middleware that does: `replaced`.
const WITH_HEAD = {
  compression: ['content-encoding', 'vary'],
  session: ['set-cookie'],
  cookieSession: ['set-cookie'],
  responseTime: ['x-response-time'],
  wrapping: ['x-wrapped'],
};

function uses(given, ...ops) {
  return given.handler.steps.some(({ op }) => ops.includes(op));
}

/** Whether Express itself answers, as the handler has only prepared an answer before it passes on the request or an error. */
function leavesItToExpress({ handler: { steps } }) {
  const passing = steps.find(({ op }) => !PREPARING.has(op));
  return PASSING_ON.has(passing?.op);
}

function namesTwice({ form, headers = [] }, header) {
  const given = headers.filter(([name]) => name.toLowerCase() === header);
  return form === 'flat' && given.length > 1;
}

function has(stack, name) {
  return stack.some((one) => one.name === name);
}

/** The program whose answer on plain Express is that of ours, where it is another than that of the case. */
function referenceHandler(given, plain) {
  if (given.mode !== 'response') return undefined;
  const { operationTimeoutMs: ms } = given.options;
  if (uses(given, 'never') && ms !== undefined) {
    const refusal = { op: 'refuse', code: 'OUTCOME_UNKNOWN', retryable: true, unlessSent: true };
    return { style: 'callback', steps: [{ ...refusal, at: 'timer', ms }] };
  }
  if (isEndless(given, plain)) {
    return { style: 'callback', steps: [{ op: 'refuse', code: 'RESPONSE_NOT_CAPTURABLE' }] };
  }
  return undefined;
}

// Middleware that compresses may keep the head of a stream that never ends.
function isEndless({ handler }, { headers, status }) {
  if (status === undefined) return handler.steps.some(({ value }) => EVENT_STREAM.test(value));
  return headers.some(([name, value]) => name === 'content-type' && EVENT_STREAM.test(value));
}

const differences = {
  /** Whether a client had its answer before the store, though that did not keep it waiting: `slowStore`. */
  isTooEarly: ({ isEarly, ms }) => isEarly && ms < STORE_WAIT_MS,

  /** Whether a handler never ended its answer, although its client has all of it. Ours waits for that end. */
  isUnended({ end, calls, trace }) {
    const isSeen = calls.includes('finish') || trace.some((line) => line.endsWith(', ended'));
    return end === 'complete' && !isSeen;
  },

  /** Whether plain Express ends the process where ours goes on: a write after the end emits nothing. */
  isMilder: (fault) => fault.includes('ERR_STREAM_WRITE_AFTER_END'),

  /** Whether the app hears of the end of its response later than on plain Express: `cutEarly`. */
  hearsLater: (plain) => plain.end !== 'complete',

  /**
   * Whether the end of plain Express is worse: an app, or an error given to Express, that cuts the connection after the end
   * gets its answer out first (`answerFirst`), and to HEAD the head is all of it, whatever becomes of the body.
   */
  isSaved: (given, plain, ours) => {
    // Of an error behind the last route only Express itself hears.
    const hasError = plain.errors.length > 0 || uses(given, 'next', 'throw');
    const hasEnded =
      leavesItToExpress(given) || ours.trace.some((line) => line.endsWith(', ended'));
    const isCut =
      (hasError && hasEnded) || uses(given, 'destroy') || given.request.method === 'HEAD';
    return isCut && plain.end !== 'complete' && ours.end === 'complete';
  },

  /** Whether an app sees that its client has left, as on plain Express: `leaveSeen`. */
  seesLeave: ({ client }, { settled }) =>
    client.leave !== null && settled.some(({ isLost }) => isLost),

  /**
   * Whether a pipe was stopped whose client left when its response was complete and stored: Node closes no source of such a pipe.
   * Before that, ours hides a leave: `leaveSeenEarly`. Whether the source ends first depends on the turn in which a handler is called,
   * on plain Express too.
   */
  stopsPipe: ({ client, handler }, { calls, begun, settled }) =>
    client.leave !== null &&
    handler.steps.some(({ op, how }) => op === 'pipe' && how === 'pipe') &&
    calls.includes('close') &&
    !differences.owesResult({ begun, settled }),

  /** Whether a key is owned for which the store was told no outcome. */
  owesResult: ({ begun, settled }) =>
    begun.filter((state) => state === 'own').length > settled.length,

  /** Whether the app closes the connection of an answer that is given in the place of its own: `closedByApp`. */
  cutsOther: (given, plain, ours) =>
    uses(given, 'destroy') && plain.end !== 'complete' && ours.end !== 'complete',

  /** Whether plain Express sends a write after the end, since express-session still holds that end. */
  letsLateWritesIn: ({ mode, before, handler }) =>
    mode === 'response' &&
    has(before, 'session') &&
    handler.steps.some(({ isLate, op }) => isLate && WRITING.has(op)),

  /**
   * Whether a logger finds a status on the response that was set after its head was sent, also by a writeHead() that throws:
   * middleware that waits for the head sets it before.
   */
  setsStatusLate: ({ handler }, { trace }) =>
    handler.steps.some(({ isLate, op }) => isLate || op === 'status') ||
    trace.some((line) => line.startsWith('writeHead: threw')),

  /**
   * Whether a timeout strikes soon. On a machine with other work it may do so before the handler has begun. It watches the
   * connection itself, and never strikes when the client has left before.
   */
  strikesSoon: ({ before, after }) =>
    [...before, ...after].some(({ name, ms }) => name === 'timeout' && ms < SOON_MS),

  /** Whether Node has refused an interim response after a head. Ours sends it, since the head is held: `hintsAfterHead`. */
  refusesHint: ({ trace }) =>
    trace.some((line) => /^(earlyHints|processing): threw ERR_HTTP_HEADERS_SENT/.test(line)),

  /**
   * Whether Express closes the connection after the answer, which may be later than the next request. It does so for the error of a
   * handler that has passed on its request before, which no error handler of the app hears.
   */
  mayCloseLater: (given, { errors, trace }) =>
    errors.length > 0 ||
    uses(given, 'destroy') ||
    (given.handler.style === 'async' &&
      uses(given, ...PASSING_ON) &&
      trace.some((line) => line.includes(': threw'))),

  /**
   * Whether a callback is one of a call before the end. Ours tells those of calls after it: `calledAtOnce`. Node does not tell
   * all of them, and a second end() without an error if the first is still being sent.
   */
  isOwed: (call) =>
    !/AFTER_END|ALREADY_FINISHED|STREAM_DESTROYED/.test(call) && call !== 'late end: done',

  /** Whether an app that was given up threw this itself. On plain Express an earlier call may throw, and end its handler. */
  isOwnThrow: (given, fault) => uses(given, 'throw') && fault.endsWith(' declined'),

  /** Whether a retry has what the handler answered on plain Express after it was given up: `storedLate`. */
  isStoredLate: (given, { plain, retry }) =>
    uses(given, 'never') && plain.end === 'complete' && plain.status === retry.status,

  /** Whether `writableEnded` comes later, since layers below still write. */
  looksEndedLater: ({ before }) => before.some(({ name }) => LAYERS.has(name)),

  /**
   * Whether a handler may have heard that its client has left, and gives up (`fileWatched`), or the response has lost its source
   * before the app answers (`sourceStopped`), or the timeout that would answer never strikes.
   */
  mayGiveUp: (given) =>
    given.client.leave !== null &&
    (uses(given, ...WATCHING) ||
      given.handler.steps.some(({ failAt }) => failAt !== undefined) ||
      differences.strikesSoon(given)),

  /**
   * Whether a name comes twice in an array for writeHead(), of which middleware below may send both values, or a header tells
   * what compression below makes of two types: `givenTwice`.
   */
  isGivenTwice: ({ before, handler }, header) => {
    if (!before.some(({ name }) => WAITING.has(name))) return false;
    const isOfType = has(before, 'compression') && WITH_HEAD.compression.includes(header);
    return [header, ...(isOfType ? ['content-type'] : [])].some((name) =>
      handler.steps.some((step) => namesTwice(step, name)),
    );
  },

  /**
   * Whether a session below has its cookie on a head that is held, since it sees what the handler changes before the head is
   * sent: `heldCalls`.
   */
  isOfHeldHead: ({ before, handler: { steps } }, header) => {
    const written = steps.findIndex(({ op }) => WRITING.has(op) || op === 'flushHeaders');
    const isChanged = written !== -1 && steps.slice(written).some(({ op }) => op === 'session');
    return (
      isChanged && before.some(({ name }) => SESSIONS.has(name) && WITH_HEAD[name].includes(header))
    );
  },

  /** Whether a layer below may have the head that is no ASCII sent in another encoding: `headEncoding`. */
  encodesHead: ({ before }) => before.some(({ name }) => LAYERS.has(name)),

  /**
   * Whether a header was one of the head that was given up, and not of the answer in its place, or is one of a session that the
   * handler has changed before.
   */
  isOfGivenUpHead: ({ before, after }, header) =>
    [...after, ...before.filter(({ name }) => SESSIONS.has(name))].some(({ name }) =>
      WITH_HEAD[name]?.includes(header),
    ),
};

/** The codes with which a retry may be refused. */
function refusals(given, { plain, isOther, first }) {
  if (isOther) return [...UNKNOWN, 'RESULT_NOT_REPLAYABLE'];
  const isUnknown =
    plain.end !== 'complete' || SILENT.has(plain.status) || differences.mayGiveUp(given);
  const isTooLarge = given.options.maxResultBytes && first.settled.some(({ isLost }) => isLost);
  return [...(isUnknown ? UNKNOWN : []), ...(isTooLarge ? ['RESULT_NOT_REPLAYABLE'] : [])];
}

/** What a retry may have otherwise in its headers: `{ isKept(line), isIgnored(name), isSetAgain(line) }`. */
function replayRules({ before, after, options }) {
  const own = (options.replayHeaders ?? []).map((name) => name.toLowerCase());
  const kept = new Set([...REPLAYED, ...own]);
  const isKept = (line) => kept.has(line.slice(0, line.indexOf(':')));
  return {
    isKept,
    isIgnored: (name) =>
      // A body whose length is known is compressed only where it is long enough.
      (name === 'content-encoding' && has(before, 'compression')) ||
      // Express sets it before all middleware, and helmet is not there at a retry to remove it.
      (name === 'x-powered-by' && has(after, 'helmet')),
    isSetAgain: (line) => before.length > 0 && !isKept(line),
  };
}

module.exports = {
  DOCUMENTED,
  SILENT,
  differences,
  referenceHandler,
  refusals,
  replayRules,
  uses,
};
