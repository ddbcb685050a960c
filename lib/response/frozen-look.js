'use strict';

// What Node's own methods say when the head is on its way.
const WRITERS = {
  setHeader: 'set',
  setHeaders: 'set',
  appendHeader: 'append',
  removeHeader: 'remove',
};

/** The error that Node throws for a head that comes too late. */
function headersSent(action) {
  return Object.assign(new Error(`Cannot ${action} headers after they are sent to the client`), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}

/**
 * Makes a response that is kept back look as it would if it had been sent: the head can no longer be changed and, once
 * `ended`, the app's code sees that it has ended. Gives the function that takes this off again.
 */
function freeze(res, ended) {
  const thaw = override(res, {
    ...refusals(),
    headersSent: { get: () => true },
    ...(ended && { writableEnded: { get: () => true }, writableFinished: { get: () => false } }),
  });
  // Node reads `finished` of a response that waits for its connection as "all written".
  const marked = ended && res.socket !== null && res.finished === false;
  if (marked) res.finished = true;
  return () => {
    if (marked) res.finished = false;
    thaw();
  };
}

function refusals() {
  const methods = {};
  for (const [name, action] of Object.entries(WRITERS)) {
    methods[name] = {
      value() {
        throw headersSent(action);
      },
    };
  }
  return methods;
}

/** Defines properties on an object; the function that it gives puts back what was there. */
function override(object, properties) {
  const earlier = new Map();
  for (const name of Object.keys(properties)) {
    earlier.set(name, Object.getOwnPropertyDescriptor(object, name));
  }
  for (const [name, descriptor] of Object.entries(properties)) {
    const writable = 'value' in descriptor ? { writable: true } : {};
    Object.defineProperty(object, name, { ...descriptor, ...writable, configurable: true });
  }
  return () => {
    for (const [name, descriptor] of earlier) {
      if (descriptor === undefined) delete object[name];
      else Object.defineProperty(object, name, descriptor);
    }
  };
}

module.exports = { freeze, headersSent, override };
