import { alarm } from './clock.js';
import { generateIdempotencyKey } from './generate-key.js';
import { problemOf } from './verdict.js';

/** @import { IdempotencyOptions, IdempotentFetchInit, Problem } from './index.js' */

/** @typedef {{ response?: Response, problem?: Problem, cause?: unknown }} Outcome  Of one try; `cause` if no response came whole. */

/**
 * A request that can be sent several times. Wrong arguments throw here, so that later each rejection of fetch() is one of the
 * network.
 * @param {any} input
 * @param {Omit<IdempotentFetchInit, 'idempotency'>} init
 * @param {IdempotencyOptions} options
 */
export function prepare(input, { body, ...init }, options) {
  const { headerName = 'Idempotency-Key' } = options;
  /** @type {NonNullable<IdempotencyOptions['fetch']>} */
  const send = options.fetch ?? fetch;
  // An address has none of the members of a Request.
  const headers = new Headers(init.headers ?? input.headers);
  const key = options.key ?? headers.get(headerName) ?? generateIdempotencyKey();
  headers.set(headerName, key);
  const sent = { ...init, headers };
  refuse(input, body, sent, headerName);
  /** @type {AbortSignal | undefined} */
  const signal = init.signal ?? input.signal;

  /**
   * Sends it, and waits until the whole body of the response has come: a caller who lost the end of it would not know that
   * the operation has run. Rejects only if the caller's signal aborts, or the function that makes the body throws. Ends in time,
   * whatever that function or another fetch() does.
   * @param {number} timeoutMs
   * @returns {Promise<Outcome>}
   */
  async function attempt(timeoutMs) {
    signal?.throwIfAborted();
    const late = new DOMException('Timeout', 'TimeoutError');
    const controller = new AbortController();
    let isMade = typeof body !== 'function';
    const answer = async () => {
      const made = isMade ? body : await /** @type {any} */ (body)();
      controller.signal.throwIfAborted();
      isMade = true;
      const response = await send(input.clone?.() ?? input, {
        duplex: 'half',
        ...sent,
        signal: controller.signal,
        body: made ?? undefined,
      });
      return { response, problem: problemOf(response, await response.clone().text()) };
    };
    return new Promise((resolve, reject) => {
      const stop = alarm(timeoutMs, signal, () => {
        controller.abort(late);
        reject(late);
      });
      answer().finally(stop).then(resolve, reject);
    }).catch((cause) => {
      signal?.throwIfAborted();
      if (!isMade && cause !== late) throw cause;
      return { cause };
    });
  }

  return { key, signal, attempt };
}

/**
 * @param {any} input
 * @param {any} body
 * @param {RequestInit} sent
 * @param {string} headerName
 */
function refuse(input, body, sent, headerName) {
  if (body?.getReader || body?.[Symbol.asyncIterator] || input.bodyUsed)
    throw new TypeError('onceonly: a stream needs a function.');
  const { headers } = new Request(input.url ?? input, {
    method: input.method,
    mode: input.mode,
    ...sent,
    signal: null,
    body: body == null ? body : '',
  });
  // The mode 'no-cors' drops the header without a word.
  if (!headers.get(headerName))
    throw new TypeError(`onceonly: ${headerName} is empty, or the mode is 'no-cors'.`);
}
