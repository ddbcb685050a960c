'use strict';

/** The JSON text that every request brings. */
const BODY = JSON.stringify({
  amount: 4200,
  currency: 'EUR',
  customer: 'c-17',
  lines: [{ sku: 'A-1', quantity: 2, note: 'as ordered' }],
});

module.exports = { BODY };
