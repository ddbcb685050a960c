'use strict';

const { sendsPlainJson } = require('../../../../lib/adapters/express/express-json.js');
const { onEachExpress } = require('../../../helpers/express-versions.js');

onEachExpress((express) => {
  let app;
  let res;

  beforeEach(() => {
    app = express();
    res = Object.create(app.response);
  });

  test('a response as Express makes it sends plain JSON', () => {
    expect(sendsPlainJson(res)).toBe(true);
  });

  test.each([
    ['json spaces', 2],
    ['json replacer', ['a']],
    ['json escape', true],
  ])('a response of an app with `%s` does not, nor one of an app in it', (name, value) => {
    app.set(name, value);
    expect(sendsPlainJson(res)).toBe(false);
    const inner = express();
    app.use('/inner', inner);
    expect(sendsPlainJson(Object.create(inner.response))).toBe(false);
  });

  test.each([
    ['of its own', () => (res.json = (value) => value)],
    ['of its app', () => (app.response.json = (value) => value)],
    ['that is bound', () => (res.json = res.json.bind(res))],
    ['behind a proxy', () => (res.json = new Proxy(res.json, {}))],
    [
      'of the same name',
      () =>
        (res.json = function json(obj) {
          return this.send(`${obj}`);
        }),
    ],
    ['that is none', () => (res.json = undefined)],
    ['and no app', () => Object.defineProperty(res, 'app', { value: undefined })],
  ])('a response with a json() %s does not', (_, change) => {
    change();
    expect(sendsPlainJson(res)).toBe(false);
  });
});
