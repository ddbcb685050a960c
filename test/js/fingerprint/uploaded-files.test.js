'use strict';

const { uploadedFiles } = require('../../../lib/fingerprint/uploaded-files.js');

const headers = { 'content-type': 'multipart/form-data; boundary=b' };
const multer = (fieldname, text) => ({
  fieldname,
  originalname: 'a.txt',
  mimetype: 'text/plain',
  size: 3,
  ...(text !== undefined && { buffer: Buffer.from(text) }),
});

test('the files of multer are found in each of its forms', async () => {
  const file = multer('f', 'abc');
  const [alone] = await uploadedFiles({ headers, file }, 0);
  expect(alone).toEqual(['f', 'a.txt', 'text/plain', '3', expect.stringMatching(/^[\w-]{43}$/)]);
  expect(await uploadedFiles({ headers, files: [file] }, 0)).toEqual([alone]);
  expect(await uploadedFiles({ headers, files: { f: [file, file] } }, 0)).toEqual([alone, alone]);
});

test('the files of express-fileupload are found by field', async () => {
  const file = { name: 'a.txt', mimetype: 'text/plain', size: 3, data: Buffer.from('abc') };
  const [multers] = await uploadedFiles({ headers, file: multer('f', 'abc') }, 0);
  expect(await uploadedFiles({ headers, files: { f: file } }, 0)).toEqual([multers]);
  expect(await uploadedFiles({ headers, files: { f: [file] } }, 0)).toEqual([multers]);
});

test('a file on disk has no digest, another content another one', async () => {
  const digestOf = async (text) =>
    (await uploadedFiles({ headers, file: multer('f', text) }, 0))[0][4];
  expect(await digestOf(undefined)).toBeUndefined();
  expect(await digestOf('')).toBeUndefined();
  expect(await digestOf('abc')).not.toBe(await digestOf('abd'));
  expect(await digestOf('x'.repeat(300_000))).not.toBe(await digestOf(`${'x'.repeat(299_999)}y`));
});

test.each([
  ['no file', { headers }],
  ['an empty list', { headers, files: [] }],
  ['what is no file', { headers, file: null, files: { a: 1, b: null, c: ['x', {}] } }],
  ['a request that is no upload', { headers: {}, file: multer('f', 'abc') }],
])('%s is nothing', (_, request) => {
  expect(uploadedFiles(request, 0)).toBeUndefined();
});

test('the bytes of all files together are bounded', async () => {
  const files = [multer('f', 'abc'), multer('g', 'abc')];
  expect(await uploadedFiles({ headers, files }, 6)).toHaveLength(2);
  expect(() => uploadedFiles({ headers, files }, 5)).toThrow(
    expect.objectContaining({ code: 'BODY_TOO_LARGE' }),
  );
});
