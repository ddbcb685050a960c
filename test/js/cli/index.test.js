'use strict';

const { readText } = require('../../helpers/project.js');
const { cli, startCli } = require('../../helpers/cli.js');
const { commands } = require('../../../lib/cli/commands');

const names = commands().map(({ name }) => name);

describe('onceonly', () => {
  test('shows its version', async () => {
    const { version } = JSON.parse(readText('package.json'));
    expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([['--help'], ['-h'], ['help']])('lists its commands with %s', async (flag) => {
    const { code, stdout } = await cli([flag]);
    expect(code).toBe(0);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each(names)('explains %s in lines of 80 characters', async (name) => {
    const { code, stdout, stderr } = await cli([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: onceonly ${name} .*\n\n[A-Z]`));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 +[A-Z]/m);
  });

  test.each([
    [[], /^Name a command\. See onceonly --help\.\n$/],
    [['inspekt'], /no command of this name\. Did you mean `inspect`\? See onceonly --help/],
    [
      ['inspect', '--jsn'],
      /Unknown option --jsn\. Did you mean `--json`\? See onceonly inspect --help/,
    ],
    [['inspect', '--json=yes'], /--json takes no value/],
    [['inspect', '--key'], /--key needs a value/],
    [['inspect', '--key', '--json'], /--key needs a value/],
    [['inspect', '--id', 'a', '--id', 'b'], /--id was given twice/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('ends quietly when nobody reads its output', async () => {
    const run = startCli(['--help']);
    run.stopReading();
    run.endInput();
    expect(await run.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});
