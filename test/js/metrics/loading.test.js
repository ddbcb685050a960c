'use strict';

const { runChild } = require('../../helpers/child.js');

/** The rooms of lib/ that a process has loaded after `code`. */
function roomsAfter(code) {
  return runChild(`
    const path = require('node:path');
    ${code}
    const root = path.resolve('lib');
    const files = Object.keys(require.cache).filter((file) => file.startsWith(root));
    const rooms = files.map((file) => path.relative(root, file).split(path.sep)[0]);
    console.log(JSON.stringify([...new Set(rooms)]));`);
}

describe('the package', () => {
  test('loads none of its other entry points', () => {
    const rooms = roomsAfter(`require('onceonly');`);
    expect(rooms).toContain('observe');
    expect(rooms).not.toContain('metrics');
    expect(rooms).not.toContain('testing');
    expect(rooms).not.toContain('encryption');
    expect(rooms).not.toContain('openapi');
  });

  test('has metrics as an entry point of their own, without the middleware', () => {
    const rooms = roomsAfter(`require('onceonly/metrics');`);
    expect(rooms).toContain('metrics');
    expect(rooms).not.toContain('adapters');
  });
});
