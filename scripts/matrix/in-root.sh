#!/bin/sh
# Runs a command inside another root: in-root.sh <root> <checkout> <command ...>. Call it in a mount namespace of its own.
set -eu
root=$1
checkout=$2
shift 2
mount --make-rprivate /
mkdir -p "$root/host" "$root$checkout"
mount --bind / "$root/host"
mount -o remount,bind,ro "$root/host"
mount --bind "$checkout" "$root$checkout"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
# debootstrap leaves these out, so not even "localhost" is known.
cp /etc/hosts /etc/resolv.conf "$root/etc/"
# They name files of this machine.
unset CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE
exec chroot "$root" sh -c 'cd "$0" && exec "$@"' "$checkout" "$@"
