'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const {
  identityOf,
  makeFile,
  networkName,
  refuseNetwork,
} = require('../../../../lib/store/sqlite/file.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');

const folder = temporaryFolder('onceonly-file-');
const fresh = (name) => path.join(folder, name);

describe('a network file system', () => {
  test.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    // As a signed number.
    [0xff534d42 | 0, 'CIFS'],
    [0xfe534d42, 'SMB2'],
    [0x01021997, '9P'],
  ])('of type %i is known as %s', (type, name) => {
    expect(networkName(type)).toBe(process.platform === 'linux' ? name : undefined);
  });

  test('is not what the disks of this machine are', () => {
    for (const place of [os.tmpdir(), __dirname]) expect(refuseNetwork(place)).toBeUndefined();
  });

  test('is a share of Windows', () => {
    expect(() => refuseNetwork(String.raw`\\server\share`)).toThrow(
      expect.objectContaining({ code: 'NETWORK_FILE_SYSTEM', retry: 'no' }),
    );
  });
});

describe('a file', () => {
  test('is made for its owner, and one that is there keeps its rights and its bytes', () => {
    const file = fresh('a.db');
    makeFile(file);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    fs.chmodSync(file, 0o640);
    fs.writeFileSync(file, 'text');
    makeFile(file);
    expect([fs.statSync(file).mode & 0o777, fs.readFileSync(file, 'utf8')]).toEqual([
      0o640,
      'text',
    ]);
  });

  test('is another one after it was replaced, and none after it was deleted', () => {
    const file = fresh('b.db');
    makeFile(file);
    const identity = identityOf(file);
    expect(identityOf(file)).toBe(identity);
    makeFile(`${file}.new`);
    fs.renameSync(`${file}.new`, file);
    expect(identityOf(file)).not.toBe(identity);
    fs.rmSync(file);
    expect(identityOf(file)).toBe('');
  });
});
