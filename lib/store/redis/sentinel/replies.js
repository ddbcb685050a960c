'use strict';

/**
 * A sentinel or a primary, as sentinels name them.
 * @typedef {{ host: string, port: number }} Place
 *
 * What one sentinel says of a primary. `epoch` grows with every failover; -1 where the sentinel does not tell it. `id`: of the
 * sentinel itself, '' where it has none to tell.
 * @typedef {{ primary: Place, epoch: number, id: string, peers: (Place & { id: string })[] }} Answer
 *
 * @typedef {import('../server-commands').Said} Said
 */

const NUMBER = /^\d{1,16}$/;

/**
 * Questions to a sentinel, whose replies readAnswer() takes in this order. The address comes from the first: between a
 * promotion and the end of a failover MASTER still names the old primary under the new epoch.
 * @param {string} name
 */
function questionsAbout(name) {
  return [
    ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name],
    ['SENTINEL', 'MASTER', name],
    ['SENTINEL', 'SENTINELS', name],
    ['SENTINEL', 'MYID'],
  ];
}

/**
 * The answer that a sentinel gives, or undefined if it knows no such primary. Whatever it was not asked for is passed over.
 * @param {Said[]} replies
 * @returns {Answer | undefined}
 */
function readAnswer([address, primary, peers, id]) {
  const place = placeOf(listOf(address)[0], listOf(address)[1]);
  if (place === undefined) return undefined;
  const epoch = fieldsOf(primary.reply).get('config-epoch');
  return {
    primary: place,
    epoch: NUMBER.test(epoch) ? Number(epoch) : -1,
    id: typeof id.reply === 'string' ? id.reply : '',
    peers: listOf(peers).flatMap(peerOf),
  };
}

/** @param {unknown} reply */
function peerOf(reply) {
  const fields = fieldsOf(reply);
  const place = placeOf(fields.get('ip'), fields.get('port'));
  return place === undefined ? [] : [{ ...place, id: String(fields.get('runid') ?? '') }];
}

/**
 * @param {Said} said
 * @returns {unknown[]}
 */
function listOf({ reply }) {
  return Array.isArray(reply) ? reply : [];
}

/**
 * Names and values in turn, as a map: a name may be any text.
 * @param {unknown} reply
 */
function fieldsOf(reply) {
  const fields = new Map();
  if (!Array.isArray(reply)) return fields;
  for (let i = 0; i + 1 < reply.length; i += 2) fields.set(reply[i], reply[i + 1]);
  return fields;
}

/**
 * @param {unknown} host
 * @param {unknown} port
 * @returns {Place | undefined}
 */
function placeOf(host, port) {
  if (typeof host !== 'string' || host === '' || !NUMBER.test(String(port))) return undefined;
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

/**
 * The answer that counts: that of the highest epoch; among those, of most sentinels; among those, the first.
 * @param {Answer[]} answers  At least one.
 */
function bestOf(answers) {
  const highest = Math.max(...answers.map(({ epoch }) => epoch));
  const newest = answers.filter(({ epoch }) => epoch === highest);
  const votes = (/** @type {Answer} */ { primary }) =>
    newest.filter((other) => isSamePlace(other.primary, primary)).length;
  return newest.reduce((best, next) => (votes(next) > votes(best) ? next : best));
}

/**
 * @param {Place} a
 * @param {Place} b
 */
function isSamePlace(a, b) {
  return a.host === b.host && a.port === b.port;
}

module.exports = { bestOf, isSamePlace, questionsAbout, readAnswer };
