'use strict';

const SLOW_MS = 4000;

// What the page can ask for, so that you see it fail. Leave this out of your own app.
const FAULTS = {
  /** The agent is created, and the connection breaks before the response. */
  lost(req, res) {
    res.end = () => req.socket.destroy();
  },
  /** The response takes its time. */
  slow(req, res) {
    const { end } = res;
    res.end = (...args) => void setTimeout(() => end.apply(res, args), SLOW_MS);
  },
  /** A proxy answers, whatever the app has said. */
  badGateway(req, res) {
    const { end } = res;
    res.end = () => {
      for (const name of res.getHeaderNames()) res.removeHeader(name);
      res.statusCode = 502;
      end.call(res);
    };
  },
};

/** A try fails as the header `X-Fail` says. */
function failOnPurpose(req, res, next) {
  const fault = req.get('X-Fail');
  if (Object.hasOwn(FAULTS, fault ?? '')) FAULTS[fault](req, res);
  next();
}

module.exports = { failOnPurpose };
