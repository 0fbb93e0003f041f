"""Every SELECT that returns numbers: `rollup.py` counts the ledger, `stats.py` reads the counts."""
