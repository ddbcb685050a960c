'use strict';

const { ChildProcess } = require('../../helpers/child-process.js');
const { CHILD_ENV, freshFile, onEachLibrary, openHandle } = require('./libraries.js');

jest.setTimeout(120_000);

const RACER = require.resolve('./racer.js');
const PROCESSES = 3;
const KEYS = 60;

onEachLibrary((library) => {
  describe('three processes on one file', () => {
    test('that send the same requests run each key once, and all get its one result', async () => {
      const file = freshFile();
      const handle = openHandle(library, file);
      handle.exec(
        'PRAGMA journal_mode = WAL; CREATE TABLE charges (key TEXT); CREATE TABLE racers (pid INTEGER)',
      );
      const racers = Array.from({ length: PROCESSES }, (_, which) => {
        const args = [RACER, file, library, KEYS, PROCESSES, which].map(String);
        return new ChildProcess(process.execPath, args, { env: CHILD_ENV });
      });
      const told = await Promise.all(racers.map((racer) => racer.firstMatch(/^answers (.*)$/)));
      for (const racer of racers) await racer.kill();
      const answers = told.flatMap(([, text]) => JSON.parse(text));
      const charged = handle.prepare('SELECT key, count(*) AS n FROM charges GROUP BY key').all();
      expect(charged.map(({ n }) => Number(n))).toEqual(Array.from({ length: KEYS }, () => 1));
      const owners = new Map();
      for (const { key, by } of answers) owners.set(key, (owners.get(key) ?? new Set()).add(by));
      expect([...owners.values()].map(({ size }) => size)).toEqual(
        Array.from({ length: KEYS }, () => 1),
      );
      // One process that is faster than all others would be no race.
      expect(new Set(answers.map(({ by }) => by)).size).toBeGreaterThan(1);
    });
  });
});
