'use strict';

const FIELDS = ['name', 'message', 'code', 'status', 'statusCode', 'expose', 'details'];
const MAX_CAUSES = 5;

/**
 * What is kept of an error, as JSON will hold it: its fields above, its causes (five of them), and under `custom` what
 * `errorSerializer.serialize(error)` gives for a class of the app's own. A stack is never kept, and neither is a field
 * that JSON has no form for.
 */
function fieldsOf(error, errorSerializer, depth = 0) {
  const fields = {};
  for (const name of FIELDS) keep(fields, name, error[name]);
  const { cause } = error;
  if (cause instanceof Error) {
    if (depth < MAX_CAUSES) fields.cause = { error: fieldsOf(cause, errorSerializer, depth + 1) };
  } else if (cause !== undefined) {
    keep(fields, 'cause', { value: cause });
  }
  const custom = errorSerializer?.serialize(error);
  if (custom !== undefined) fields.custom = custom;
  return fields;
}

function keep(fields, name, value) {
  if (value === undefined) return;
  try {
    if (JSON.stringify(value) !== undefined) fields[name] = value;
  } catch {
    // A circle or a BigInt in `details` must not cost the rest of the error.
  }
}

/** The error again, marked `cached`: of the app's own class if `errorSerializer` knows it, else an Error by that name. */
function errorOf(fields, errorSerializer) {
  return Object.assign(revived(fields, errorSerializer), { cached: true });
}

function revived(fields, errorSerializer) {
  const { custom, cause } = fields;
  if (custom !== undefined && errorSerializer !== undefined) {
    const error = errorSerializer.deserialize(custom);
    if (error instanceof Error) return error;
  }
  const error = new Error(fields.message, causeOf(cause, errorSerializer));
  for (const name of FIELDS) {
    if (name !== 'message' && fields[name] !== undefined) error[name] = fields[name];
  }
  hideName(error);
  return error;
}

function causeOf(cause, errorSerializer) {
  if (cause === undefined) return undefined;
  return { cause: cause.error ? revived(cause.error, errorSerializer) : cause.value };
}

// An inherited `name` is not enumerable; the own one of a revived error is not either.
function hideName(error) {
  if (Object.hasOwn(error, 'name')) {
    Object.defineProperty(error, 'name', { value: error.name, enumerable: false, writable: true });
  }
}

module.exports = { errorOf, fieldsOf };
