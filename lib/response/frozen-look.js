'use strict';

/** The error that Node throws for a head that comes too late. */
function headersSent(action) {
  return Object.assign(new Error(`Cannot ${action} headers after they are sent to the client`), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}

// Where Node keeps the head that it has made: while something stands here, its own methods and getters say that the head
// was sent. Middleware older than headersSent looks here itself, before it writes a head of its own.
const HEAD = '_header';
const WRITTEN = '\r\n';
// Made once: every response that is captured takes them on and off.
const ENDED = {
  writableEnded: { get: () => true, configurable: true },
  writableFinished: { get: () => false, configurable: true },
};

/**
 * Makes a response that is kept back look as it would if it had been sent: the head can no longer be changed and, once
 * `ended`, the app's code sees that it has ended. Gives the function that takes this off again.
 */
function freeze(res, ended) {
  const head = res[HEAD];
  if (!head) res[HEAD] = WRITTEN;
  const goOn = ended ? lookEnded(res) : () => {};
  return () => {
    goOn();
    if (!head) res[HEAD] = head;
  };
}

function lookEnded(res) {
  const thaw = override(res, ENDED);
  // Node reads `finished` of a response that waits for its connection as "all written".
  const marked = res.socket !== null && res.finished === false;
  if (marked) res.finished = true;
  return () => {
    if (marked) res.finished = false;
    thaw();
  };
}

/** Defines configurable properties on an object; the function that it gives puts back what was there. */
function override(object, properties) {
  const names = Object.keys(properties);
  const earlier = names.map((name) => Object.getOwnPropertyDescriptor(object, name));
  for (const name of names) Object.defineProperty(object, name, properties[name]);
  return () => {
    names.forEach((name, i) => {
      const descriptor = earlier[i];
      if (descriptor === undefined) delete object[name];
      else Object.defineProperty(object, name, descriptor);
    });
  };
}

module.exports = { freeze, headersSent, override };
