#!/usr/bin/env bash
# Install what the app needs and start it: bash scripts/run.sh [options of streamlit run]
# Only this machine can open it; --server.address=0.0.0.0 shares it with everybody who can reach the machine.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh" requirements.txt
echo "Open to this machine only. To share it: bash scripts/run.sh --server.address=0.0.0.0"
exec .venv/bin/streamlit run app.py --server.address=localhost "$@"
