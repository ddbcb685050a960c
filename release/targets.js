'use strict';

/**
 * The platforms of a release. `key` is the folder under prebuilds/ in which lib/native/platform.js looks, `triple` is the
 * compiler's name for the platform, `system` and `processor` are CMake's, and `limits` are held by checks.js.
 */
const TARGETS = [
  linux('linux-x64', 'x86_64', 'gnu.2.28'),
  linux('linux-arm64', 'aarch64', 'gnu.2.28'),
  linux('linux-x64-musl', 'x86_64', 'musl'),
  linux('linux-arm64-musl', 'aarch64', 'musl'),
  darwin('darwin-arm64', 'aarch64'),
  darwin('darwin-x64', 'x86_64'),
  {
    key: 'win32-x64',
    format: 'pe',
    processor: 'x86_64',
    system: 'Windows',
    triple: 'x86_64-windows-gnu',
  },
];

// RHEL 8 has glibc 2.28, and so do the machines on which Node's own releases are built.
function linux(key, processor, abi) {
  return {
    key,
    format: 'elf',
    isMusl: abi === 'musl',
    processor,
    system: 'Linux',
    triple: `${processor}-linux-${abi}`,
  };
}

// macOS 11 is the oldest with arm64, and the oldest on which Node 20 to 22 run.
function darwin(key, processor) {
  return {
    key,
    format: 'macho',
    processor,
    system: 'Darwin',
    triple: `${processor}-macos.11.0-none`,
  };
}

function targetOf(key) {
  const target = TARGETS.find((each) => each.key === key);
  if (target === undefined) {
    throw new Error(`no target '${key}'; there are ${TARGETS.map((each) => each.key).join(', ')}`);
  }
  return target;
}

module.exports = { TARGETS, targetOf };
