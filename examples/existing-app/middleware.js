'use strict';

/** Stands for the app's authentication: the token is the user. */
function authenticate(req, res, next) {
  const [, user] = /^Bearer (\w+)$/.exec(req.get('Authorization') ?? '') ?? [];
  if (user === undefined) return res.status(401).json({ message: 'Who are you?' });
  req.user = user;
  next();
}

// Express tells an error handler from other middleware by its four parameters.
function sendError(error, req, res, next) {
  if (res.headersSent || !error.status) return next(error);
  res.status(error.status).json({ message: error.message });
}

module.exports = { authenticate, sendError };
