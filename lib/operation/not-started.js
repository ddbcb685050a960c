'use strict';

/** A handler was not called, since its request was answered or cut while the store was asked for the key. */
class NotStarted extends Error {}

module.exports = { NotStarted };
