'use strict';

const { createCipheriv, createDecipheriv, createHmac, createSecretKey } = require('node:crypto');
const { open, seal, sealKey } = require('../../lib/encryption/sealed-form');

const NAME = '2026-11';
const HEAD = Buffer.concat([Buffer.of(1, NAME.length), Buffer.from(NAME)]);
const RANDOM_BYTES = 24;
const NONCE_BYTES = 12;
const TAG = { authTagLength: 16 };

function ours(secret) {
  const named = { name: NAME, key: sealKey(secret) };
  return {
    seal: (text, about, random) => seal(named, text, about, random),
    open: (bytes, about) => open(named.key, bytes, about),
  };
}

/** The same bytes by node:crypto, as docs/internals/design.md has their form. */
function byNode(secret) {
  const named = createSecretKey(secret);
  const partsOf = (start, { id, kind, form }) => {
    const bound = Buffer.concat([start, Buffer.from(`${kind}\n${form}\n${id}`)]);
    const key = createHmac('sha256', named).update(bound).digest();
    return { bound, key, nonce: start.subarray(-NONCE_BYTES) };
  };
  return {
    seal(text, about, random) {
      const start = Buffer.concat([HEAD, random]);
      const { bound, key, nonce } = partsOf(start, about);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, TAG).setAAD(bound);
      const parts = [start, cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([...parts, cipher.getAuthTag()]);
    },
    open(bytes, about) {
      const at = HEAD.length + RANDOM_BYTES;
      const { bound, key, nonce } = partsOf(bytes.subarray(0, at), about);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, TAG).setAAD(bound);
      decipher.setAuthTag(bytes.subarray(-TAG.authTagLength));
      const text = decipher.update(bytes.subarray(at, -TAG.authTagLength));
      return Buffer.concat([text, decipher.final()]);
    },
  };
}

/** Who may encrypt: name -> a function of the secret that gives `seal(text, about, random)` and `open(bytes, about)`. */
const SEALERS = { onceonly: ours, 'node:crypto': byNode };

module.exports = { SEALERS };
