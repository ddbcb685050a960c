#!/usr/bin/env bash
# Makes this checkout ready: system packages, npm packages, the addon. Silent when nothing is missing.
#
#   scripts/setup.sh              for the tests
#   scripts/setup.sh --demo       for the demo, which needs no Redis server and no GoogleTest
#   scripts/setup.sh --ci         for the tests, lint, fuzzing and the model
#   scripts/setup.sh --ecosystem  for the tests, and for those with other packages and programs
#   scripts/setup.sh --bench      for the benchmarks
#   scripts/setup.sh --release    for the binaries of a release
#   scripts/setup.sh --matrix     for the tests, and for those on an older system, another processor and another C library
set -euo pipefail
cd "$(dirname "$0")/.."
task=${1:---test}

has() { command -v "$1" >/dev/null 2>&1; }

any_file() {
  local file
  for file; do
    if [ -e "$file" ]; then return 0; fi
  done
  return 1
}

header() { any_file {/usr,/usr/local,/opt/homebrew,/opt/homebrew/opt/openssl@3}/include/"$1"; }

library() { any_file /usr/{lib,lib64,local/lib}/"$1" /usr/lib/*/"$1" /opt/homebrew/lib/"$1"; }

is_there() {
  case $1 in
    compiler) has c++ || has g++ || has clang++ ;;
    hiredis) header hiredis/read.h && library libhiredis.a ;;
    libuv) header uv.h ;;
    openssl) header openssl/evp.h ;;
    openssl-tool) has openssl ;;
    googletest) header gtest/gtest.h ;;
    clang) has clang++ ;;
    libfuzzer) any_file /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a /usr/lib*/clang/*/lib/*/libclang_rt.fuzzer*.a ;;
    arm64-libc) any_file /usr/aarch64-linux-gnu/lib/crti.o ;;
    arm64-libstdc++) any_file /usr/aarch64-linux-gnu/lib/libstdc++.so.6 ;;
    postgres) any_file /usr/lib/postgresql/*/bin/postgres ;;
    pgbouncer) has pgbouncer || [ -x /usr/sbin/pgbouncer ] ;;
    debootstrap) [ -x /usr/sbin/debootstrap ] ;;
    llvm) has llvm-cov || any_file /usr/bin/llvm-cov-* ;;
    *) has "$1" ;;
  esac
}

tools_for_task() {
  echo cmake make compiler hiredis
  if [ "$task" = --release ]; then echo ld64.lld-14 llvm-strip-14; fi
  if [ "$task" != --demo ] && [ "$task" != --release ]; then echo redis-server libuv openssl openssl-tool googletest script; fi
  if [ "$task" = --ci ]; then echo clang-format clang libfuzzer llvm gcc spin; fi
  if [ "$task" = --ci ] || [ "$task" = --ecosystem ]; then echo prometheus chromium postgres pgbouncer python3; fi
  if [ "$task" = --bench ]; then echo postgres; fi
  if [ "$task" = --matrix ]; then
    echo debootstrap qemu-aarch64 aarch64-linux-gnu-gcc arm64-libc arm64-libstdc++ musl-gcc
  fi
}

package_manager() {
  local manager
  for manager in apt-get dnf apk brew; do
    if has "$manager"; then echo "$manager" && return; fi
  done
  echo none
}

package_of() {
  case $1:$2 in
    apt-get:compiler | apk:compiler) echo g++ ;;
    dnf:compiler) echo gcc-c++ ;;
    brew:compiler) echo gcc ;;
    apt-get:hiredis) echo libhiredis-dev ;;
    dnf:hiredis) echo hiredis-devel ;;
    apk:hiredis) echo hiredis-dev ;;
    apt-get:libuv) echo libuv1-dev ;;
    dnf:libuv) echo libuv-devel ;;
    apk:libuv) echo libuv-dev ;;
    apt-get:openssl) echo libssl-dev ;;
    dnf:openssl) echo openssl-devel ;;
    apk:openssl) echo openssl-dev ;;
    apt-get:googletest) echo libgtest-dev ;;
    dnf:googletest) echo gtest-devel ;;
    apk:googletest) echo gtest-dev ;;
    *:openssl-tool) echo openssl ;;
    # A pseudo-terminal for the tests of the command line.
    apt-get:script) echo bsdutils ;;
    dnf:script) echo util-linux-script ;;
    *:script) echo util-linux ;;
    apt-get:libfuzzer) echo libclang-rt-14-dev ;;
    *:libfuzzer) echo compiler-rt ;;
    # Without the packages qemu-user-static and qemu-user-binfmt, which would give arm64 programs to the whole machine.
    apt-get:qemu-aarch64) echo qemu-user ;;
    apt-get:aarch64-linux-gnu-gcc) echo gcc-aarch64-linux-gnu ;;
    apt-get:arm64-libc) echo libc6-dev-arm64-cross ;;
    apt-get:arm64-libstdc++) echo libstdc++6-arm64-cross ;;
    apt-get:musl-gcc) echo musl-tools ;;
    apt-get:ld64.lld-14) echo lld-14 ;;
    apt-get:llvm-strip-14) echo llvm-14 ;;
    apt-get:postgres | apk:postgres | brew:postgres) echo postgresql ;;
    dnf:postgres) echo postgresql-server ;;
    apt-get:redis-server) echo redis-server ;;
    *:redis-server) echo redis ;;
    dnf:clang-format) echo clang-tools-extra ;;
    apk:clang-format) echo clang-extra-tools ;;
    *) echo "$2" ;;
  esac
}

install_line() {
  local sudo=
  if [ "$(id -u)" != 0 ]; then sudo='sudo '; fi
  case $1 in
    apt-get) echo "${sudo}apt-get install -y --no-install-recommends" ;;
    dnf) echo "${sudo}dnf install -y" ;;
    apk) echo "${sudo}apk add" ;;
    brew) echo "brew install" ;;
    none) echo "install" ;;
  esac
}

check_node() {
  local major=0
  if has node; then major=$(node -p 'process.versions.node.split(".")[0]'); fi
  if [ "$major" -lt 20 ] || ! has npm; then
    echo "onceonly needs Node.js 20 or later with npm: https://nodejs.org" >&2
    exit 1
  fi
}

# Debian starts a service as soon as its package is installed, unless this file says 101 (forbidden).
policy=/usr/sbin/policy-rc.d
forbid_services() {
  if [ -e "$policy" ] && [ ! -e "$policy.onceonly" ]; then as_root mv "$policy" "$policy.onceonly"; fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}
allow_services() {
  as_root rm -f "$policy"
  if [ -e "$policy.onceonly" ]; then as_root mv "$policy.onceonly" "$policy"; fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_be_root() {
  [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }
}

apt_install() {
  trap allow_services EXIT
  forbid_services
  if ! apt-get install --simulate -qq "$@" >/dev/null 2>&1; then
    echo "+ apt-get update"
    as_root apt-get update -qq
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  allow_services
  trap - EXIT
  local service
  for service in redis-server prometheus postgresql pgbouncer; do
    if [ -d /run/systemd/system ] && [[ " $* " == *" $service "* ]]; then
      as_root systemctl disable --quiet "$service" || true
    fi
  done
}

missing_packages() {
  local tool
  for tool in $(tools_for_task); do
    if ! is_there "$tool"; then package_of "$1" "$tool"; fi
  done
}

install_missing() {
  local manager packages line
  manager=$(package_manager)
  packages=$(missing_packages "$manager" | xargs)
  if [ -z "$packages" ]; then return; fi
  line="$(install_line "$manager") $packages"
  if [ "$manager" = apt-get ] && may_be_root; then
    echo "+ $line"
    # Unquoted: these are words, none of which needs quotes.
    # shellcheck disable=SC2086
    apt_install $packages
    if [ -z "$(missing_packages "$manager")" ]; then return; fi
  fi
  echo "onceonly needs more of this machine:  $line" >&2
  exit 1
}

install_npm_packages() {
  if [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "+ npm ci"
    npm ci --ignore-scripts --no-audit --no-fund
  fi
}

# Two runs at the same time must not build in one folder.
build_addon() {
  mkdir -p build
  if has flock; then
    flock build/.lock node scripts/build.js --if-changed
  else
    node scripts/build.js --if-changed
  fi
}

check_node
install_missing
install_npm_packages
build_addon
