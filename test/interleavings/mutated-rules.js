'use strict';

const { RULE_MUTANTS } = require('./rule-mutants.js');

// Which of the mutants is on is read at each turn, so that one binary has them all.
const SWITCH = `#include <cstdlib>
static bool IsMutant(int number) {
  const char* const text = std::getenv("ONCEONLY_MUTANT");
  return text != nullptr && std::atoi(text) == number;
}
`;

/** The names of the files of addon/store that have mutants. */
const MUTATED_FILES = [...new Set(RULE_MUTANTS.map(({ file }) => file))];

/** The text of a file of addon/store in which the environment variable ONCEONLY_MUTANT puts one of its mutants into force. */
function withMutants(file, text) {
  const byFrom = new Map();
  for (const mutant of RULE_MUTANTS.filter((each) => each.file === file)) {
    byFrom.set(mutant.from, [...(byFrom.get(mutant.from) ?? []), mutant]);
  }
  for (const [from, mutants] of byFrom) text = replaceOnce(text, from, switched(from, mutants));
  return SWITCH + text;
}

function replaceOnce(text, from, to) {
  const pieces = text.split(from);
  if (pieces.length !== 2) {
    throw new Error(`a mutant has ${pieces.length - 1} places where 1 is wanted: ${from}`);
  }
  return pieces.join(to);
}

function switched(from, mutants) {
  if (mutants[0].isOpen) return openCondition(from, mutants);
  return from.endsWith(';') ? statement(from, mutants) : expression(from, mutants);
}

function statement(from, mutants) {
  const branches = mutants.map(({ number, to }) => `if (IsMutant(${number})) { ${to} } else `);
  return `${branches.join('')}{ ${from} }`;
}

function expression(from, mutants) {
  const branches = mutants.map(({ number, to }) => `IsMutant(${number}) ? (${to}) : `);
  return `(${branches.join('')}(${from}))`;
}

// `condition ? value` without what comes behind it.
function openCondition(from, [{ number, to }]) {
  const [condition, value] = from.split(' ? ');
  return `${condition} ? (IsMutant(${number}) ? (${to.split(' ? ')[1]}) : (${value}))`;
}

module.exports = { MUTATED_FILES, withMutants };
