#!/usr/bin/env bash
# Install what is needed, and run every check: format, lint, types, unit, page and browser tests, and the short benchmarks.
# With --quick (after an edit, under 90 seconds once all is installed): format, lint, types, and the tests of what changed.
# With --benchmarks: every benchmark, the long ones included, and nothing else.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh" requirements-dev.txt

case "${1:-}" in
  "" | --benchmarks) quick=no ;;
  --quick) quick=yes ;;
  *) echo "usage: bash scripts/test.sh [--quick | --benchmarks]" >&2; exit 2 ;;
esac

if [ $quick = no ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
  # Debian's own package; elsewhere (Ubuntu's is a snap) the build that Playwright brings, with the libraries it needs.
  if grep -q '^ID=debian' /etc/os-release; then
    apt_install chromium
  else
    as_root "$PWD/.venv/bin/python" -m playwright install-deps chromium
    .venv/bin/python -m playwright install chromium
  fi
fi

# Node checks types and the browser's modules; nothing that runs needs it.
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
  apt_install nodejs npm
fi
# Nothing to do when the same packages were installed before.
if ! cmp -s package-lock.json node_modules/.installed-lock; then
  npm ci --ignore-scripts --silent
  cp package-lock.json node_modules/.installed-lock
fi

export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 # two test processes on two cores: more threads would only get in each other's way

# One at a time: they measure what a reader feels. Runs of their own with a browser, for each drives one of its own.
benchmarks() {
  .venv/bin/python -m pytest -q -s -m "$1" tests/browser
  .venv/bin/python -m pytest -q -s -m "$1" tests/benchmarks
}

if [ "${1:-}" = --benchmarks ]; then
  .venv/bin/python -m pytest -q -s -m benchmark tests/observation
  benchmarks benchmark
  exit
fi

.venv/bin/ruff format --check .
.venv/bin/ruff check .
npx --no-install eslint browser tests/browser_units
npx --no-install tsc
node --test tests/browser_units/*.test.js

if [ $quick = yes ]; then
  report=$(mktemp)
  trap 'rm -f "$report"' EXIT
  npx --no-install pyright >"$report" & # beside the tests: it takes half of the time
  types=$!
  failed=0
  .venv/bin/python -m pytest -q -n 2 --dist worksteal --budget 30 -m "not browser and not benchmark and not slow" \
    $(.venv/bin/python -m scripts.changed) || failed=1
  wait $types || failed=1
  cat "$report"
  exit $failed
fi

npx --no-install pyright
.venv/bin/python -m pytest -q -n 2 --dist worksteal -m "not browser and not benchmark"
.venv/bin/python -m pytest -q -n 2 --dist worksteal -m "browser and not benchmark" # each with a server and a browser
benchmarks "benchmark and not long"
