'use strict';

const { randomUUID } = require('node:crypto');
const { writeFile } = require('node:fs/promises');
const path = require('node:path');

/** Stands for the app's database. Every user has contacts of their own. */
class Contacts {
  #rows = [];
  #photos = [];
  #exports = 0;

  all(user) {
    return this.#rows.filter((row) => row.user === user);
  }

  add(user, { name, email }) {
    if (typeof name !== 'string') throw failure(400, 'A contact has a name.');
    const contact = { id: randomUUID(), user, name, email, changes: 0 };
    this.#rows.push(contact);
    return contact;
  }

  get(user, id) {
    const found = this.#rows.find((row) => row.id === id && row.user === user);
    if (found === undefined) throw failure(404, 'There is no such contact.');
    return found;
  }

  change(user, id, { name, email }) {
    const contact = this.get(user, id);
    if (name !== undefined) contact.name = name;
    if (email !== undefined) contact.email = email;
    contact.changes += 1;
    return contact;
  }

  remove(user, id) {
    this.#rows.splice(this.#rows.indexOf(this.get(user, id)), 1);
  }

  addPhoto(user, id, name) {
    const photo = new Photo(this.get(user, id).id, name, this.#photos.length + 1);
    this.#photos.push(photo);
    return photo;
  }

  /** The latest one. */
  photo(user, id) {
    const { id: owner } = this.get(user, id);
    const found = this.#photos.findLast(({ contact }) => contact === owner);
    if (found === undefined) throw failure(404, 'There is no photo.');
    return found;
  }

  nextExport() {
    return ++this.#exports;
  }

  toCsv(user) {
    return this.all(user)
      .map(({ name, email }) => `${name},${email}\n`)
      .join('');
  }
}

class Photo {
  constructor(contact, name, number) {
    this.contact = contact;
    this.name = name;
    this.number = number;
    this.file = `${contact}-${number}${path.extname(name)}`;
  }

  save(folder, bytes) {
    return writeFile(path.join(folder, this.file), bytes);
  }
}

function failure(status, message) {
  return Object.assign(new Error(message), { status });
}

module.exports = { Contacts };
