'use strict';

const { accessSync, constants } = require('node:fs');
const path = require('node:path');
const { load } = require('js-yaml');

const { ROOT, listFiles, readText } = require('../helpers/project.js');

const FOLDER = '.github/workflows';
const files = listFiles(FOLDER, /\.yml$/);
const workflows = new Map(files.map((file) => [file, load(readText(file))]));
const { engines, scripts } = JSON.parse(readText('package.json'));

const jobsOf = (file) => Object.entries(workflows.get(file).jobs);
const stepsOf = (file) => jobsOf(file).flatMap(([, job]) => job.steps ?? []);
const commandsOf = (file) => stepsOf(file).flatMap(({ run }) => run?.split('\n') ?? []);

/** What the steps of a workflow start in this repository: npm scripts by name, and files. */
function startedBy(file) {
  const commands = commandsOf(file).join('\n');
  return {
    scripts: [...commands.matchAll(/\bnpm (?:run ([\w:-]+)|(test))\b/g)].map(
      ([, name, test]) => name ?? test,
    ),
    programs: [...commands.matchAll(/^(\.\/)?(\.ci\/\S+)/gm)].map(([, , program]) => program),
  };
}

test('the workflows are one for every change and one for a release', () => {
  expect(files).toEqual([`${FOLDER}/ci.yml`, `${FOLDER}/release.yml`]);
});

describe.each(files)('%s', (file) => {
  test('says in its first line that nobody has seen it run', () => {
    expect(readText(file)).toMatch(/^# Untried: /);
  });

  test('starts npm scripts and programs that are there', () => {
    const started = startedBy(file);
    expect(started.scripts.length).toBeGreaterThan(0);
    expect(started.scripts.filter((name) => !(name in scripts))).toEqual([]);
    for (const program of started.programs) accessSync(path.join(ROOT, program), constants.X_OK);
  });

  // A tag may be moved to other code. A commit can't.
  test('names every action by its commit, with the version in a comment', () => {
    const actions = [...readText(file).matchAll(/uses: (.+)/g)].map(([, action]) => action);
    const foreign = actions.filter((action) => !action.startsWith('./'));
    expect(foreign.length).toBeGreaterThan(0);
    for (const action of foreign) expect(action).toMatch(/^[\w/-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('calls workflows that are there', () => {
    const called = jobsOf(file).flatMap(([, { uses }]) => uses ?? []);
    expect(called.filter((name) => !workflows.has(name.replace('./', '')))).toEqual([]);
    for (const name of called)
      expect(workflows.get(name.slice(2)).on).toHaveProperty('workflow_call');
  });

  test('gives its jobs no right to write that is not named', () => {
    const { permissions } = workflows.get(file);
    expect(Object.values(permissions).filter((right) => right !== 'read')).toEqual([]);
    expect(readText(file)).not.toMatch(/\bsecrets\b|write-all/);
  });
});

describe('the workflow of every change', () => {
  const { commands, everything } = workflows.get(`${FOLDER}/ci.yml`).jobs;

  test('runs the two commands of the README on each Node that is supported', () => {
    const [oldest] = engines.node.match(/\d+/);
    const { node } = commands.strategy.matrix;
    expect(node).toEqual([20, 22, 24, 26]);
    expect(node[0]).toBe(Number(oldest));
    expect(commands.steps.map(({ run }) => run)).toEqual(
      expect.arrayContaining(['npm run demo', 'npm test']),
    );
  });

  test('runs everything that a change must pass, with the history of the last release', () => {
    expect(startedBy(`${FOLDER}/ci.yml`).programs).toEqual(['.ci/run']);
    const checkout = everything.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkout.with).toEqual({ 'fetch-depth': 0 });
  });
});

describe('the workflow of a release', () => {
  const file = `${FOLDER}/release.yml`;
  const { jobs, on } = workflows.get(file);
  const commands = commandsOf(file);

  test('begins with a tag of a version, and publishes what has passed all checks', () => {
    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(jobs.checks.uses).toBe('./.github/workflows/ci.yml');
    expect(jobs.publish.needs).toBe('checks');
  });

  test('has the identity that npm trusts, in the one job that publishes', () => {
    expect(jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(jobs.checks.permissions).toEqual({ contents: 'read' });
  });

  test('builds all binaries, and publishes with an npm that knows trusted publishing', () => {
    const order = [
      /^npm install --global npm@\^11\.5\.1$/,
      /^npm run release:build$/,
      /^npm publish /,
    ];
    const places = order.map((wanted) => commands.findIndex((command) => wanted.test(command)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(commands[places[2]]).toMatch(/--provenance\b/);
  });
});
