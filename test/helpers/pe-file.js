'use strict';

// A library of Windows of headers and tables alone, for tests of what reads these.

const HEADER = 0x80;
const OPTIONAL = HEADER + 24;
const SECTION_AT = 0x1000;
const FILE_AT = 0x200;
const HARDENED = 0x20 | 0x40 | 0x100;

/** Collects pieces, and gives each its address in memory. */
class Section {
  #bytes = Buffer.alloc(0);

  add(bytes) {
    const address = SECTION_AT + this.#bytes.length;
    const padding = Buffer.alloc(-bytes.length & 7);
    this.#bytes = Buffer.concat([this.#bytes, bytes, padding]);
    return address;
  }

  addText(text) {
    return this.add(Buffer.from(`${text}\0`));
  }

  get bytes() {
    return this.#bytes;
  }
}

const numbers = (...values) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
};

function addExports(section, names) {
  const table = section.add(numbers(...names.map((name) => section.addText(name))));
  return section.add(numbers(0, 0, 0, 0, 1, names.length, names.length, 0, table, 0));
}

function addImports(section, imports) {
  const rows = Object.entries(imports).map(([library, names]) => {
    const hints = names.map((name) => section.addText(`\0\0${name}`));
    const thunks = section.add(numbers(...[...hints, 0].flatMap((address) => [address, 0])));
    return numbers(thunks, 0, 0, section.addText(library), thunks);
  });
  return section.add(Buffer.concat([...rows, Buffer.alloc(20)]));
}

/**
 * @param {{ exports: string[], imports: Record<string, string[]>, time?: number, security?: number }} content
 */
function peFile({ exports, imports, time = 0, security = HARDENED }) {
  const section = new Section();
  const directories = [addExports(section, exports), addImports(section, imports)];
  const head = Buffer.alloc(FILE_AT);
  head.write('MZ');
  head.writeUInt32LE(HEADER, 0x3c);
  head.write('PE\0\0', HEADER);
  head.writeUInt16LE(0x8664, HEADER + 4);
  head.writeUInt16LE(1, HEADER + 6);
  head.writeUInt32LE(time, HEADER + 8);
  head.writeUInt16LE(240, HEADER + 20);
  head.writeUInt16LE(0x2022, HEADER + 22);
  head.writeUInt16LE(0x20b, OPTIONAL);
  head.writeUInt16LE(security, OPTIONAL + 70);
  directories.forEach((address, index) =>
    numbers(address, 8).copy(head, OPTIONAL + 112 + index * 8),
  );
  const size = section.bytes.length;
  numbers(size, SECTION_AT, size, FILE_AT).copy(head, OPTIONAL + 240 + 8);
  return Buffer.concat([head, section.bytes]);
}

module.exports = { HARDENED, peFile };
