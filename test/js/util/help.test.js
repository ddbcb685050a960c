'use strict';

const { helpOf } = require('../../../lib/util/help.js');

test('the help on a code is its section in the reference, as node_modules has it', () => {
  expect(helpOf('errors', 'LOCK_FAILED')).toBe('onceonly/docs/reference/errors.md#lock_failed');
  expect(helpOf('warnings', 'ONCEONLY_NO_SCOPE')).toBe(
    'onceonly/docs/reference/warnings.md#onceonly_no_scope',
  );
});
