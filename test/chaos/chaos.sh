#!/usr/bin/env bash
# npm run chaos -- [--rounds N] [--seed N]: faults under load, N times over: what is killed, frozen and cut off is chosen by the seed.
set -euo pipefail
export CHAOS_ROUNDS=60
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) CHAOS_ROUNDS=${2:?--rounds needs a number} ;;
    --seed) export CHAOS_SEED=${2:?--seed needs a number} ;;
    *) echo "usage: npm run chaos -- [--rounds N] [--seed N]" >&2; exit 2 ;;
  esac
  shift 2
done
NODE_OPTIONS=--experimental-vm-modules exec npx jest test/chaos
