'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { atEnd } = require('./cleanups');

// Stands in for a resolver that gets no answer: the thread that asks cannot be stopped.
const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
typedef int (*resolve)(const char*, const char*, const struct addrinfo*, struct addrinfo**);
int getaddrinfo(const char* node, const char* service, const struct addrinfo* hints, struct addrinfo** list) {
  if (node != NULL && strcmp(node, "slow.test") == 0) {
    usleep(atoi(getenv("SLOW_NAME_MS")) * 1000);
    return EAI_AGAIN;
  }
  return ((resolve)dlsym(RTLD_NEXT, "getaddrinfo"))(node, service, hints, list);
}`;

/** The environment of a process in which the look-up of the name slow.test takes `ms` and then fails. */
function slowNames(ms) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-names-'));
  atEnd(() => fs.rmSync(folder, { recursive: true }));
  const library = path.join(folder, 'slow-names.so');
  execFileSync('cc', ['-shared', '-fPIC', '-xc', '-', '-o', library, '-ldl'], { input: SOURCE });
  const preloaded = [process.env.LD_PRELOAD, library].filter(Boolean).join(' ');
  return { LD_PRELOAD: preloaded, SLOW_NAME_MS: String(ms) };
}

module.exports = { slowNames };
