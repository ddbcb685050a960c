'use strict';

const path = require('node:path');

const { listFiles, readText } = require('../helpers/project.js');

// The rooms of lib/, the ground first. A file requires only files of its own room and of rooms above it in this list.
const ROOMS = [
  'util', // nothing of idempotency: promises, timers, checks of options
  'exchange', // the members of a request and a response that lib/ reads: types
  'native', // the addon, and why it cannot be loaded
  'errors', // every refusal and failure, with its code
  'observe', // warnings and events
  'operation', // what a user's operation is called with
  'result', // results and errors in their stored form
  'fingerprint', // what of a request counts
  'identity', // which record a request is about
  'options', // the tables of options
  'encryption', // a serializer that encrypts results
  'waiting', // requests that wait for another one
  'store', // stores of every kind, and what lives as long as a store
  'postgres', // the store in PostgreSQL
  'execution', // one request for one key, from begin to its answer
  'http', // requests and headers of any server for HTTP
  'response', // captured responses
  'core', // what adapters share, and the entry for frameworks that we don't know
  'adapters', // frameworks
  'openapi', // describes the key in an OpenAPI document
  'metrics', // exporters of metrics and spans
  'testing', // for the tests of users
  'cli', // the command line
];
// At the root of lib/, above all rooms.
const ENTRIES = ['lib/handler.js', 'lib/index.js'];
// Tests of the whole project, which mirror no room.
const OTHER_TESTS = ['bench', 'client'];

const files = listFiles('lib', /\.js$/);

function roomOf(file) {
  const [, room, ...rest] = file.split('/');
  return rest.length === 0 ? undefined : room;
}

function heightOf(file) {
  const room = roomOf(file);
  return room === undefined ? ROOMS.length : ROOMS.indexOf(room);
}

function requiresOf(file, text = readText(file)) {
  const found = [...text.matchAll(/(?:require\(|import\(|from )'(\.[^']*)'/g)];
  const paths = found.map(([, to]) => path.posix.join(path.posix.dirname(file), to));
  // The public declarations lie outside of all rooms.
  return paths.filter((to) => to.startsWith('lib/'));
}

const upward = (file, text) => requiresOf(file, text).filter((to) => heightOf(to) > heightOf(file));

describe('lib/', () => {
  test('has these rooms, and two files at its root', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].sort()).toEqual([...ROOMS].sort());
    expect(files.filter((file) => roomOf(file) === undefined).sort()).toEqual(ENTRIES);
  });

  test.each(files)('%s requires nothing of a room above it', (file) => {
    expect(upward(file)).toEqual([]);
  });

  test.each(ROOMS)('%s has a README that says its purpose', (room) => {
    const lines = readText(`lib/${room}/README.md`).trim().split('\n');
    expect(lines[0]).toBe(`# ${room}`);
    expect(lines.length).toBeLessThanOrEqual(15);
  });

  test('is mirrored by test/js', () => {
    const folders = new Set(listFiles('test/js', /\.js$/).map((file) => file.split('/')[2]));
    const named = [...folders].filter((name) => !name.endsWith('.js'));
    expect(named.filter((name) => !ROOMS.includes(name)).sort()).toEqual(OTHER_TESTS);
  });
});

// Without these a fault of the reader would let every file pass.
describe('a file that reaches up is found', () => {
  test.each([
    ["const { a } = require('../execution/lease');", ['lib/execution/lease']],
    ["/** @type {import('../http/outcome-headers').A} */", ['lib/http/outcome-headers']],
    ["require('../handler');", ['lib/handler']],
    ["require('./store'); require('../util/timers'); require('node:path');", []],
  ])('by %s', (text, expected) => {
    expect(upward('lib/store/a.js', text)).toEqual(expected);
  });
});
