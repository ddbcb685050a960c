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
    super(members.problem?.detail ?? code);
    this.code = code;
    Object.assign(this, members);
  }
}
