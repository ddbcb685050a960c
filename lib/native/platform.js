'use strict';

function usesMusl() {
  if (process.platform !== 'linux') return false;
  /** @type {any} */
  const report = process.report;
  const before = report.excludeNetwork;
  // Without this the report looks up the name of every open socket's peer.
  report.excludeNetwork = true;
  try {
    return !report.getReport().header.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = before;
  }
}

/**
 * The folder under `prebuilds/` that holds the binary for this process.
 * @returns {string} `<platform>-<arch>`, with `-musl` where the C library is musl
 */
function platformKey() {
  return `${process.platform}-${process.arch}${usesMusl() ? '-musl' : ''}`;
}

module.exports = { platformKey };
