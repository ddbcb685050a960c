// Reads documents of OpenAPI as a JSON array, and prints for each whether it is valid, its version, and the errors.

import { text } from 'node:stream/consumers';
import { Validator } from '@seriousme/openapi-schema-validator';

const found = [];
for (const document of JSON.parse(await text(process.stdin))) {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document);
  found.push({ valid, version: validator.version, errors: errors ?? [] });
}
console.log(JSON.stringify(found));
