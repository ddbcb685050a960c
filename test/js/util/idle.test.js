'use strict';

const { Idle } = require('../../../lib/util/idle.js');

test('all that wait are told at the next call, and those that wait later at a later one', async () => {
  const idle = new Idle();
  const told = [];
  const wait = (name) => idle.wait().then(() => told.push(name));
  const [one, two] = [wait('one'), wait('two')];
  idle.tell();
  const three = wait('three');
  await Promise.all([one, two]);
  expect(told).toEqual(['one', 'two']);
  idle.tell();
  await three;
  expect(told).toEqual(['one', 'two', 'three']);
});

test('a call without anybody who waits does nothing', () => {
  expect(() => new Idle().tell()).not.toThrow();
});
