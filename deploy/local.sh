#!/usr/bin/env bash
# The production processes on this one machine without containers: web, worker and beat on PostgreSQL and Redis
# (those of DATABASE_URL and REDIS_URL, else throw-away ones from the test packages), then the smoke test.
#   deploy/local.sh            start, smoke test, stop; exit code of the smoke test
#   deploy/local.sh --keep     the same, but keep running until Ctrl-C
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
QANTARA_INSTALL_DEVELOPMENT=1 ./run install
exec "${QANTARA_VENV:-.venv}/bin/python" -m tools.production "$@"
