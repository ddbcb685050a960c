'use strict';

const { once } = require('node:events');
const http = require('node:http');
const http2 = require('node:http2');
const { promisify } = require('node:util');

const { wasCut } = require('../../../lib/result/cut-request.js');

/** A request as an adapter without a connection makes it. */
function syntheticRequest(fields) {
  const req = new http.IncomingMessage(undefined);
  req.push('body');
  req.push(null);
  return Object.assign(req, fields);
}

test.each([
  ['no request', () => undefined],
  ['an object', () => ({ method: 'POST' })],
  ['one of an adapter that says it is complete', () => syntheticRequest({ complete: true })],
  ['one of an adapter that does not', () => syntheticRequest({ complete: false })],
  ['one of an adapter that has no such member', () => syntheticRequest({ complete: undefined })],
])('%s was not cut', async (_, make) => {
  const req = make();
  if (req?.resume !== undefined) await once(req.resume(), 'close');
  expect(wasCut(req)).toBe(false);
});

test('a request of HTTP/2 that was cancelled does not tell whether it had come whole, and counts as whole', async () => {
  const server = http2.createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const stream = client.request({ ':method': 'POST', ':path': '/' }).on('error', () => {});
  stream.write('half');
  const [req] = await once(server, 'request');
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await once(req.resume(), 'aborted');
  expect(req.aborted).toBe(true);
  expect(wasCut(req)).toBe(false);
  client.destroy();
  await promisify(server.close.bind(server))();
});
