'use strict';

const PLACE = ['at', 'ms', 'unguarded', 'isLate'];

function withOptions(title, options) {
  const shown = Object.entries(options).filter(([member]) => !PLACE.includes(member));
  return shown.length === 0 ? title : `${title} ${JSON.stringify(Object.fromEntries(shown))}`;
}

function stepLine({ op, ...step }) {
  const { at = 'sync', ms, unguarded } = step;
  const when = at === 'sync' ? '' : ` after ${at === 'timer' ? `${ms} ms` : at}`;
  return `    ${withOptions(op, step)}${when}${unguarded ? ', errors not caught' : ''}`;
}

function stackLine(stack) {
  return stack.length === 0
    ? 'none'
    : stack.map(({ name, ...options }) => withOptions(name, options)).join(', ');
}

/** A case as a text that a reader can make an app from. */
function describeCase(given) {
  const { mode, express, store, options, before, after, request, errors, handler, client } = given;
  return [
    `  Express ${express}, store ${store}, mode ${mode} ${JSON.stringify(options)}`,
    `  before: ${stackLine(before)}`,
    `  after: ${stackLine(after)}`,
    `  request: ${JSON.stringify(request)}`,
    `  client: ${JSON.stringify(client)}`,
    `  errors: ${JSON.stringify(errors)}`,
    `  handler (${handler.style}):`,
    ...handler.steps.map(stepLine),
  ].join('\n');
}

/** What is wrong with a case, a line each. */
function describeFound(found) {
  return found.map(({ kind, detail }) => `  ${kind}: ${detail}`).join('\n');
}

module.exports = { describeCase, describeFound };
