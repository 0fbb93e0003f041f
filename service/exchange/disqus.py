"""Disqus's export: XML with threads first, then posts (Admin, Moderation, Export)."""

from datetime import datetime

from lxml import etree

from service.exchange.elements import attribute, attribute_of, elements, local_name, text_of
from service.exchange.jsonl import aware
from service.exchange.markup import has_breaks, to_markdown
from service.exchange.records import Read, Record, Thread, Trouble, person_of
from service.exchange.source import Source
from service.lifecycle import Status

_OUTER = frozenset({"thread", "post"})


def read(source: Source) -> Read:
    """Every post. Threads are kept while the file is read: some hundred bytes for an article."""
    threads: dict[str, tuple[Thread, bool]] = {}
    for each in elements(source.stream, outer=_OUTER):
        if isinstance(each, Trouble):
            yield each
        elif local_name(each) == "thread":
            threads[attribute(each, "id")] = _thread(each), _is(each, "isDeleted")
        else:
            yield _post(each, threads)


def _thread(element: etree._Element) -> Thread:
    # `id` is the publisher's own name of the page (disqus_identifier), where there is one.
    own = text_of(element, "id") or attribute(element, "id")
    return Thread(own, text_of(element, "link"), text_of(element, "title"))


def _post(element: etree._Element, threads: dict[str, tuple[Thread, bool]]) -> Record | Trouble:
    key = attribute(element, "id") or text_of(element, "id")
    place = f"post {key}" if key else f"line {element.sourceline}"
    thread, is_gone = threads.get(attribute_of(element, "thread", "id"), (None, False))
    if not key or thread is None:
        return Trouble(place, "it has no id" if not key else "its thread is not in the file")
    try:
        at = datetime.fromisoformat(text_of(element, "createdAt"))
    except ValueError:
        return Trouble(place, "createdAt: this is no time")
    message = text_of(element, "message")
    name = text_of(element, "author", "name")
    left_out = "deleted there" if is_gone or _is(element, "isDeleted") else None
    return Record(
        place=place, key=key, thread=thread, author_key=_author(element, name), author_name=name,
        text=to_markdown(message, has_lines=not has_breaks(message)), at=aware(at),
        parent_key=attribute_of(element, "parent", "id") or None, status=Status.PUBLISHED,
        left_out="spam there" if _is(element, "isSpam") else left_out,
    )  # fmt: skip


def _author(element: etree._Element, name: str) -> str:
    account = text_of(element, "author", "username")
    if account and text_of(element, "author", "isAnonymous") != "true":
        return f"account-{account}"
    return person_of(name, text_of(element, "author", "email"))


def _is(element: etree._Element, name: str) -> bool:
    return text_of(element, name) == "true"
