'use strict';

const { createRequire } = require('node:module');

const { listFiles, readText } = require('./project');

// TypeScript 7 has no stable API for programs. tsd brings a compiler that has one.
const ts = createRequire(require.resolve('tsd'))('@tsd/typescript');

const FILES = [
  'index.d.ts',
  'client/index.d.ts',
  ...listFiles('types', /\.d\.ts$/),
  ...listFiles('lib', /\.d\.ts$/),
];
const TOP = new Set([
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.VariableStatement,
]);
const MEMBERS = new Set([
  ts.SyntaxKind.PropertySignature,
  ts.SyntaxKind.MethodSignature,
  ts.SyntaxKind.PropertyDeclaration,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor,
]);

const trees = FILES.map((file) =>
  ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, true),
);

function nameOf(node) {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0].name.text;
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  return node.name.getText();
}

/** The text of the comment of a node, without its stars, or ''. */
function commentOf(node) {
  const comment = node.jsDoc?.at(-1);
  if (comment === undefined) return '';
  return comment
    .getText()
    .slice(3, -2)
    .replace(/^\s*\*/gm, '');
}

/** Every public declaration and every member of one: `{ file, path, name, owner, isOptional, comment }`. */
function declarations() {
  const found = [];
  function walk(node, file, outer) {
    const isTop = TOP.has(node.kind);
    let inner = outer;
    if (isTop || MEMBERS.has(node.kind)) {
      const name = nameOf(node);
      inner = [...outer, name];
      const isOptional = node.questionToken !== undefined;
      const comment = commentOf(node);
      const path = inner.join('.');
      found.push({ file, path, name, owner: outer.at(-1), isTop, isOptional, comment });
    }
    // The pattern of a conditional type declares nothing.
    ts.forEachChild(node, (child) => {
      if (child !== node.extendsType) walk(child, file, inner);
    });
  }
  for (const tree of trees) walk(tree, tree.fileName, []);
  return found;
}

function topLevel(name, kind) {
  const found = trees
    .flatMap((tree) => tree.statements)
    .filter((node) => node.kind === kind && node.name.text === name);
  if (found.length !== 1) throw new Error(`${found.length} declarations of ${name}`);
  return found[0];
}

/** Names of the members of an interface with those that it extends, in order of the alphabet. */
function membersOf(name) {
  const node = topLevel(name, ts.SyntaxKind.InterfaceDeclaration);
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) =>
    types.map(({ expression }) => expression.text),
  );
  return [...node.members.map((each) => each.name.text), ...bases.flatMap(membersOf)].sort();
}

/** The literals of a union type, in its order. It may have other members, such as `string & {}`. */
function literalsOf(name) {
  const { type } = topLevel(name, ts.SyntaxKind.TypeAliasDeclaration);
  return type.types.flatMap(({ literal }) => literal?.text ?? []);
}

/** The modules that a file exports whole. */
function reexportsOf(file) {
  const { statements } = trees.find(({ fileName }) => fileName === file);
  return statements.filter(ts.isExportDeclaration).map((each) => each.moduleSpecifier.text);
}

module.exports = { declarations, literalsOf, membersOf, reexportsOf };
