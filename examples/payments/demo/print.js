'use strict';

let scenarios = 0;

function printTitle(title) {
  scenarios += 1;
  console.log(`\n${scenarios}. ${title}`);
}

function printRequest({ method = 'POST', path, key, user, body }) {
  const headers = [key && `Idempotency-Key: ${key}`, user && `X-User: ${user}`].filter(Boolean);
  console.log(`   ${[`${method} ${path}`, ...headers].join('  ')}`);
  if (body) console.log(`   ${JSON.stringify(body)}`);
}

function printAnswer({ status, cached, location, body }) {
  const headers = [cached && `Idempotency-Cached: ${cached}`, location && `Location: ${location}`];
  console.log(`-> ${[status, ...headers.filter(Boolean)].join('  ')}`);
  const { error, message } = body;
  console.log(`   ${JSON.stringify(error === undefined ? body : { error, message })}`);
}

function printCount({ length }, answer) {
  if (length > 0) console.log(`-> ${length} x ${answer}`);
}

/** Sends a request, and prints it with its answer. */
async function sendAloud(client, request) {
  printRequest(request);
  const answer = await client.send(request);
  printAnswer(answer);
  return answer;
}

module.exports = { printAnswer, printCount, printRequest, printTitle, sendAloud };
