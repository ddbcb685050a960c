'use strict';

/** The samples of a registry of prom-client: a Map of `name{labels}` to a number. */
async function samplesOf(register) {
  return samplesIn(await register.metrics());
}

/** The same of the text of a scrape. */
function samplesIn(text) {
  const lines = text.split('\n');
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** The samples that are not 0, as an object, of the metrics whose names begin so. */
async function countsOf(register, name = 'onceonly_requests_total') {
  const found = [...(await samplesOf(register))];
  return Object.fromEntries(found.filter(([each, value]) => each.startsWith(name) && value !== 0));
}

module.exports = { countsOf, samplesIn, samplesOf };
