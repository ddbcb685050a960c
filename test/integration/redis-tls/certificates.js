'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const { atEnd } = require('../../helpers/cleanups');

const run = promisify(execFile);
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A folder of certificates that one authority of its own has signed. Each is `<name>.pem` with `<name>.key`. */
class Certificates {
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  path(file) {
    return path.join(this.#folder, file);
  }

  read(file) {
    return fs.readFile(this.path(file));
  }

  async makeAuthority(name) {
    const files = ['-keyout', this.path(`${name}.key`), '-out', this.path(`${name}.pem`)];
    await run('openssl', ['req', '-x509', ...NEW_KEY, ...files, '-subj', `/CN=${name}`]);
  }

  /** `names` as in "DNS:localhost,IP:127.0.0.1"; a negative number of `days` has passed already. */
  async sign(name, { names, days = 2 }) {
    const [key, request, out] = ['key', 'csr', 'pem'].map((end) => this.path(`${name}.${end}`));
    const extensions = this.path(`${name}.ext`);
    await fs.writeFile(extensions, `subjectAltName=${names}`);
    const made = ['-keyout', key, '-out', request, '-subj', `/CN=${name}`];
    await run('openssl', ['req', ...NEW_KEY, ...made]);
    const by = ['-CA', this.path('authority.pem'), '-CAkey', this.path('authority.key')];
    const how = ['-CAcreateserial', '-days', `${days}`, '-extfile', extensions];
    await run('openssl', ['x509', '-req', '-in', request, ...by, ...how, '-out', out]);
  }
}

/** Makes `authority`, `stranger` (another one), `server`, `elsewhere` (other host), `expired` and `client`. */
async function makeCertificates() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-certificates-'));
  atEnd(() => fs.rm(folder, { recursive: true, force: true }));
  const certificates = new Certificates(folder);
  await certificates.makeAuthority('authority');
  await certificates.makeAuthority('stranger');
  const here = 'DNS:localhost,IP:127.0.0.1';
  await certificates.sign('server', { names: here });
  await certificates.sign('elsewhere', { names: 'DNS:redis.example' });
  await certificates.sign('expired', { names: here, days: -1 });
  await certificates.sign('client', { names: 'DNS:client' });
  return certificates;
}

module.exports = { makeCertificates };
