"""The doors to objects: whose is it?"""

from service.identity.actors import Actor, ReaderActor


def is_own(actor: Actor, site_id: int, reader_id: int) -> bool:
    """Whether the object of that reader belongs to `actor`."""
    return isinstance(actor, ReaderActor) and (actor.site_id, actor.id) == (site_id, reader_id)
