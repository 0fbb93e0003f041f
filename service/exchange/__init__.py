"""Moving a community in and out: formats to and from comments, on the ordinary way."""
