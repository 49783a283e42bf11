#!/bin/sh
# usage: test/cross/arm64.sh [files] [TARGET...]
# Builds for arm64 and runs that here, under QEMU; see test/cross/run.
exec "$(dirname "$0")/run" aarch64 "$@"
