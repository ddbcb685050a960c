'use strict';

const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { contract } = require('onceonly/contract');
const { createFolderStore } = require('../folder-store');

const folder = mkdtempSync(join(tmpdir(), 'payments-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

for (const { name, run } of contract(() => createFolderStore(folder))) test(name, run);
