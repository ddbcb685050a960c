'use strict';

const { IdempotencyError } = require('./errors');
const { executionSettings } = require('./handler');
const { keyReader } = require('./key-header');
const { MIDDLEWARE, checkOptions } = require('./options/check-options');
const { giveOneShape } = require('./one-shape');
const { RequestIdempotency } = require('./request-idempotency');
const { answerOnce, isCaptured } = require('./response/response-mode');
const { refuseOtherMode, responseSettings } = require('./response/response-settings');
const { chooseStore } = require('./store/choose-store');
const { internals } = require('./store/store');
const { warnOnce } = require('./warnings');

/** Where a client reads what the header means; sent with a refusal (draft-ietf-httpapi-idempotency-key-header 2.7). */
const DOCUMENTATION = 'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/';

/**
 * Express middleware that puts `req.idempotency = { key, execute }` on every request that passes it.
 *
 * Options are checked here: TypeError or RangeError. Per request, failures go to `next` as IdempotencyErrors:
 * IDEMPOTENCY_KEY_REQUIRED, INVALID_IDEMPOTENCY_KEY. What `keySource` throws goes to `next` as it is.
 */
function idempotency(options = {}, ...rest) {
  refuseTutorialForm(options, rest);
  const checked = checkedOptions(options);
  const store = internals(chooseStore(options));
  const settings = executionSettings(checked, store);
  const captured = settings.mode === 'response' ? responseSettings(options, settings) : undefined;
  store.health.listen(settings.events);
  warnAtStart(options, settings, store);
  const keyOf = keyReader(settings);
  const methods = new Set(settings.methods);

  return function idempotencyMiddleware(req, res, next) {
    if (isCaptured(req)) return next();
    giveOneShape(req, res);
    let key;
    try {
      key = keyOf(req);
      if (key === undefined && settings.required && methods.has(req.method)) throw keyRequired();
      req.idempotency = new RequestIdempotency(req, res, next, key, settings, store);
    } catch (error) {
      return next(error);
    }
    if (key === undefined || captured === undefined || !methods.has(req.method)) return next();
    answerOnce(req, res, next, key, captured, store);
  };
}

function checkedOptions(options) {
  /** @type {any} */
  const checked = checkOptions(options, MIDDLEWARE);
  refuseOpenAndRequired(checked);
  refuseOtherMode(options, checked);
  return checked;
}

function keyRequired() {
  return new IdempotencyError('IDEMPOTENCY_KEY_REQUIRED', {
    headers: { Link: `<${DOCUMENTATION}>; rel="describedby"` },
  });
}

function refuseTutorialForm(options, rest) {
  const isClient =
    typeof options?.sendCommand === 'function' ||
    (typeof options?.connect === 'function' && typeof options?.on === 'function');
  if (rest.length > 0 || isClient) {
    throw new TypeError(
      'onceonly: idempotency() takes one options object and no client; ' +
        'write idempotency({ redis: "redis://host:6379", ... })',
    );
  }
}

function refuseOpenAndRequired({ onStoreDown, required, acceptDuplicates }) {
  if (onStoreDown === 'open' && required && !acceptDuplicates) {
    throw new TypeError(
      "onceonly: onStoreDown: 'open' runs operations twice while the store is down; " +
        'with `required` that needs `acceptDuplicates: true`',
    );
  }
}

function warnAtStart(options, settings, store) {
  if (!('redis' in options) && !('store' in options)) warnOnce('ONCEONLY_MEMORY_STORE');
  const production = process.env.NODE_ENV === 'production';
  if (production && store.shared && settings.scope === undefined) warnOnce('ONCEONLY_NO_SCOPE');
}

module.exports = { idempotency, DOCUMENTATION };
