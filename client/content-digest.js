import { generateIdempotencyKey } from './generate-key.js';

/**
 * Names of Blobs, which nobody can read at once. They are random, since a storage outlives the page.
 * @type {WeakMap<Blob, string>}
 */
const names = new WeakMap();

/** @param {Blob} blob */
const nameOf = (blob) => names.get(blob) ?? names.set(blob, generateIdempotencyKey()).get(blob);

/**
 * A short name of a content: another content has another one. It is made at once, also where a page has no crypto.subtle, so that
 * a second click in the same turn meets it. It guards against mistakes, not against attacks. Files count by name, size, type
 * and date, and any other Blob as itself alone. If two contents ever shared one, the server would refuse the second by its
 * fingerprint.
 * @param {unknown} content
 */
export function digestOf(content) {
  const text = `${JSON.stringify(content, plain)}`;
  const { imul } = Math;
  // 64 bits of two hashes like FNV-1a, of which the second takes in the first.
  let one = 1;
  let other = 2;
  for (let i = 0; i < text.length; i++) {
    one = imul(one ^ text.charCodeAt(i), 0x01000193);
    other = imul(other ^ one ^ (one >>> 15), 0x5bd1e995);
  }
  return `${one}${other}`;
}

/**
 * Puts into JSON what JSON leaves out: forms, search parameters, maps, sets, files and bytes.
 * @param {string} name
 * @param {any} value
 */
function plain(name, value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (!value || typeof value !== 'object') return value;
  // An empty file, as a form has it where none is chosen, is made anew each time.
  if (typeof value.arrayBuffer === 'function')
    return [
      value.name,
      value.size,
      value.type,
      value.size !== 0 && (value.lastModified ?? nameOf(value)),
    ];
  // Data may have a member of this name too, as its own.
  if ('byteLength' in value && !Object.hasOwn(value, 'byteLength'))
    return [...new Uint8Array(value.buffer ?? value, value.byteOffset, value.byteLength)];
  return value[Symbol.iterator] ? [...value] : value;
}
