'use strict';

const { IncomingMessage, ServerResponse } = require('node:http');

const { shareHiddenClass } = require('../../../../lib/adapters/express/hidden-class.js');
const { runChild } = require('../../../helpers/child.js');

const membersOf = (object) => new Map(Reflect.ownKeys(object).map((key) => [key, object[key]]));

test('a request and a response have the same members as before', () => {
  const req = new IncomingMessage(null);
  const res = new ServerResponse(req);
  const [ofReq, ofRes] = [membersOf(req), membersOf(res)];
  shareHiddenClass(req, res);
  expect(membersOf(req)).toEqual(ofReq);
  expect(membersOf(res)).toEqual(ofRes);
});

test('an object that Node has not made is left as it is', () => {
  const [req, res] = [Object.freeze({ method: 'POST' }), Object.freeze({})];
  shareHiddenClass(req, res);
  expect(Object.keys(req)).toEqual(['method']);
  expect(Object.keys(res)).toEqual([]);
});

test('all requests of an app share one hidden class on every engine', () => {
  const outcome = runChild(
    `
    const { IncomingMessage, ServerResponse } = require('node:http');
    const { shareHiddenClass } = require('./lib/adapters/express/hidden-class.js');
    const proto = Object.create(IncomingMessage.prototype);
    const make = () => {
      const req = new IncomingMessage(null);
      const res = new ServerResponse(req);
      Object.setPrototypeOf(req, proto);
      req.next = () => {};
      shareHiddenClass(req, res);
      req.idempotency = {};
      return [req, res];
    };
    const [a, b] = [make(), make()];
    console.log(JSON.stringify({ req: %HaveSameMap(a[0], b[0]), res: %HaveSameMap(a[1], b[1]) }));
  `,
    { flags: ['--allow-natives-syntax'] },
  );
  expect(outcome).toEqual({ req: true, res: true });
});
