'use strict';

const order = { amount: 2500, customerId: 'cus_1', currency: 'eur' };

/**
 * Sends `requests` equal requests with one key at once, in turn to each of `clients`. Resolves to the answers by kind:
 * `ran`, `replayed` and `refused` with 409. Throws for an answer of any other kind.
 */
async function race(clients, path, key, requests = 10) {
  const sent = Array.from({ length: requests }, (_, i) =>
    clients[i % clients.length].post(path, { key, body: order }),
  );
  const kinds = { ran: [], replayed: [], refused: [] };
  for (const answer of await Promise.all(sent)) kinds[kindOf(answer)].push(answer);
  return kinds;
}

/** The clients, which call `onAnswers()` when they have got `count` answers together. */
function countAnswers(clients, count, onAnswers) {
  let answers = 0;
  return clients.map((client) => ({
    async post(...request) {
      const answer = await client.post(...request);
      answers += 1;
      if (answers === count) onAnswers();
      return answer;
    },
  }));
}

function kindOf({ status, cached, text, json }) {
  if (status === 200 && cached === false) return 'ran';
  if (status === 200 && cached === true) return 'replayed';
  if (status === 409 && json.error === 'REQUEST_IN_PROGRESS') return 'refused';
  throw new Error(`a request of the race got ${status} ${text}`);
}

module.exports = { countAnswers, race };
