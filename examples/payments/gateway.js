'use strict';

const { randomBytes } = require('node:crypto');
const { setTimeout: wait } = require('node:timers/promises');

/**
 * A payment provider that charges on every call. A real one would take `effectId` as its own
 * idempotency key; this one only writes it down, so that the ledger shows every call made.
 */
function createGateway({ ledger, delayMs }) {
  async function createCharge({ amount, customerId, effectId, attempt, fence }) {
    if (delayMs > 0) await wait(delayMs);
    const id = `ch_${randomBytes(12).toString('hex')}`;
    const createdAt = new Date().toISOString();
    await ledger.append({
      time: createdAt,
      pid: process.pid,
      effectId,
      attempt,
      fence,
      customer: customerId,
      amount,
      id,
    });
    return { id, amount, status: 'succeeded', createdAt };
  }

  return { createCharge };
}

module.exports = { createGateway };
