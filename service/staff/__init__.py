"""How staff come in and are looked after: passwords, codes, passkeys, invitations."""
