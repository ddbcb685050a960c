'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { linkerOf } = require('../../../lib/native/libc.js');
const { runChild } = require('../../helpers/child');
const { BINARY } = require('../../helpers/project');
const { muslProgram, temporaryFolder } = require('../../helpers/package-copy');

// Also where an emulator runs Node, by a script that is its process.execPath.
const OWN_PROGRAM = '/proc/self/exe';

const folder = temporaryFolder();

describe('the dynamic linker of a program', () => {
  test('is the one that readelf finds in Node', () => {
    const node = fs.realpathSync(OWN_PROGRAM);
    const headers = execFileSync('readelf', ['-lW', node], { encoding: 'utf8' });
    const [, expected] = /interpreter: ([^\]]+)\]/.exec(headers);
    expect(linkerOf(node)).toBe(`${expected}\0`);
  });

  test('is that of musl for a program of musl', () => {
    expect(linkerOf(muslProgram(folder))).toBe('/lib/ld-musl-x86_64.so.1\0');
  });

  const file = (name, bytes) => {
    fs.writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const elf = (length, bits = 2) => {
    const bytes = Buffer.alloc(length, 0xff);
    bytes.write(`\x7fELF${String.fromCharCode(bits)}\x01`, 'latin1');
    return bytes;
  };

  test.each([
    ['that is not there', () => path.join(folder, 'nothing')],
    ['that is a folder', () => folder],
    ['without a byte', () => file('empty', '')],
    ['that is a script', () => file('script', '#!/bin/sh\n'.repeat(100))],
    ['of 32 bits', () => file('elf32', elf(8192, 1))],
    ['that ends in its header', () => file('short', elf(20))],
    ['whose headers lead nowhere', () => file('broken', elf(8192))],
    ['that names none', () => BINARY],
  ])('is undefined for a file %s', (_, make) => {
    expect(linkerOf(make())).toBeUndefined();
  });
});

describe('the key of this platform', () => {
  /** The key in a fresh process, and how many reports it took. */
  const keyWith = (before) =>
    runChild(`
      let reports = 0;
      const { getReport } = process.report;
      process.report.getReport = () => { reports += 1; return getReport.call(process.report); };
      ${before};
      const { platformKey } = require('./lib/native/platform.js');
      console.log(JSON.stringify([platformKey(), reports]));`);
  const key = `linux-${process.arch}`;

  test('says musl if Node is a program of musl, without a report', () => {
    const program = JSON.stringify(muslProgram(folder));
    expect(keyWith(`process.execPath = ${program}`)).toEqual([`${key}-musl`, 0]);
  });

  test('says nothing of glibc, without a report', () => {
    expect(keyWith(`process.execPath = '${OWN_PROGRAM}'`)).toEqual([key, 0]);
  });

  test('comes from a report if the file of Node cannot be read', () => {
    expect(keyWith(`process.execPath = '/nowhere'`)).toEqual([key, 1]);
  });

  test('says musl if such a report names no glibc', () => {
    const before = `process.execPath = '/nowhere'; process.report.getReport = () => ({ header: {} })`;
    expect(keyWith(before)).toEqual([`${key}-musl`, 0]);
  });
});
