'use strict';

const { testStore } = require('../../../../lib/testing');

const CASES = [
  ...require('./replays'),
  ...require('./refusals'),
  ...require('./errors'),
  ...require('./clients'),
  ...require('./peers'),
  ...require('./events'),
  ...require('./spans'),
];
const MODES = ['execute', 'response'];

/** What a case works with: an app of this framework in this mode, its store, and its operation. */
class Trial {
  store = testStore();
  operation = jest.fn(async () => ({ id: 'order_1' }));

  constructor(framework, mode) {
    this.framework = framework;
    this.mode = mode;
  }

  /** Starts the app with more options, and resolves to a client. */
  start(options = {}) {
    const all = { store: this.store, scope: false, ...options };
    const operation = (...args) => this.operation(...args);
    return this.framework.start({ mode: this.mode, options: all, operation });
  }

  /** Resolves to the first response and to that of a retry. */
  async twice(path, sent = {}, options = {}) {
    const client = await this.start(options);
    const request = { key: 'k', body: { amount: 1 }, ...sent };
    return [await client.post(path, request), await client.post(path, request)];
  }
}

/** Defines every case for a framework. */
function describeFramework(framework) {
  describe.each(MODES)(`${framework.name} in %s mode`, (mode) => {
    const own = CASES.filter(({ modes = MODES }) => modes.includes(mode));
    test.each(own.map((each) => [each.title, each]))('%s', async (title, { run }) => {
      await run(new Trial(framework, mode));
    });
  });
}

module.exports = { CASES, MODES, describeFramework };
