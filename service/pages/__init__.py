"""Pages of HTML: console, demo, the plain thread; the same rank as `api`."""
