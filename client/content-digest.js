/**
 * A short name of a content: another content has another one. It is made at once, also where a page has no crypto.subtle, so that
 * a second click in the same turn meets it. It guards against mistakes, not against attacks, and files count by name, size, type
 * and date. If two contents ever shared one, the server would refuse the second by its fingerprint.
 * @param {unknown} content
 */
export function digestOf(content) {
  return hash(`${JSON.stringify(content, plain)}`);
}

/**
 * Puts into JSON what JSON leaves out: forms, search parameters, maps, sets, files and bytes.
 * @param {string} name
 * @param {any} value
 */
function plain(name, value) {
  if (!value || typeof value !== 'object') return value;
  if (value.arrayBuffer) return [value.name, value.size, value.type, value.lastModified];
  if ('byteLength' in value)
    return [...new Uint8Array(value.buffer ?? value, value.byteOffset, value.byteLength)];
  return value[Symbol.iterator] ? [...value] : value;
}

/**
 * 64 bits of two hashes like FNV-1a, of which the second takes in the first.
 * @param {string} text
 */
function hash(text) {
  const { imul } = Math;
  let one = 0x811c9dc5;
  let other = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    one = imul(one ^ text.charCodeAt(i), 0x01000193);
    other = imul(other ^ one ^ (one >>> 15), 0x5bd1e995);
  }
  return `${one}${other}`;
}
