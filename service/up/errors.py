"""What may keep Parley from starting: each is told to the operator as one plain sentence."""


class CannotStart(Exception):
    """Parley cannot start; the text says why and what to do about it."""


class Interrupted(Exception):
    """The operator pressed Ctrl-C, or the machine asked us to end."""
