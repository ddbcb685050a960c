'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const yaml = require('js-yaml');
const { GAUGES, RECORDED, prometheusName } = require('../../../lib/metrics/catalogue');
const { startApp } = require('../../helpers/app-process');
const { atEnd } = require('../../helpers/cleanups');
const { ChildProcess } = require('../../helpers/child-process');
const { findFreePort } = require('../../helpers/free-port');
const { leadsSomewhere } = require('../../helpers/links');
const { temporaryFolder } = require('../../helpers/package-copy');
const { ROOT, readText } = require('../../helpers/project');
const { until } = require('../../helpers/until');

const RULES = path.join(ROOT, 'monitoring/prometheus/onceonly.rules.yml');
const RULE_TESTS = path.join(ROOT, 'monitoring/prometheus/onceonly.test.yml');
const dashboard = JSON.parse(readText('monitoring/grafana/onceonly.json'));
const rules = yaml.load(fs.readFileSync(RULES, 'utf8')).groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);

const promtool = (...args) => execFileSync('promtool', args, { encoding: 'utf8', stdio: 'pipe' });

const DATA_SOURCE = ['$', '{datasource}'].join('');
// What Grafana puts in the place of its variables.
const VARIABLES = { $job: '.*', $route: '.*', $__rate_interval: '5m', $__range: '1h' };
const filledIn = (expression) =>
  Object.entries(VARIABLES).reduce((text, each) => text.replaceAll(...each), expression);
// An alert that is silent has no sample. What it compares has one.
const withoutLimits = (expression) => expression.replace(/ (==|>|<) [0-9.]+/g, '');

const inOneLine = (expression) => expression.replace(/\s+/g, ' ').trim();

const expressions = [
  ...rules.map(({ record, expr }) => (record === undefined ? withoutLimits(expr) : expr)),
  ...rules.flatMap(({ record = [] }) => record),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => filledIn(expr))),
].map(inOneLine);

describe('the rules', () => {
  test('are rules, and do what their own tests say', () => {
    expect(promtool('check', 'rules', RULES)).toContain('SUCCESS');
    expect(promtool('test', 'rules', RULE_TESTS)).toContain('SUCCESS');
  });

  test('are tested by an input for which each alert fires, and by one for which it is silent', () => {
    const { tests } = yaml.load(fs.readFileSync(RULE_TESTS, 'utf8'));
    const tested = tests.flatMap(({ alert_rule_test: cases = [] }) =>
      cases.map(({ alertname, exp_alerts: fired }) => `${alertname} ${fired.length > 0}`),
    );
    const expected = alerts.flatMap(({ alert }) => [`${alert} true`, `${alert} false`]);
    expect(tested.sort()).toEqual(expected.sort());
  });

  test.each(alerts.map((each) => [each.alert, each]))('lead to a runbook: %s', (alert, rule) => {
    const [, file, anchor] = /^onceonly\/(docs\/\S+\.md)#(\S+)$/.exec(rule.annotations.runbook);
    expect(anchor).toBe(alert.toLowerCase());
    expect(leadsSomewhere({ file, anchor })).toBe(true);
    expect(['page', 'ticket']).toContain(rule.labels.severity);
  });
});

describe('the dashboard', () => {
  test('takes the data source of whoever imports it', () => {
    const sources = [dashboard, ...dashboard.panels, ...dashboard.templating.list];
    const named = sources.flatMap(({ datasource, targets = [] }) => [
      datasource,
      ...targets.map((target) => target.datasource),
    ]);
    for (const source of named.filter(Boolean)) expect(source.uid).toBe(DATA_SOURCE);
  });

  test('and the rules use every metric', () => {
    const used = [...expressions, ...rules.map(({ expr }) => expr)].join('\n');
    const unused = [...RECORDED, ...GAUGES]
      .map(prometheusName)
      .filter((name) => !used.includes(name));
    expect(unused).toEqual([]);
  });
});

/** Charges and orders of every kind, again and again until the test ends. */
async function keepBusy(http) {
  let isOver = false;
  let serial = 0;
  const charge = (key, { user = 'ann', amount = 2500 } = {}) =>
    http.post('/api/payments/charge', { key, body: { amount }, headers: { 'X-User': user } });
  const order = (key) => http.post('/api/orders', { key, body: { items: ['book'] } });
  const rounds = (async () => {
    while (!isOver) {
      const key = `k${serial++}`;
      // One of the two waits for the other one.
      await Promise.all([order(key), order(key)]);
      await charge(key);
      await Promise.all([
        charge(key),
        charge(key, { amount: 9900 }),
        charge(undefined),
        charge(key, { user: 'bob' }),
      ]);
    }
  })();
  atEnd(async () => {
    isOver = true;
    await rounds;
  });
}

/** A Prometheus that reads the app at `port` and the rules; resolves to its `query(expression)`. */
async function startPrometheus(port) {
  const folder = temporaryFolder();
  const config = path.join(folder, 'prometheus.yml');
  fs.writeFileSync(
    config,
    yaml.dump({
      global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
      rule_files: [RULES],
      scrape_configs: [{ job_name: 'api', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
    }),
  );
  const own = await findFreePort();
  const child = new ChildProcess('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${own}`,
  ]);
  const url = `http://127.0.0.1:${own}`;
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => {
        if (child.hasExited) throw new Error(child.output);
      },
    );
  await until(isReady, 'Prometheus is ready', 60_000);
  return async (expression) => {
    const body = new URLSearchParams({ query: expression });
    const { status, data, error } = await (
      await fetch(`${url}/api/v1/query`, { method: 'POST', body })
    ).json();
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result.map(({ value }) => Number(value[1]));
  };
}

describe('a Prometheus that scrapes the payments example', () => {
  let query;

  beforeAll(async () => {
    const { client } = await startApp('examples/payments/server.js', { GATEWAY_DELAY_MS: '50' });
    await keepBusy(client);
    query = await startPrometheus(client.port);
  }, 90_000);

  test.each([...new Set(expressions)])('has a number for %s', async (expression) => {
    const numbers = () => query(expression).then((found) => found.filter(Number.isFinite));
    const found = await until(async () => {
      const all = await numbers();
      return all.length > 0 && all;
    }, `there is a number for ${expression}`);
    expect(found.length).toBeGreaterThan(0);
  });

  test('is told of a key in two scopes', async () => {
    const fires = () =>
      query('ALERTS{alertname="OnceonlyKeyInSeveralScopes", alertstate="firing"}');
    expect(await until(async () => (await fires())[0], 'the alert fires')).toBe(1);
  });
});
