"""What people of another site must never get: a 5xx, a word that is not public, a changed row."""

from functools import cached_property
from typing import Any

from sqlalchemy import text

from service.db import ALL_SITES, transaction
from tests.security.operations import assert_documented, request_of
from tests.security.world import MARK, World

STRANGERS = ("reader B", "moderator B", "admin B", "publisher key B", "key B")
# What anybody may do on any site, whoever they are elsewhere.
FOR_EVERYBODY = {
    "GET sites/{site}/articles/{article}", "GET sites/{site}/articles/{article}/comments",
    "GET sites/{site}/articles/{article}/changes", "GET sites/{site}/counts",
    "GET comments/{id}", "GET comments/{id}/replies", "GET comments/{id}/conversation",
    "POST sites/{site}/sessions", "GET sites/{site}/sign-in", "GET sites/{site}/reasons",
    "POST sites/{site}/previews", "POST sites/{site}/articles/{article}/views",
    "POST sites/{site}/notices",
}  # fmt: skip
_OF_SITE = ("{site}", "comments/{id}", "review/", "{batch}")


class Watch:
    """Sees whether a request of a stranger touched what is of the world's first site."""

    def __init__(self, world: World) -> None:
        self.world = world
        by = world.people["moderator"]
        for name, path, body in (
            ("claim", "review/claims", {"site": "gazette"}),
            ("saved", "review/saved?site=gazette", {"name": MARK, "filters": {}}),
        ):
            world.things[name] = (world.open(by, "POST", path, None, body).json or {})["id"]
        self.kept = {table: self.rows(table) for table in self.tables}
        self.written = self.counters()

    @cached_property
    def tables(self) -> dict[str, str]:
        """Every table with rows of one site or of its staff, and how these are found."""
        with transaction(ALL_SITES) as session:
            found = session.execute(_COLUMNS).all()
            people = session.execute(_STAFF, {"site": self.world.site}).scalars().all()
        columns: dict[str, set[str]] = {}
        for table, column in found:
            columns.setdefault(table, set()).add(column)
        ids = ",".join(map(str, people))
        return {"sites": f"id = {self.world.site}", "staff": f"id IN ({ids})"} | {
            table: f"site_id = {self.world.site}" if "site_id" in has else f"staff_id IN ({ids})"
            for table, has in columns.items()
        }

    def rows(self, table: str) -> str:
        """A digest of that table's rows of the site."""
        digest = f"""SELECT md5(string_agg(t::text, '|' ORDER BY t::text))
                     FROM {table} AS t WHERE {self.tables[table]}"""
        with transaction(ALL_SITES) as session:
            return str(session.execute(text(digest)).scalar_one())

    def counters(self) -> dict[str, int]:
        """How many rows of each table were written since the transaction began."""
        with transaction(ALL_SITES) as session:
            return {row.relname: row.written for row in session.execute(_WRITTEN)}

    def ask(
        self, operation: str, actor: str, *, site: str = "gazette", query: Any = None,
        body: Any = None,
    ) -> None:  # fmt: skip
        """Ask as a stranger, with this site's ids, and look what came of it."""
        world = self.world
        known = {**world.things.of(actor), "site": site}
        method, path, good_query, good_body = request_of(operation, known)
        with world.undone():
            answer = world.open(
                world.people[actor], method, path, query or good_query, body or good_body
            )
            said = (operation, actor, site, answer.status_code, answer.text[:500])
            assert_documented(operation, answer)
            assert MARK not in answer.text, said
            if operation in FOR_EVERYBODY:
                return
            # Where neither path nor body names a site, it is the stranger's own.
            is_elsewhere = bool(body) and "{" not in operation and "gazette" not in str(body)
            is_named = (
                site == "gazette" and not query and not is_elsewhere
                and any(each in operation for each in _OF_SITE)
            )  # fmt: skip
            is_refused = answer.status_code >= 400 or '"ok":false' in answer.text
            assert is_refused or not is_named, said
            assert self.changed() == [], said

    def changed(self) -> list[str]:
        """Tables with rows of the site that are not what they were."""
        before, self.written = self.written, self.counters()
        moved = [each for each in self.written if self.written[each] != before.get(each)]
        return [each for each in moved if each in self.kept and self.rows(each) != self.kept[each]]


_COLUMNS = text("""
    SELECT c.table_name, c.column_name FROM information_schema.columns AS c
    JOIN pg_tables AS t ON t.tablename = c.table_name AND t.schemaname = c.table_schema
    WHERE c.table_schema = 'public' AND c.column_name IN ('site_id', 'staff_id')
""")
_STAFF = text("""
    SELECT id FROM staff WHERE is_operator
    UNION SELECT staff_id FROM memberships WHERE site_id = :site
""")
_WRITTEN = text("""
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS written FROM pg_stat_xact_user_tables
""")
