'use strict';

/** A handler was not called, since its request was answered or cut while the store was asked for the key, or refused. */
class NotStarted extends Error {}

/** Something else than the handler has ended the operation, and the handler may still run. Its `cause` is for the client. */
class NotEnded extends Error {}

module.exports = { NotEnded, NotStarted };
