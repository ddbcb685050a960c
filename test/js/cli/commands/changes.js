'use strict';

const os = require('node:os');

const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { makeRecords } = require('./records.js');

/**
 * Defines the tests of every command that changes one record. `args` are its options, `after` is the state afterwards, or
 * undefined if the record is gone then.
 */
function describeChange(name, { args = [], after }) {
  describe(`${name} asks before it changes a record`, () => {
    let records;
    let record;
    beforeAll(async () => {
      records = await makeRecords();
    });
    beforeEach(async () => {
      record = await records.unknown();
    });
    const command = () => [name, ...records.where, '--id', record.id, ...args];
    const stateNow = async () => (await records.store.inspect({ id: record.id }))?.state;

    test('and makes the change with --yes, with a line for a log', async () => {
      const { code, lines, stderr } = await cli([...command(), '--yes'], {
        env: { SUDO_USER: 'ann' },
      });
      expect(code).toBe(0);
      expect(lines).toEqual([
        {
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          by: 'ann',
          host: os.hostname(),
          action: name,
          id: record.id,
          label: '',
          before: { state: 'unknown', attempt: 1 },
          after: after ?? 'removed',
        },
      ]);
      expect(stderr).toMatch(/^id +\S{43}\nstate +unknown\n/);
      expect(await stateNow()).toBe(after);
    });

    test('and needs --yes without a terminal', async () => {
      const { code, stdout, stderr } = await cli(command(), { input: 'y\n' });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/Pass --yes/);
      expect(await stateNow()).toBe('unknown');
    });

    test.each([['y'], ['YES']])(
      'and makes the change for the answer %s on a terminal',
      async (answer) => {
        const run = startOnTerminal(command());
        await run.shows(/\[y\/N\] $/, 'stdout');
        run.type(`${answer}\n`);
        const { code, stdout } = await run.ended;
        expect(stdout).toContain(`"action":"${name}"`);
        expect(code).toBe(0);
        expect(await stateNow()).toBe(after);
      },
    );

    test.each([
      ['n\n', 1],
      ['\n', 1],
      ['yesterday\n', 1],
      ['\u0004', 1],
      ['\u0003', 130],
    ])('and changes nothing for the answer %j on a terminal', async (answer, expected) => {
      const run = startOnTerminal(command());
      await run.shows(/\[y\/N\] $/, 'stdout');
      run.type(answer);
      const { code, stdout } = await run.ended;
      expect(stdout).not.toContain('"action"');
      expect(code).toBe(expected);
      expect(await stateNow()).toBe('unknown');
    });

    test('and loses to an attempt that comes while it asks, with a clear message', async () => {
      const run = startOnTerminal(command());
      await run.shows(/\[y\/N\] $/, 'stdout');
      const { finish, executed } = await records.running(record.key);
      run.type('y\n');
      const { code, stdout } = await run.ended;
      expect(code).toBe(1);
      expect(stdout).toMatch(/attempt 2|still being processed/);
      expect(stdout).not.toContain('"action"');
      expect(await stateNow()).toBe('running');
      finish('its own result');
      await expect(executed).resolves.toMatchObject({ result: 'its own result' });
    });

    test('and loses to a result that comes while it asks', async () => {
      const run = startOnTerminal(command());
      await run.shows(/\[y\/N\] $/, 'stdout');
      const { finish, executed } = await records.running(record.key);
      finish('its own result');
      await executed;
      run.type('y\n');
      const { code, stdout } = await run.ended;
      expect(code).toBe(1);
      expect(stdout).toMatch(/Look again|Nothing was changed/);
      await expect(records.store.check(record.key, {})).resolves.toBe('its own result');
    });

    test('and finds no record of an unknown name', async () => {
      const { code, stdout, stderr } = await cli([
        name,
        ...records.where,
        'nothing',
        ...args,
        '--yes',
      ]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/No record has this name/);
    });
  });
}

/** Defines the test that such a command leaves an operation alone that runs. */
function leavesRunningAlone(name, args = []) {
  test(`${name} leaves a running operation alone`, async () => {
    const records = await makeRecords();
    const { id, finish, executed } = await records.running();
    const run = await cli([name, ...records.where, '--id', id, ...args, '--yes']);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toMatch(/Nothing was changed/);
    finish('its own result');
    await expect(executed).resolves.toMatchObject({ result: 'its own result' });
  });
}

module.exports = { describeChange, leavesRunningAlone };
