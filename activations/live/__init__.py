"""Live runs: a trainer process that trains, a server side that watches it and feeds browsers, messages between them."""
