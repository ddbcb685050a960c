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
  const request = input.clone ? input : undefined;
  const headers = new Headers(init.headers ?? request?.headers);
  const key = options.key ?? headers.get(headerName) ?? generateIdempotencyKey();
  headers.set(headerName, key);
  const sent = { ...init, headers };
  refuse(input, request, body, sent, headerName);
  /** @type {AbortSignal | undefined} */
  const signal = init.signal ?? request?.signal;

  /**
   * Sends it, and waits until the whole body of the response has come: a caller who lost the end of it would not know that
   * the operation has run. Rejects only if the caller's signal aborts, or the function that makes the body throws.
   * @param {number} timeoutMs
   * @returns {Promise<Outcome>}
   */
  async function attempt(timeoutMs) {
    const made = typeof body === 'function' ? await body() : body;
    signal?.throwIfAborted();
    const controller = new AbortController();
    const end = alarm(timeoutMs, signal, () =>
      controller.abort(new DOMException('Timed out.', 'TimeoutError')),
    );
    try {
      const response = await send(request ? request.clone() : input, {
        duplex: 'half',
        ...sent,
        signal: controller.signal,
        ...(made != null && { body: made }),
      });
      return { response, problem: problemOf(response, await response.clone().text()) };
    } catch (cause) {
      signal?.throwIfAborted();
      return { cause };
    } finally {
      end();
    }
  }

  return { key, signal, attempt };
}

/**
 * @param {any} input
 * @param {Request | undefined} request
 * @param {any} body
 * @param {RequestInit} sent
 * @param {string} headerName
 */
function refuse(input, request, body, sent, headerName) {
  if (body?.getReader || body?.[Symbol.asyncIterator] || request?.bodyUsed)
    throw new TypeError('onceonly: a stream can be sent once. Pass a function that makes it.');
  const { headers } = new Request(request?.url ?? input, {
    method: request?.method,
    mode: request?.mode,
    ...sent,
    signal: null,
    body: body == null ? body : '',
  });
  // The mode 'no-cors' drops the header without a word.
  if (!headers.get(headerName))
    throw new TypeError(`onceonly: ${headerName} is empty, or the mode is 'no-cors'.`);
}
