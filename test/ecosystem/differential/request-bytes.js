'use strict';

const CONTENT = {
  json: ['application/json', '{"amount":7}'],
  form: ['application/x-www-form-urlencoded', 'amount=7&to=x'],
  multipart: [
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="amount"\r\n\r\n7\r\n--b--\r\n',
  ],
  unread: ['text/plain', 'read by nobody'],
};

/** The bytes of a request with a key, as they go over the wire. */
function requestBytes({ method, body, headers }, connection, key) {
  const [type, content] = CONTENT[body] ?? [undefined, ''];
  const all = {
    Host: 'shop.example',
    Connection: connection,
    'Idempotency-Key': key,
    ...headers,
    ...(type && { 'Content-Type': type }),
    ...(method !== 'GET' && method !== 'HEAD' && { 'Content-Length': content.length }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} /run HTTP/1.1\r\n${lines.join('')}\r\n${content}`, 'latin1');
}

module.exports = { requestBytes };
