'use strict';

const path = require('node:path');

const ROOT = path.resolve(__dirname, '..', '..');
const BUILD = path.join(ROOT, 'build', 'fuzz');

// The largest input of each target, and the files that it is about.
const TARGETS = [
  {
    name: 'canonical_json',
    maxLength: 512,
    files: [
      'addon/core/json/buffers.h',
      'addon/core/json/canonicalizer.cc',
      'addon/core/json/digits.h',
      'addon/core/json/escape.cc',
      'addon/core/json/members.cc',
      'addon/core/json/number.cc',
      'addon/core/json/scan.h',
      'addon/core/json/string.cc',
      'addon/core/json/number_text.cc',
      'addon/core/json/utf8.cc',
    ],
  },
  {
    name: 'content',
    maxLength: 512,
    files: [
      'addon/core/form_body.cc',
      'addon/core/multipart.cc',
      'addon/core/path_selection.cc',
      'addon/core/json/select_json.cc',
    ],
  },
  {
    name: 'reply_reader',
    maxLength: 1024,
    files: ['addon/resp/reply.cc', 'addon/resp/reply_reader.cc', 'addon/resp/server_error.cc'],
  },
  { name: 'redirect', maxLength: 128, files: ['addon/resp/redirect.cc'] },
  { name: 'slot_map', maxLength: 512, files: ['addon/redis/slot_map.cc'] },
  { name: 'record', maxLength: 512, files: ['addon/core/record.cc'] },
  { name: 'key_header', maxLength: 600, files: ['addon/core/key_syntax.cc'] },
  {
    name: 'redis_url',
    maxLength: 320,
    files: ['addon/redis/address.cc', 'addon/redis/url_parts.cc'],
  },
  {
    name: 'seal',
    maxLength: 256,
    files: ['addon/core/crypto/aes_gcm.cc', 'addon/core/crypto/seal.cc'],
  },
];

/** Where the parts of a target are. `found` holds the inputs that earlier runs kept. */
function placesOf({ name }) {
  return {
    binary: path.join(BUILD, 'test', 'fuzz', `onceonly_${name}_fuzz`),
    planted: path.join(BUILD, 'test', 'fuzz', `onceonly_${name}_fuzz_planted`),
    seeds: path.join(ROOT, 'test', 'fuzz', 'corpus', name),
    dictionary: path.join(ROOT, 'test', 'fuzz', 'dict', `${name}.dict`),
    found: path.join(BUILD, 'found', name),
    log: path.join(BUILD, 'logs', name),
    finding: path.join(BUILD, 'findings', `${name}-`),
  };
}

module.exports = { BUILD, ROOT, TARGETS, placesOf };
