'use strict';

const { PARTS, filesOfPart } = require('../../scripts/testing/selections.js');
const { listFiles } = require('../helpers/project.js');

describe.each(Object.entries(PARTS))('the part %s of the Jest tests', (_, part) => {
  const files = listFiles('test', /\.test\.js$/);

  test('names only places that there are', () => {
    const places = [...(part.only ?? []), ...(part.without ?? [])];
    const missing = places.filter((place) => !files.some((file) => file.startsWith(place)));
    expect(places.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  test('takes some of them', () => {
    const taken = filesOfPart(part, files).length;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(files.length);
  });
});
