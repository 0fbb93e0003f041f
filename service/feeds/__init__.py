"""Every SELECT that returns many comments. Read-only; rows are frozen dataclasses."""
