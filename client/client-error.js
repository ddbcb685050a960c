// Of the codes that the server does not know. Its own refusals bring their texts with them.
/** @type {Record<string, string>} */
const TEXTS = {
  NO_FINAL_RESPONSE: 'No final response. Try again with the same key.',
  KEY_EXPIRED: 'The server may have forgotten the key.',
  UNSETTLED: 'The outcome of other content is unknown.',
};

/** Every failure of this package but wrong arguments, told apart by `code`. */
export class IdempotencyClientError extends Error {
  name = 'IdempotencyClientError';
  attempts = 0;
  mayHaveRun = true;
  retryable = false;

  /**
   * @param {string} code
   * @param {Record<string, unknown> & { problem?: any }} members
   */
  constructor(code, members) {
    super(members.problem?.detail ?? TEXTS[code] ?? code);
    this.code = code;
    Object.assign(this, members);
  }
}
