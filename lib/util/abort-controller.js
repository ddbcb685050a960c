'use strict';

const { transferableAbortController } = require('node:util');

/**
 * Node's own class, also where an environment has put another one in its place, as jsdom does: `fetch`, streams and timers
 * of Node take no signal but Node's.
 * @type {typeof AbortController}
 */
const NodeAbortController = /** @type {any} */ (transferableAbortController().constructor);

module.exports = { AbortController: NodeAbortController };
