'use strict';

const { readText } = require('../../helpers/project.js');
const { findSnippets } = require('../../helpers/readme.js');

const [{ code }] = findSnippets(readText('docs/guides/custom-stores.md'));

/** The store in JavaScript of docs/guides/custom-stores.md, whose functions answer at once. */
const mapStore = new Function('require', `${code}\nreturn mapStore;`)(require);

module.exports = { mapStore };
