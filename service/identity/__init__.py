"""Who speaks and what they may do: actors, tokens, permissions, the doors to objects."""
