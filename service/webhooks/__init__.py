"""Telling publishers what happened: signed, in order, at least once."""
