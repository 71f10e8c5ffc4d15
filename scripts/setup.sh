#!/usr/bin/env bash
# Sourced by run.sh and test.sh: a virtual environment in .venv with the pinned packages of the file named in $1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_install() {
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
  apt_install python3 python3-venv
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Activation Lab needs Python 3.11 or newer; $("$python" --version) was found. Set PYTHON to a newer one." >&2
  exit 1
fi
if [ ! -x .venv/bin/pip ]; then
  # Debian and Ubuntu ship venv without its pip wheel until python3-venv is installed.
  "$python" -c 'import ensurepip' 2>/dev/null || apt_install "python3.$("$python" -c 'import sys; print(sys.version_info[1])')-venv"
  "$python" -m venv .venv
fi
# Nothing to do when the same file was installed before: a second start takes no time and no network.
stamp=.venv/.installed-$1
if ! cmp -s <(cat requirements.txt "$1") "$stamp"; then
  .venv/bin/pip install --quiet --disable-pip-version-check -r "$1"
  cat requirements.txt "$1" > "$stamp"
fi
