'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');

const { temporaryFolder } = require('../../helpers/package-copy');
const { ROOT, readText } = require('../../helpers/project');
const { findSnippets } = require('../../helpers/readme');

const PAGE = 'docs/guides/clients.md';
const INSTALLED = path.join(ROOT, 'test', 'ecosystem', 'node_modules');
const API = 'https://api.example.com';

/** The code under a heading of the page about clients. */
function snippetUnder(heading, language = 'js') {
  const [, section] = readText(PAGE).split(new RegExp(`^#+ ${heading}$`, 'm'));
  const found = findSnippets(section.split(/^##/m)[0]).find((each) => each.language === language);
  return found.code;
}

/** A folder of an app that has installed the client and packages of test/ecosystem, each by the name it is imported by. */
function appWith(packages) {
  const app = temporaryFolder('onceonly-recipe-');
  const all = { '@onceonly/client': path.join(ROOT, 'client') };
  for (const [name, installed] of Object.entries(packages))
    all[name] = path.join(INSTALLED, installed);
  for (const [name, folder] of Object.entries(all)) {
    const link = path.join(app, 'node_modules', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(folder, link, 'dir');
  }
  return app;
}

let programs = 0;

/**
 * Runs a recipe as its reader would, with the address of `shop` in the place of the API, and orders with it, `times` times at the
 * same time. Resolves to the outcomes: `{ value }` or `{ error }`.
 */
async function order(app, code, shop, times = 1) {
  const file = path.join(app, `program-${++programs}.mjs`);
  const ordering = `
    const orders = Array.from({ length: ${times} }, () => createOrder({ item: 'book' }));
    const outcomes = await Promise.allSettled(orders);
    const shown = ({ value, reason }) => ({ value, error: reason && String(reason) });
    console.log(JSON.stringify(outcomes.map(shown)));
    process.exit();`;
  fs.writeFileSync(file, code.replaceAll(API, shop.url) + ordering);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: app });
  return JSON.parse(stdout);
}

module.exports = { appWith, order, snippetUnder };
