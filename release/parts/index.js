'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../paths.js');
const { ALLOWED, COMPONENTS, componentsOf } = require('./components.js');
const { noticesText } = require('./notices.js');
const { sbom } = require('./sbom.js');

/** The two files that tell what the binaries hold, by their names at the root of the package. */
function partFiles() {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return {
    THIRD_PARTY_NOTICES: noticesText(),
    'sbom.cdx.json': `${JSON.stringify(sbom(manifest), null, 2)}\n`,
  };
}

function writeParts() {
  for (const [name, text] of Object.entries(partFiles())) {
    fs.writeFileSync(path.join(ROOT, name), text);
  }
}

/** What is linked and not told, told and not linked, or may not be linked, as sentences. */
function checkParts(key, linked) {
  const told = componentsOf(key).map(({ name }) => name);
  const refused = COMPONENTS.filter(({ licence }) => !ALLOWED.includes(licence));
  return [
    ...linked.filter((name) => !told.includes(name)).map((name) => `it holds ${name}, untold`),
    ...told.filter((name) => !linked.includes(name)).map((name) => `it does not hold ${name}`),
    ...refused.map(({ name, licence }) => `${name} has the licence ${licence}`),
  ];
}

module.exports = { checkParts, partFiles, writeParts };
