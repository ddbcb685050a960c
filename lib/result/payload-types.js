'use strict';

const { TOMBSTONE } = require('./tombstone');

/** @import { SerializerInfo } from '../../types/serializers' */

// What a payload holds. Its first byte says so if neither the jsonSerializer nor the app's serializer has made it. Bytes of the app's
// serializer have CUSTOM before it.
/** JSON of an error's fields. */
const ERROR = 0x65; // e
/** JSON of something thrown that is no error. */
const THROWN = 0x78; // x
/** A value: only behind CUSTOM. */
const VALUE = 0x76; // v
/** A plain payload, of a value whose response was sent while the operation ran. */
const UNCLEAR = 0x61; // a
/** A response: see stored-response.js. */
const RESPONSE = 0x72; // r

/**
 * The words for them. A serializer may bind its bytes to the word, so that nobody makes another answer of them.
 * @type {Record<number, SerializerInfo['form']>}
 */
const FORMS = {
  [VALUE]: 'value',
  [UNCLEAR]: 'unclear',
  [RESPONSE]: 'response',
  [ERROR]: 'error',
  [THROWN]: 'thrown',
  [TOMBSTONE]: 'tombstone',
};

module.exports = { ERROR, FORMS, RESPONSE, THROWN, UNCLEAR, VALUE };
