"""XML of strangers, an element at a time: no declared entities, nothing fetched, nothing kept."""

import re
from collections.abc import Iterator
from typing import IO

from lxml import etree

from service.exchange.records import Trouble

# Which XML forbids and old databases are full of; no UTF-8 sequence holds these bytes.
_FORBIDDEN = bytes(each for each in range(0x20) if each not in b"\t\n\r")


class _Clean:
    """A stream without the bytes that would end the reading."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._has_begun = False

    def read(self, size: int = -1) -> bytes:
        raw = self._stream.read(size).translate(None, _FORBIDDEN)
        if not self._has_begun:
            # A blank before the declaration is no XML, but exports of WordPress have it.
            raw, self._has_begun = raw.lstrip(), True
        return raw


def elements(
    stream: IO[bytes], *, outer: frozenset[str], inner: frozenset[str] = frozenset()
) -> Iterator[etree._Element | Trouble]:
    """Each element of these names once it has ended, in whatever namespace. An `inner` one comes
    before the `outer` one around it. Do not keep them: each is emptied when the next is asked for.

    A document type is refused, since entities that expand without end hide there. Ends with a
    Trouble where the XML does.
    """
    try:
        parse = etree.iterparse(
            _Clean(stream), events=("end",), tag=[f"{{*}}{name}" for name in outer | inner],
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        is_known = False
        for _, element in parse:
            if not is_known:
                if element.getroottree().docinfo.internalDTD is not None:
                    yield Trouble("line 1", "it declares a document type, as no export does")
                    return
                is_known = True
            parent = element.getparent()
            if local_name(element) in outer and parent is not None and local_name(parent) in outer:
                continue  # the thread that a post of Disqus names
            yield element
            _forget(element)
    except etree.XMLSyntaxError as error:
        yield Trouble(
            f"line {error.lineno or 1}", re.sub(r", line \d+, column \d+.*", "", str(error))
        )


def local_name(element: etree._Element) -> str:
    return etree.QName(element).localname


def text_of(element: etree._Element, *path: str) -> str:
    """The text of a child, of a child of that …; "" where there is none."""
    for name in path:
        found = next((each for each in element if local_name(each) == name), None)
        if found is None:
            return ""
        element = found
    return "".join(str(each) for each in element.itertext()).strip()


def attribute_of(element: etree._Element, child: str, name: str) -> str:
    """An attribute of a child, in whatever namespace; "" where there is none."""
    found = next((each for each in element if local_name(each) == child), None)
    return attribute(found, name) if found is not None else ""


def attribute(element: etree._Element, name: str) -> str:
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return str(value)
    return ""


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    # What stood before it, too: else a million empty elements remain.
    while (
        parent is not None
        and local_name(element) != "comment"
        and element.getprevious() is not None
    ):
        del parent[0]
