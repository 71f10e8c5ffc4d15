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

cpu_index=https://download.pytorch.org/whl/cpu

has_nvidia() { [ -e /proc/driver/nvidia/version ] || nvidia-smi -L >/dev/null 2>&1; }

# In at most ten seconds, also where a firewall answers nothing or the name is looked up in vain.
answers() {
  timeout 10 .venv/bin/python - "$1" 2>/dev/null <<'PYTHON'
import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=5).close()
PYTHON
}

# The wheel of torch for Linux that pip finds on PyPI brings CUDA with it, some gigabytes. PyTorch's own index has one
# without, of the same version. Whichever is there already stays. What torch needs is installed with all other packages.
install_torch() {
  local torch
  torch=$(grep '^torch==' requirements.txt)
  if [ "$(uname -s)" != Linux ] || .venv/bin/python - "${torch#torch==}" 2>/dev/null <<'PYTHON'
import sys
from importlib.metadata import version
sys.exit(version("torch").split("+")[0] != sys.argv[1])
PYTHON
  then
    return
  fi
  if has_nvidia; then
    echo "PyTorch: the build that pip finds, with CUDA, for there is an NVIDIA GPU."
  elif answers "$cpu_index/torch/" &&
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --index-url "$cpu_index" "$torch"; then
    echo "PyTorch: the build without CUDA of $cpu_index, for there is no NVIDIA GPU."
  else
    echo "PyTorch: the build that pip finds, which may bring CUDA, for $cpu_index cannot be reached from here."
  fi
}

# Nothing to do when the same file was installed before: a second start takes no time and no network.
stamp=.venv/.installed-$1
if ! cmp -s <(cat requirements.txt "$1") "$stamp"; then
  install_torch
  .venv/bin/pip install --quiet --disable-pip-version-check -r "$1"
  cat requirements.txt "$1" > "$stamp"
fi
