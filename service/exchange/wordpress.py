"""WordPress's export (Tools, Export): WXR, an RSS feed whose items hold their comments."""

from datetime import UTC, datetime

from lxml import etree

from service.exchange.elements import elements, local_name, text_of
from service.exchange.markup import has_breaks, to_markdown
from service.exchange.records import Read, Record, Thread, Trouble, person_of
from service.exchange.source import Source
from service.lifecycle import Status

_NO_TIME = "0000-00-00 00:00:00"
_STATUSES = {
    "1": Status.PUBLISHED,
    "approve": Status.PUBLISHED,
    "0": Status.HELD,
    "hold": Status.HELD,
}
_LEFT_OUT = {"spam": "spam there", "trash": "deleted there", "post-trashed": "deleted there"}
_PRIVATE = {"private", "draft", "pending", "trash", "auto-draft"}


def read(source: Source) -> Read:
    """Every comment, below the item around it."""
    for each in elements(source.stream, outer=frozenset({"item"}), inner=frozenset({"comment"})):
        if isinstance(each, Trouble):
            yield each
        elif local_name(each) == "comment":
            yield _comment(each)


def _comment(element: etree._Element) -> Record | Trouble:
    key = text_of(element, "comment_id")
    item = element.getparent()
    place = f"comment {key}" if key else f"line {element.sourceline}"
    at = _time(element)
    if not key or item is None or at is None:
        return Trouble(place, "it has no id" if not key else "comment_date_gmt: this is no time")
    content, name = text_of(element, "comment_content"), text_of(element, "comment_author")
    parent = text_of(element, "comment_parent")
    left_out, status = _fate(element, item)
    return Record(
        place=place, key=key,
        thread=Thread(
            text_of(item, "post_id"), text_of(item, "link"), text_of(item, "title")
        ),
        author_key=_author(element, name), author_name=name,
        # What breaks lines there are line feeds; paragraphs are made when the page is shown.
        text=to_markdown(content, has_lines=not has_breaks(content) or "\n" in content), at=at,
        parent_key=parent if parent not in ("", "0") else None, status=status, left_out=left_out,
    )  # fmt: skip


def _fate(element: etree._Element, item: etree._Element) -> tuple[str | None, Status | None]:
    """(why it is left out, its status)."""
    kind, approved = text_of(element, "comment_type"), text_of(element, "comment_approved")
    if kind not in ("", "comment"):
        return f"{kind} of WordPress" if len(kind) < 30 else "no comment", None
    if text_of(item, "status") in _PRIVATE or text_of(item, "post_password"):
        return "below a page that is not public", None
    return _LEFT_OUT.get(approved), _STATUSES.get(approved, Status.HELD)


def _author(element: etree._Element, name: str) -> str:
    account = text_of(element, "comment_user_id")
    if account not in ("", "0"):
        return f"account-{account}"
    return person_of(name, text_of(element, "comment_author_email"))


def _time(element: etree._Element) -> datetime | None:
    for name in ("comment_date_gmt", "comment_date"):
        said = text_of(element, name)
        try:
            if said != _NO_TIME:
                return datetime.strptime(said, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
