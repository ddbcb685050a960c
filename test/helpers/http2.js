'use strict';

const http2 = require('node:http2');
const { once } = require('node:events');

const { Answer, Client, encodeBody, typeOf } = require('./http');

/** A client like HttpClient, by HTTP/2 without TLS, with a session per request. */
class Http2Client extends Client {
  /** `{ request, answered }`; `request.destroy()` cuts the connection. */
  begin(method, path, { key, headers = {}, body } = {}) {
    const session = http2.connect(`http://127.0.0.1:${this.port}`);
    session.on('error', () => {});
    const bytes = encodeBody(body);
    const stream = session.request({
      ':method': method,
      ':path': path,
      ...(bytes !== undefined && { 'content-type': typeOf(body) }),
      'content-length': bytes?.length ?? 0,
      ...(key !== undefined && { 'idempotency-key': key }),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    });
    stream.end(bytes);
    const request = {
      destroy: () => session.destroy(),
      on: (event, listener) => stream.on(event, listener),
    };
    return { request, answered: readAnswer(stream, session) };
  }
}

async function readAnswer(stream, session) {
  const [headers] = await once(stream, 'response');
  const body = Buffer.concat(await stream.toArray());
  session.close();
  return new Answer({ statusCode: headers[':status'], headers, rawHeaders: [] }, body);
}

module.exports = { Http2Client };
