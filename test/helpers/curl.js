'use strict';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const withoutIds = (text) => text.replace(UUID, 'id');

/** Sends the request of a documented `curl` command; the port is that of the client. */
function curl(client, command) {
  const [, path] = /localhost:3000(\S+)/.exec(command);
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)];
  const [, body] = /-d '([^']+)'/.exec(command);
  return client.post(path, {
    headers: Object.fromEntries(headers.map(([, name, value]) => [name, value])),
    body,
  });
}

/**
 * An answer as the documents show it: its status, those headers that `shown` has, and its body. Ids of either are taken
 * for the same.
 */
function asShown({ status, headers, text }, shown) {
  const [head, body] = shown.trimEnd().split('\n\n');
  const names = head
    .split('\n')
    .slice(1)
    .map((line) => line.split(':')[0]);
  const lines = names.map((name) => `${name}: ${headers[name.toLowerCase()]}`);
  const [, reason] = /^HTTP\/1.1 \d+ (.+)/.exec(head);
  return {
    shown: withoutIds([head, body].join('\n\n')),
    seen: withoutIds([`HTTP/1.1 ${status} ${reason}`, ...lines, `\n${text}`].join('\n')),
  };
}

module.exports = { asShown, curl };
