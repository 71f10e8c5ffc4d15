#!/usr/bin/env bash
# Install what the app needs and start it: bash scripts/run.sh [options of streamlit run]
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh" requirements.txt
exec .venv/bin/streamlit run app.py "$@"
