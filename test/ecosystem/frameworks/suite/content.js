'use strict';

const path = require('node:path');

// What the apps of all frameworks send.
module.exports = {
  BINARY: Buffer.from(Array.from({ length: 256 }, (_, each) => each)),
  FILE: path.join(__dirname, 'download.txt'),
  ORIGIN: 'https://shop.example',
  PARTS: ['one, ', 'two, ', 'three\n'],
};
