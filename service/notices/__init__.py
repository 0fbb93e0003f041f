"""What readers are told by mail: sign-in links, and digests of replies and decisions."""
