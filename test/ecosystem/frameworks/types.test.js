'use strict';

const path = require('node:path');

const { Consumer } = require('../../helpers/consumer');

const MODULES = path.join(__dirname, '..', 'node_modules');
const PROGRAMS = path.join(__dirname, 'types');
// Nest has decorators of the older form.
const FLAGS = [
  '--module',
  'nodenext',
  '--skipLibCheck',
  'true',
  '--experimentalDecorators',
  'true',
];

/** Those of a version of Nest. Its types take `rxjs` from the project. */
const nestTypes = (common) => ({ '@nestjs/common': common, rxjs: 'rxjs' });

/** What the compiler says about a program in a project with these packages. */
function complaints(program, packages) {
  const consumer = new Consumer();
  try {
    for (const [name, folder] of Object.entries(packages)) {
      consumer.link(name, path.join(MODULES, folder));
    }
    return consumer.compile([program], FLAGS, PROGRAMS);
  } finally {
    consumer.remove();
  }
}

describe('the declarations', () => {
  test.each([
    ['Fastify 4', 'fastify.mts', { fastify: 'fastify4' }],
    ['Fastify 5', 'fastify.mts', { fastify: 'fastify' }],
    ['Koa', 'koa.mts', { koa: 'koa', '@types/koa': '@types/koa' }],
    ['Hono', 'hono.mts', { hono: 'hono' }],
    ['Node alone', 'http.mts', {}],
    ['NestJS 10', 'nestjs.mts', nestTypes('../nest10/node_modules/@nestjs/common')],
    ['NestJS 11', 'nestjs.mts', nestTypes('../nest11/node_modules/@nestjs/common')],
    ['NestJS 12', 'nestjs.mts', nestTypes('@nestjs/common')],
  ])('compile with the types of %s', (name, program, packages) => {
    expect(complaints(program, packages)).toBe('');
  });

  // Without this a compiler that finds nothing would let all pass.
  test('do not compile without the types of their framework', () => {
    expect(complaints('hono.mts', {})).toContain("Cannot find module 'hono'");
  });
});
