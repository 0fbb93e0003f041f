"""Readers' own accounts: by a link in a mail, or by an OpenID Connect provider of the site."""
