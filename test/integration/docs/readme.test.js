'use strict';

const { asShown, curl } = require('../../helpers/curl');
const { onEachExpress } = require('../../helpers/express-versions');
const { readText } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');
const { startSnippet } = require('../../helpers/snippet-process');

const PAGE = 'README.md';
const [program] = snippetsOf(PAGE);
const [, command] = snippetsOf(PAGE, 'sh');
const [shown] = snippetsOf(PAGE, '');

test('the program of the README is examples/basic', () => {
  expect(program).toBe(readText('examples/basic/server.mjs'));
});

onEachExpress((_, version) => {
  describe('the quick start of the README', () => {
    let client;
    beforeAll(async () => {
      ({ client } = await startSnippet(program, { version }));
    });

    test('shows the response that its command gets', async () => {
      const { seen, shown: expected } = asShown(await curl(client, command), shown);
      expect(seen).toBe(expected);
    });

    test('replays it with the same id and without the handler', async () => {
      const [first, second] = [await curl(client, command), await curl(client, command)];
      expect(second).toMatchObject({ status: 201, cached: true, text: first.text });
    });

    test('refuses another body under the key, and leaves requests without a key alone', async () => {
      expect(await curl(client, command.replace('book', 'car'))).toMatchObject({ status: 422 });
      const [one, other] = [1, 2].map(() => client.post('/orders', { body: { item: 'book' } }));
      expect((await one).json.id).not.toBe((await other).json.id);
      expect((await one).cached).toBeUndefined();
    });
  });
});
