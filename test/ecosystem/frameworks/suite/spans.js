'use strict';

const { until } = require('../../../helpers/until');
const { tracedOperation } = require('../../metrics/traced');

module.exports = [
  {
    row: 'spans of the handler inside that of its run',
    title: 'puts the spans of the handler inside the span of its run',
    async run(trial) {
      const traced = tracedOperation();
      trial.operation.mockImplementation(traced.operation);
      const answers = await trial.twice('/json');
      expect(answers.map(({ cached }) => cached)).toEqual([false, true]);
      const runs = await until(
        () =>
          traced.named('onceonly execute').length === 2
            ? traced.named('onceonly execute')
            : undefined,
        'both spans have ended',
      );
      const outcomes = runs.map(({ attributes }) => attributes['onceonly.outcome']);
      expect(outcomes).toEqual(['executed', 'replayed']);
      expect(traced.parentsOf('provider')).toEqual([runs[0].spanContext().spanId]);
    },
  },
];
