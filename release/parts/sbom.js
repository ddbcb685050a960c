'use strict';

const crypto = require('node:crypto');

const { COMPONENTS } = require('./components.js');

const asLicences = (licence) =>
  licence.includes(' ') ? [{ expression: licence }] : [{ license: { id: licence } }];

function asComponent({ name, version, description, licence, url, purl, systems }) {
  return {
    type: 'library',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    description,
    scope: 'required',
    licenses: asLicences(licence),
    ...(purl && { purl }),
    externalReferences: [{ type: 'website', url }],
    properties: [{ name: 'onceonly:linked', value: 'static' }].concat(
      (systems ?? []).map((value) => ({ name: 'onceonly:binary', value })),
    ),
  };
}

/** A UUID that is the same for the same content, so that two builds are equal. */
function uuidOf(text) {
  const hex = crypto.createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16], 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A bill of materials (CycloneDX 1.6): the package, and the parts that its binaries hold. */
function sbom({ name, version, description, license }) {
  const ref = `${name}@${version}`;
  const components = COMPONENTS.map(asComponent);
  const itself = {
    ...{ type: 'library', 'bom-ref': ref, name, version, description },
    licenses: asLicences(license),
    purl: `pkg:npm/${name}@${version}`,
  };
  const content = {
    metadata: { component: itself },
    components,
    dependencies: [
      { ref, dependsOn: components.map((component) => component['bom-ref']) },
      ...components.map((component) => ({ ref: component['bom-ref'] })),
    ],
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(content))}`;
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber, version: 1, ...content };
}

module.exports = { sbom };
