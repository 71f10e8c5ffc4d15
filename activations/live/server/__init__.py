"""The web server's side of live runs: it starts the trainer process, keeps what it reports, and feeds browsers."""
