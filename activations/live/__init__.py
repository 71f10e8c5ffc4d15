"""Live training runs: a trainer process that owns them, a supervisor in the web server, and the feed to browsers."""
