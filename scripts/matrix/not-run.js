'use strict';

/** The reason why this machine cannot run a row of the matrix, with the cure. */
class NotRun extends Error {}

module.exports = { NotRun };
