'use strict';

const { unreadable } = require('./json-serializer');

// The first byte of a payload that the app's serializer has made; the second says what of.
const CUSTOM = 0x73; // s

/** `{ kind: 'tombstone', payload, cause }`: what is kept of a result that cannot be kept. */
function tombstone(why, cause) {
  return { kind: 'tombstone', payload: Buffer.from(why), cause };
}

/** The payload that the app's serializer makes of `value`, with `type` in its second byte. Rejects with what it throws. */
async function serialized(type, kind, value, { serializer }, { id }) {
  const bytes = Buffer.from(await serializer.serialize(value, { id, kind }));
  return Buffer.concat([Buffer.of(CUSTOM, type), bytes]);
}

/** What `serialized` was given. Rejects with LOCK_FAILED where no serializer is set, or where it cannot read. */
async function deserialized(kind, payload, { serializer }, { id }) {
  if (serializer === undefined) throw unreadable();
  try {
    return await serializer.deserialize(payload.subarray(2), { id, kind });
  } catch (cause) {
    throw unreadable(cause);
  }
}

module.exports = { CUSTOM, deserialized, serialized, tombstone };
