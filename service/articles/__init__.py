"""The page under discussion: addresses in canonical form, found or created."""
