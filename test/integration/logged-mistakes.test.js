'use strict';

const { runProgram } = require('../helpers/program');

const PROGRAM = require.resolve('./apps/mistakes.js');

/** What an app with that Express writes to standard error for one request to `path`, and what its logger is told. */
async function standardErrorOf(
  path,
  { express = 'express', logger = false, env = 'development' } = {},
) {
  const args = { express, path, logger };
  const { code, stderr, report } = await runProgram(PROGRAM, args, { env: { NODE_ENV: env } });
  expect(code).toBe(0);
  return { stderr, ...report };
}

describe.each(['express', 'express4'])('a mistake of an app on %s', (express) => {
  test.each([
    ['/scope', 'SCOPE_MISSING', /TypeError: .*undefined/],
    ['/bare', 'NOT_MOUNTED', /not mounted before this route/],
    ['/twice', 'EXECUTE_TWICE', /called twice/],
    ['/captured', 'EXECUTE_TWICE', /called twice/],
  ])('at %s is written to standard error with its cause', async (path, code, text) => {
    const { status, error, stderr } = await standardErrorOf(path, { express });
    expect({ status, error }).toEqual({ status: 500, error: code });
    expect(stderr).toMatch(text);
    expect(stderr).toContain(`code: '${code}'`);
    expect(stderr).toMatch(/\n\s+at .*\.js:\d+/);
  });

  test.each([['/scope'], ['/twice'], ['/captured']])(
    'at %s goes to the logger where there is one',
    async (path) => {
      const { stderr, told } = await standardErrorOf(path, { express, logger: true });
      expect(stderr).toBe('');
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^onceonly: /);
    },
  );

  test('is not written where Express itself would write nothing', async () => {
    expect((await standardErrorOf('/scope', { express, env: 'test' })).stderr).toBe('');
  });

  test('is told apart from a refusal, which is not written', async () => {
    const { status, stderr } = await standardErrorOf('/required', { express });
    expect(status).toBe(400);
    expect(stderr).toBe('');
  });
});
