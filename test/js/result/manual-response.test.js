'use strict';

const { givenResponse, responsePayload } = require('../../../lib/result/manual-response.js');
const { decodeResponse } = require('../../../lib/result/stored-response.js');

const KEPT = ['location', 'x-order', 'etag'];

const take = {
  'onAbandoned()': (headers) => givenResponse({ status: 200, headers }, KEPT),
  'store.resolve()': (headers) => responsePayload({ status: 200, headers }),
};

describe.each(Object.entries(take))('a response that is given to %s', (_, given) => {
  const line = (end) => `/orders/x${end}Set-Cookie: session=attacker`;

  test.each([
    ['LF', line('\n')],
    ['CR', line('\r')],
    ['CR LF', line('\r\n')],
    ['a blank line', `/x\n\nbody`],
    ['NUL', '/x\0'],
    ['text beyond Latin-1', '/\u0100'],
    ['an array with a line end', ['/x', line('\n')]],
    ['undefined', undefined],
    ['null', null],
    ['an object', {}],
    ['true', true],
    ['NaN', NaN],
    ['a function', () => '/x'],
    ['an object with a toString', { toString: () => line('\n') }],
    ['an array in an array', [[line('\n')]]],
  ])('has no header whose value is %s', (what, value) => {
    for (const name of ['Location', 'X-Order']) {
      expect(() => given({ ETag: '"7"', [name]: value })).toThrow(TypeError);
      expect(() => given({ ETag: '"7"', [name]: value })).toThrow(name);
    }
  });

  test.each([[new Map([['Location', '/x']])], [new Headers({ Location: '/x' })], [['Location']]])(
    'has its headers as an object, not as %p',
    (headers) => expect(() => given(headers)).toThrow(/headers` .*must be a plain object/),
  );

  test.each([
    ['text', '/orders/7', '/orders/7'],
    ['a number', 7, '7'],
    ['text of Latin-1', 'caf\u00e9', 'caf\u00e9'],
    ['no text', '', ''],
    ['several lines', ['a', 'b', 3], ['a', 'b', '3']],
  ])('may have a header that is %s', (what, value, wanted) => {
    const made = given({ 'X-Order': value });
    const { headers } = Buffer.isBuffer(made) ? decodeResponse(made) : made;
    expect(headers).toEqual([['X-Order', wanted]]);
  });
});

test.each([
  'Loca tion',
  'X:Y',
  'X\nSet-Cookie',
  '',
  'Set-Cookie',
  'Content-Length',
  'Transfer-Encoding',
])('an operator gives no header named %j', (name) => {
  expect(() => responsePayload({ status: 200, headers: { [name]: 'a' } })).toThrow(TypeError);
});

test('a header that is never replayed, or not listed, is left out of the response that an app finds out', () => {
  const headers = { 'Set-Cookie': 'a=b', 'X-Other': 'a\nb', Location: '/x' };
  expect(givenResponse({ status: 200, headers }, KEPT).headers).toEqual([['Location', '/x']]);
});

test('the bytes of a body are copied', () => {
  const body = Buffer.from('body');
  const given = givenResponse({ status: 200, body }, KEPT);
  body.fill(0);
  expect(Buffer.concat(given.chunks).toString()).toBe('body');
});
