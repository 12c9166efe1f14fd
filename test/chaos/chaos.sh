#!/usr/bin/env bash
# npm run chaos -- [--rounds N] [--seed N]: faults under load, N times over: what is killed, frozen and cut off is chosen by the seed.
# npm run chaos -- --model N [--seed N]: N random operations on the log of the event server, compared with a model.
# npm run chaos -- --requests N [--seed N]: N valid requests to the API, some with hostile values, of two schools at once.
# npm run chaos -- --histories N [--seed N]: what a governor can work out of the figures of N random schools.
# npm run chaos -- --deadlines N: N alarms fall due while the worker is killed and its queue is lost.
set -euo pipefail
usage="usage: npm run chaos -- [--rounds N | --model N | --requests N | --deadlines N | --histories N] [--seed N]"
specs=(test/chaos test/e2e/crash)
export CHAOS_ROUNDS=60
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) CHAOS_ROUNDS=${2:?$usage} ;;
    --deadlines) export CHAOS_DEADLINES=${2:?$usage}; specs=(test/chaos/deadlines.int-spec.ts) ;;
    --requests) export CHAOS_REQUESTS=${2:?$usage}; specs=(test/chaos/requests.int-spec.ts) ;;
    --histories) export HISTORIES=${2:?$usage}; specs=(libs/governors/release-histories.spec.ts) ;;
    --model) export MODEL_OPERATIONS=${2:?$usage}; specs=(test/conformance/model.int-spec.ts) ;;
    --seed) export CHAOS_SEED=${2:?$usage} HISTORIES_SEED=$2 ;;
    *) echo "$usage" >&2; exit 2 ;;
  esac
  shift 2
done
exec npx jest --runInBand "${specs[@]}"
