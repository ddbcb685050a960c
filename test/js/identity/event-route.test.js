'use strict';

const { eventMethod, nameMount, nameRoute } = require('../../../lib/identity/event-route.js');
const { RequestReport } = require('../../../lib/observe/request-report.js');

const EVENTS = { isHeard: true, emit() {}, tell() {} };

/** The route of a request that passes a middleware as `mount`, and then runs on a route as `route`. */
function routesOf(mount, route) {
  const report = new RequestReport(EVENTS, 'POST');
  nameMount(mount, report);
  const mounted = report.route;
  nameRoute({ ...mount, ...route }, report);
  return [mounted, report.route];
}

const hostile = {
  toString() {
    throw new Error('x');
  },
};

describe('the route of the events of a request', () => {
  test.each([
    ['at the root', {}, { route: { path: '/a/:id' } }, ['/', '/a/:id']],
    ['without a route', { baseUrl: '/api' }, {}, ['/api', '/api']],
    ['at the root of a router', {}, { baseUrl: '/api', route: { path: '/' } }, ['/', '/api']],
    [
      'beside its middleware',
      { baseUrl: '/api' },
      { baseUrl: '', route: { path: '/api/a' } },
      ['/api', '/api/a'],
    ],
    [
      'at a path that only begins like it',
      { baseUrl: '/api' },
      { baseUrl: '/api2', route: { path: '/a' } },
      ['/api', '/api2/a'],
    ],
    [
      'with a parameter in its mount',
      { baseUrl: '/s/A%20b', params: { shop: 'A b' } },
      { baseUrl: '/s/A%20b/In', params: {}, route: { path: '/a' } },
      ['/s/:shop', '/s/:shop/in/a'],
    ],
    ['with a pattern', {}, { route: { path: /^\/a-(.+)$/ } }, ['/', '/^\\/a-(.+)$/']],
    ['with a list', {}, { route: { path: ['/a', /^\/b/] } }, ['/', '/a,/^\\/b/']],
  ])('%s', (_, mount, route, expected) => {
    expect(routesOf(mount, route)).toEqual(expected);
  });

  // Whatever stands there, no event may cost a request.
  test.each([
    [
      'a parameter that cannot be text',
      { baseUrl: '/a/b', params: { b: hostile, c: Symbol('x') } },
      ['/a/b', '/a/b'],
    ],
    ['an empty parameter', { baseUrl: '/a/b', params: { b: '' } }, ['/a/b', '/a/b']],
    ['no parameters', { baseUrl: '/a', params: null }, ['/a', '/a']],
    ['a path that is no text', { baseUrl: hostile, route: { path: hostile } }, ['/', '/']],
    [
      'a path that is no URI',
      { baseUrl: '/%E0%A4%A', params: { b: 'c' } },
      ['/%e0%a4%a', '/%e0%a4%a'],
    ],
  ])('of a request with %s', (_, request, expected) => {
    expect(routesOf(request, request)).toEqual(expected);
  });
});

test.each([
  ['POST', 'POST'],
  ['REPORT', 'REPORT'],
  ['HACK', '_OTHER'],
])('the method %s is named %s', (method, expected) => {
  expect(eventMethod(method)).toBe(expected);
});
