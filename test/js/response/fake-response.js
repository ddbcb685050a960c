'use strict';

/** As much of a response as the package uses outside Express; header names are kept in lower case. */
class FakeResponse {
  statusCode = 200;
  headers = {};
  body;

  constructor({ headersSent = false } = {}) {
    this.headersSent = headersSent;
  }

  setHeader(name, value) {
    if (this.headersSent) {
      throw Object.assign(new Error('sent'), { code: 'ERR_HTTP_HEADERS_SENT' });
    }
    this.headers[name.toLowerCase()] = value;
  }

  getHeader(name) {
    return this.headers[name.toLowerCase()];
  }

  set(headers) {
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
  }

  status(code) {
    this.statusCode = code;
  }

  json(value) {
    this.body = JSON.stringify(value);
  }

  send(value) {
    this.body = value;
  }

  end(value = '') {
    this.body = value;
  }
}

module.exports = { FakeResponse };
