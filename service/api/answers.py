"""Answers: JSON once, tables for spreadsheets, ETags, and who may keep them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from flask import Response, request

from service.api.schemas import TableQuery

PRIVATE = "no-store"
PUBLIC = "public, max-age=0, s-maxage=2"
# Without it Excel reads a CSV in the machine's old charset, and Arabic is garbage.
BYTE_ORDER_MARK = "\ufeff"
_SEPARATORS = {"comma": ",", "semicolon": ";"}
# Where a cell begins: at its start, and behind what some spreadsheet takes for a separator. A file
# made for one is opened in the other, and then the rest of a cell is a cell.
_FORMULA = re.compile(r"""((?:^|[,;\t\r\n])["']*)(?=[=+\-@])""")


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """A JSON answer that nobody may keep."""
    response = Response(orjson.dumps(body), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = PRIVATE
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def conditional(body: Any) -> Response:
    """A private answer to be polled: 304 while it is the same."""
    response = answer(body)
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]  # werkzeug types it wider


def public(body: bytes, etag: str) -> Response:
    """A public feed: shared caches may keep it for two seconds; 304 when the ETag matches.

    Asked with credentials it is not for caches, though it is the same for everybody.
    """
    if matches(etag):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = PRIVATE if request.headers.get("Authorization") else PUBLIC
    response.headers["ETag"] = f'"{etag}"'
    return response


def table(name: str, rows: Iterable[Sequence[Any]], query: TableQuery) -> Response:
    """A CSV that people download and open in a spreadsheet, the names of its columns first: in
    UTF-8 and marked as such, and no cell is a formula. Programs ask for the JSON."""
    response = Response(_lines(rows, query), mimetype="text/csv")
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: what looks like a formula gets an apostrophe before it,
    also behind what another spreadsheet takes for the end of a cell."""
    if cell[:1] in ("\t", "\r"):
        return "'" + cell
    return _FORMULA.sub(r"\1'", cell)


def _lines(rows: Iterable[Sequence[Any]], query: TableQuery) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    for row in rows:
        line = io.StringIO()
        writer = csv.writer(line, delimiter=_SEPARATORS[query.separator])
        writer.writerow(_cell(each, query) for each in row)
        yield line.getvalue()


def _cell(value: Any, query: TableQuery) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, float) and query.decimal == "comma":
        return str(value).replace(".", ",")
    return value


def matches(etag: str) -> bool:
    """Whether the client has this version already (If-None-Match, compared weakly)."""
    asked = request.headers.get("If-None-Match")
    if asked is None:
        return False
    return any(each.strip().removeprefix("W/") in (f'"{etag}"', "*") for each in asked.split(","))


def listing(items: list[Any], next_cursor: str | None = None, **more: Any) -> dict[str, Any]:
    """A list in the contract's form."""
    return {"items": items, "next_cursor": next_cursor, **more}
