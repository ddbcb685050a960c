'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { COMPONENTS } = require('./components.js');

const LICENCES = path.join(__dirname, '..', 'licences');
const RULE = '='.repeat(80);

function heading({ name, version, description, licence, url, systems }) {
  const where = systems === undefined ? 'all binaries' : systems.join(', ');
  return [`${name} ${version}`, description, `Licence: ${licence}`, `In: ${where}`, url].join('\n');
}

/** The parts that share a licence text, by the file of the text. */
function byText() {
  const groups = new Map();
  for (const component of COMPONENTS) {
    groups.set(component.text, [...(groups.get(component.text) ?? []), component]);
  }
  return groups;
}

/** The file THIRD_PARTY_NOTICES: every part that the binaries hold, with its licence. */
function noticesText() {
  const intro =
    'The binaries under prebuilds/ hold parts of the software below, under these licences.\n' +
    'The rest of this package is under the licence in the file LICENSE.\n';
  const sections = [...byText()].map(([text, components]) => {
    const licence = fs.readFileSync(path.join(LICENCES, text), 'utf8').trimEnd();
    return `${RULE}\n${components.map(heading).join('\n\n')}\n${RULE}\n\n${licence}\n`;
  });
  return [intro, ...sections].join('\n');
}

module.exports = { noticesText };
