"""HTTP only: parse, authorise, open a transaction, call one room, serialise."""
