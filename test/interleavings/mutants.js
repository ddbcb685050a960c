'use strict';

// Explores by the binary that has the mutants, and writes a line of JSON for each: `{ number, property, steps }`, without a
// property if nothing is broken. The first line, of number 0, is of the rules as they are. Run with ONCEONLY_BINARY.

const { Exploration } = require('./explore.js');
const { RULE_MUTANTS } = require('./rule-mutants.js');
const { RuleSteps } = require('./verb-steps.js');

// Most mutants are caught after one fault. For the others all is explored anew, up to the first break.
const FEW_FAULTS = 1;
const MORE_FAULTS = 2;

function tell(number, { broken }) {
  const { property, steps } = broken ?? {};
  process.stdout.write(`${JSON.stringify({ number, property, steps: steps?.length })}\n`);
}

function explore(number, maxFaults) {
  process.env.ONCEONLY_MUTANT = String(number);
  const exploration = new Exploration(new RuleSteps(), { maxFaults });
  exploration.run();
  return exploration;
}

function exploreMutant({ number, verb }, { points, edges }) {
  process.env.ONCEONLY_MUTANT = String(number);
  const settings = { maxFaults: FEW_FAULTS, known: points };
  const exploration = new Exploration(new RuleSteps(), settings);
  exploration.runAgain(edges.filter(({ step }) => isOf(step, verb)));
  return exploration.broken ? exploration : explore(number, MORE_FAULTS);
}

function isOf({ call }, verb) {
  return call !== undefined && (verb === 'any' || call.verb === verb);
}

const base = explore(0, FEW_FAULTS);
tell(0, base);
if (base.broken === null) {
  for (const mutant of RULE_MUTANTS) tell(mutant.number, exploreMutant(mutant, base));
}
