"""Faults: the real roles as processes, load, one fault, then the books are checked."""
