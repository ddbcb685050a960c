'use strict';

// The seam: every member of a request or a response that lib/ reads, each with what it means. Types only, since Express is served on
// its own objects and no request gets a wrapper. The type checker refuses a member that is not named here, and
// test/integration/seam.test.js watches real requests.

/**
 * A request, as lib/ sees it. An adapter gives `method`, `url` and `headers`; what an optional member is for is lost without it.
 *
 * It is also a name: the body that captureRawBody() has kept, and whether the response is captured, are found by the object itself.
 * `scope` and `keySource` of the app get its `source`, or it as it is.
 * @typedef {object} Request
 * @property {string} method  In capital letters.
 * @property {string} url  Request target as the router of this handler sees it: Express takes off the path of a mount.
 * @property {Headers} headers  By name in lower case.
 * @property {string} [originalUrl]  Request target as the client sent it. Without it `url` is that.
 * @property {unknown} [source]  The framework's own request, for functions of the app.
 * @property {string[]} [rawHeaders]  Names and values in turn, as sent. Without it a key that is sent twice is not refused as such.
 * @property {number} [httpVersionMajor]  2 for HTTP/2, which has no reason phrase and no Content-Length for a stream.
 * @property {unknown} [body]  The parsed body. A parser was asked if the member is there, even as undefined.
 * @property {unknown} [rawBody]  Bytes or text of a body that something else than `body` holds.
 * @property {boolean} [_body]  Whether a parser of Express has read the body into `body`.
 * @property {boolean} [leavesEmptyBody]  Whether the framework's parsers leave `{}` for a body that they don't parse. Express 4 has `app`
 *   for that.
 * @property {unknown} [file]  The file of an upload, as multer leaves it.
 * @property {unknown} [files]  The files of an upload, as multer and express-fileupload leave them.
 * @property {boolean} [timedout]  Whether connect-timeout has answered. Response mode only.
 * @property {Route} [route]  The route that answers. Without it a record is labelled by the path as sent.
 * @property {string} [baseUrl]  Path where the router of the route is mounted.
 * @property {Record<string, unknown>} [params]  Parameters of the path, by name. Their names take their places in the route of events.
 * @property {{ lazyrouter?: unknown }} [app]  An app of Express 4 has a function there, and its parsers leave `{}` for every body.
 * @property {boolean} [readableDidRead]  Whether somebody has read bytes of the body. These are Node's: without them a body counts
 *   as read by whatever made the request.
 * @property {boolean} [readableEnded]  Whether the body was read to its end.
 * @property {number} [readableLength]  How many bytes of the body wait to be read.
 * @property {boolean} [readableAborted]  Whether the connection broke while the body came.
 * @property {boolean} [complete]  Whether the whole request has come.
 * @property {(Error & { code?: unknown }) | null} [errored]  Why the connection broke.
 * @property {{ endAfterHeaders?: boolean }} [stream]  The stream of HTTP/2.
 * @property {Listen} [on]  With `off`: 'readable', 'end', 'close' and 'error' tell whether a body of unknown length is empty.
 * @property {Listen} [off]
 */

/**
 * The headers of a request, as Node has them: what comes twice is one text, but for `set-cookie`.
 * @typedef {import('node:http').IncomingHttpHeaders} Headers
 */

/**
 * @callback Listen
 * @param {string} event
 * @param {() => void} listener
 * @returns {Request & Required<Pick<Request, 'on' | 'off'>>} the request
 */

/**
 * The route that answers.
 * @typedef {object} Route
 * @property {unknown} [path]  Its template, text or a RegExp. A list of them is no template.
 */

/**
 * How a router tells paths apart. An adapter gives them by a function: see RoutingOf.
 * @typedef {object} RouterSettings
 * @property {boolean} [strict]  Whether `/a` and `/a/` are two routes.
 * @property {boolean} [caseSensitive]  Whether `/a` and `/A` are two routes.
 */

/**
 * A response, as `execute` sees it: who writes it is the app. An adapter gives all of these but `req`.
 * @typedef {object} Response
 * @property {boolean} headersSent  Whether the head is on its way, so that no header can be set.
 * @property {number} statusCode  Read when the head is on its way.
 * @property {boolean} [destroyed]  Whether the client has left.
 * @property {(name: string, value: string | number | readonly string[]) => unknown} setHeader  Throws
 *   ERR_HTTP_HEADERS_SENT or ERR_HTTP2_HEADERS_SENT when the head is on its way.
 * @property {(name: string) => string | number | readonly string[] | undefined} getHeader  Of a name in any case.
 * @property {(event: 'close', listener: () => void) => unknown} once  'close': it was sent, or the client has left.
 * @property {Request} [req]  Its request: only one with `Origin` gets the list of exposed headers. Without it each response has it.
 */

/**
 * A response that response mode captures and sends again: a whole one of node:http, or of its API for HTTP/2, with all that Node
 * promises of it. An adapter whose framework writes to something else gives its stored responses to the framework instead.
 * @typedef {Omit<import('node:http').ServerResponse, 'req' | 'statusMessage'> & HiddenParts} NodeResponse
 */

/**
 * Parts of Node's responses that its types leave out.
 * @typedef {object} HiddenParts
 * @property {string} [statusMessage]  Reason phrase, undefined for that of the status.
 * @property {boolean} [_headerSent]  Whether the head was written; Node 26 may put that off to the end of the turn.
 * @property {boolean} [useChunkedEncodingByDefault]  False for a client of HTTP/1.0.
 * @property {import('node:stream').Duplex} [stream]  The stream of HTTP/2.
 * @property {Request & { socket?: import('node:net').Socket }} [req]  Its request.
 */

module.exports = {};
