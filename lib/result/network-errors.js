'use strict';

// Each says that a connection failed or took too long. None says whether the other side has carried out the request.
const CODES = new Set([
  'ABORT_ERR',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ESOCKETTIMEDOUT',
  'ETIMEDOUT',
  'ERR_HTTP_REQUEST_TIMEOUT',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'NetworkingError', // AWS SDK 2
  'PROTOCOL_CONNECTION_LOST', // mysql, mysql2
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ECONNCLOSED', // mssql, tedious
  'ESOCKET',
  'ETIMEOUT',
  'CONNECTION_BROKEN', // redis
  'NR_CLOSED',
  'UNCERTAIN_STATE',
  'P1001', // Prisma
  'P1002',
  'P1008',
  'P1017',
  'P2024',
]);

// undici, HTTP/2, TLS, Node's HTTP parser, PostgreSQL (class 08 and 57P01 to 57P05), Oracle.
const CODE_FAMILIES =
  /^(UND_ERR_|ERR_HTTP2_|ERR_SSL_|ERR_TLS_|ERR_NETWORK|CERT_|HPE_|08[0-9A-Z]{3}$|57P0\d$|NJS-5\d\d$)/;

const NAMES = new Set([
  'AbortError',
  'FetchError',
  'TimeoutError',
  'ClientClosedError',
  'ConnectionTimeoutError',
  'KafkaJSConnectionError',
  'KafkaJSRequestTimeoutError',
  'KnexTimeoutError',
  'MaxRetriesPerRequestError',
  'MessagingError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'SequelizeConnectionError',
  'SequelizeConnectionRefusedError',
  'SequelizeConnectionTimedOutError',
  'SocketClosedUnexpectedlyError',
]);

// Errors of fetch, pg and ioredis that have neither a code nor a name of their own.
const MESSAGES = new Set([
  'fetch failed',
  'terminated',
  'socket hang up',
  'Connection is closed.',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
  'timeout exceeded when trying to connect',
]);

/**
 * Whether an error, an object, is one of the network: of a socket, TLS, HTTP, or the connection of a database driver.
 * @param {{ code?: unknown, name?: any, message?: any }} error
 */
function isOfNetwork({ code, name, message }) {
  const isCode = typeof code === 'string' && (CODES.has(code) || CODE_FAMILIES.test(code));
  return isCode || NAMES.has(name) || MESSAGES.has(message);
}

module.exports = { isOfNetwork };
