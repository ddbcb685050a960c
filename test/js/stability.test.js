'use strict';

const { createHash } = require('node:crypto');
const express = require('express');
const onceonly = require('onceonly');

const client = require('../../client/index.js');
const { commands } = require('../../lib/cli/commands');
const { CODES } = require('../../lib/errors/idempotency-error.js');
const { GAUGES, RECORDED, prometheusName } = require('../../lib/metrics/catalogue.js');
const { EVENTS } = require('../../lib/observe/events.js');
const { WARNINGS } = require('../../lib/observe/warnings.js');
const { MIDDLEWARE } = require('../../lib/options/check-options.js');
const { testStore } = require('../../lib/testing');
const { serve, serveRoute } = require('../helpers/app.js');
const { declarations, literalsOf, membersOf } = require('../helpers/declarations.js');
const { readText } = require('../helpers/project.js');
const { headings, inSources, onPages } = require('../helpers/promised-names.js');
const { codeWords, tableUnder } = require('../helpers/sections.js');

const PAGE = 'docs/reference/stability.md';
const { engines, exports: entries, version } = JSON.parse(readText('package.json'));

/** The body that a client gets for a refusal. */
async function problemOf(code) {
  const client = await serve(express, (app) => {
    app.get('/', () => {
      throw new onceonly.IdempotencyError(code, { headers: { 'Retry-After': '1' } });
    });
  });
  return (await client.get('/')).json;
}

/** Every name of a metric, a label and an attribute. */
function metricNames() {
  const metrics = [...RECORDED, ...GAUGES];
  const labels = RECORDED.flatMap((metric) => metric.labels);
  return [
    ...metrics.flatMap((metric) => [metric.name, prometheusName(metric)]),
    ...labels.flatMap(({ name, attribute }) => [name, attribute]),
  ];
}

/** Every export, option and code of the client, and every member of its errors and operations. */
function clientNames() {
  const codes = literalsOf('IdempotencyClientErrorCode').filter((code) => !(code in CODES));
  const members = ['IdempotencyOptions', 'OperationOptions', 'Operation'].flatMap(membersOf);
  const ofErrors = declarations()
    .filter(({ owner, name }) => owner === 'IdempotencyClientError' && name !== 'name')
    .map(({ name }) => name);
  return [...Object.keys(client), ...codes, ...members, ...ofErrors];
}

const clientWords = () =>
  codeWords(readText('docs/reference/client.md')).map((word) => word.replace('()', ''));

const problemMembers = async () => Object.keys(await problemOf('LOCK_FAILED'));

// Each link of the table that leads to a list of names: the names of the sources, and those of the page.
const LISTS = {
  'api.md': [() => Object.keys(onceonly), () => headings('docs/reference/api.md')],
  'client.md': [clientNames, clientWords],
  'options.md': [() => Object.keys(MIDDLEWARE), () => headings('docs/reference/options.md')],
  'errors.md': [() => Object.keys(CODES), () => headings('docs/reference/errors.md')],
  'warnings.md': [() => Object.keys(WARNINGS), () => headings('docs/reference/warnings.md')],
  'events.md': [() => Object.keys(EVENTS), () => headings('docs/reference/events.md')],
  'events.md#fields': [inSources.eventFields, onPages.eventFields],
  'metrics.md': [metricNames, () => codeWords(readText('docs/reference/metrics.md'))],
  'command-line.md': [
    () => commands().map(({ name }) => name),
    () => headings('docs/reference/command-line.md'),
  ],
  'http.md#response-headers': [inSources.headers, onPages.headers],
  'http.md#problem-documents': [problemMembers, onPages.problemMembers],
  '../guides/redis.md#what-happens-when-redis-fails': [
    inSources.storeErrorCodes,
    onPages.storeErrorCodes,
  ],
  '../guides/redis.md#keys': [inSources.redisNames, onPages.redisNames],
  '../internals/protocol.md#the-record': [inSources.recordForms, onPages.recordForms],
  '../guides/custom-stores.md': [inSources.storeFunctions, onPages.storeFunctions],
  '../guides/installing.md': [inSources.environment, onPages.environment],
};
// The others lead to rules. The tests below compare them with the release that made them.
const RULES = [
  'types.md',
  '../guides/encrypting-results.md',
  '../guides/redis.md#the-smallest-acl-rule',
  '../guides/same-request.md#the-name-of-the-effect',
];

describe('the parts that users can rely on', () => {
  const rows = tableUnder(PAGE, 'What you can rely on');

  test('are those that the tests look at', () => {
    const links = rows.map(([, cell]) => /\]\((.+)\)$/.exec(cell)[1]);
    expect(links.toSorted()).toEqual([...Object.keys(LISTS), ...RULES].toSorted());
  });

  // The reverse, that a page names nothing that is gone, is a test of the page itself.
  test.each(Object.entries(LISTS))('are all named on %s', async (_, [ofSources, ofPage]) => {
    const names = await ofSources();
    expect(names.length).toBeGreaterThan(0);
    expect(ofPage()).toEqual(expect.arrayContaining(names));
  });

  test('include the entry points of the package', () => {
    const named = codeWords(rows[0][0]).map((name) => name.replace(/^onceonly/, '.'));
    expect(named.toSorted()).toEqual(
      Object.keys(entries)
        .filter((name) => name !== './package.json')
        .toSorted(),
    );
  });

  test('include the environment variables', () => {
    expect(codeWords(rows.at(-1)[0])).toEqual([...new Set(inSources.environment())].toSorted());
  });
});

describe('the platforms', () => {
  const rows = new Map(tableUnder(PAGE, 'Platforms'));

  test('begin at the oldest Node that package.json lets in', () => {
    expect(rows.get('Node.js')).toContain(`${engines.node.replace('>=', '')} and newer`);
  });

  test('begin at the oldest Redis that no warning names', () => {
    const oldest = /OLDEST = \[(\d+), (\d+)\]/.exec(readText('lib/store/redis/server-warnings.js'));
    expect(rows.get('Redis')).toContain(`${oldest[1]}.${oldest[2]} and newer`);
  });
});

describe('the deprecations', () => {
  const rows = tableUnder(PAGE, 'Deprecations');

  test('are those of the declarations, each with its warning', () => {
    const marked = declarations().filter(({ comment }) => comment.includes('@deprecated'));
    const warnings = marked.map(({ comment }) => /ONCEONLY_\w+/.exec(comment)[0]);
    expect(warnings.length).toBeGreaterThan(0);
    expect(rows.map((row) => codeWords(row.at(-1))[0]).toSorted()).toEqual(warnings.toSorted());
    for (const warning of warnings) expect(WARNINGS).toHaveProperty([warning]);
  });

  test('end with a version that is still to come', () => {
    const numberOf = (name) => name.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
    for (const [, since, end] of rows) {
      expect(numberOf(end)).toBeGreaterThan(numberOf(since));
      expect(numberOf(end)).toBeGreaterThan(numberOf(version));
    }
  });
});

// Another value here means that the next version forgets the keys in use, gives an effect another name, or reads no record of this
// one. That is a breaking change, whatever the version says.
describe('since 0.2.0 the same', () => {
  test('request has the same names', async () => {
    const events = [];
    const client = await serveRoute(
      express,
      { store: testStore(), scope: () => 'ann', onEvent: (event) => events.push(event) },
      (req, { effectId, downstreamKey }) => ({ effectId, stripe: downstreamKey('stripe') }),
    );
    const { json } = await client.post('/run?a=1', {
      key: 'order-1',
      body: { b: 2, a: [1.5, 'x'] },
    });
    const [{ id, keyHash }] = events;
    expect({ id, keyHash, ...json }).toEqual({
      id: 'RxpI-VGmLJDEE44JWHj0nwxyb1CKzLqlNGgUbwVWbxY',
      keyHash: 'C6_iIVbSaYw',
      effectId: '27d926ed-0154-84f7-9a71-556be62e3b27',
      stripe: '5da09782-ddaf-838e-9df3-a1a49a4e47ca',
    });
  });

  test('value has the same fingerprint', () => {
    const canonical = '{"a":[1.5,"é"],"b":2}';
    expect(onceonly.canonicalize({ b: 2, a: [1.5, 'é'] })).toBe(canonical);
    expect(onceonly.fingerprint('{ "b": 2, "a": [1.50, "\\u00e9"] }')).toBe(
      createHash('sha256').update(canonical).digest('hex'),
    );
  });

  test('commands are all that a user of Redis needs', () => {
    const commands = ['evalsha', 'eval', 'time', 'get', 'getex', 'set', 'del', 'pttl'];
    expect(onPages.commands()).toEqual(commands);
  });

  test('names and forms of records are in Redis', () => {
    expect(new Set(inSources.redisNames())).toEqual(
      new Set(['<prefix>:result:{<id>}', '<prefix>:done:{<id>}', '<prefix>:wait:{<id>}']),
    );
    expect(inSources.recordForms()).toEqual([
      '2|state|rev|token|fingerprint|fence|attempt|origin|lease|px|not_after|began|waits|hint|label',
      '2|D|token|fingerprint|fence|attempt|kind|stored|hint|label|payload',
    ]);
  });

  test('problem has the same type', async () => {
    const { type } = await problemOf('REQUEST_IN_PROGRESS');
    expect(type).toBe('urn:onceonly:problem:request-in-progress');
  });
});
