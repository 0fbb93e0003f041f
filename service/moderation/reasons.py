"""The reasons for which moderators decide: a site's own list, or the one that Parley ships."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql import bindparam

SETTING = "reasons"  # in sites.settings
OTHER = "other"


class Reason(BaseModel):
    """One reason: what moderators see, and what the author is told about rule and law."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    names: Mapping[str, str] = Field(min_length=1, max_length=40, description="by language")
    rule: str = Field(min_length=1, max_length=1_000)
    rules: Mapping[str, str] = Field(default={}, max_length=40, description="the rule by language")
    ground: Literal["terms", "law"] = "terms"
    legal_ground: str | None = Field(default=None, max_length=1_000)
    category: str = Field(default="SCOPE_OF_PLATFORM_SERVICE", max_length=100)

    def rule_in(self, languages: Iterable[str]) -> str:
        """The rule in the first of these languages that `rules` has, else `rule`."""
        return next((self.rules[each] for each in languages if each in self.rules), self.rule)


@cache
def default_reasons() -> tuple[Reason, ...]:
    """The list that a site begins with."""
    raw = (Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8")
    return tuple(
        Reason.model_validate({**each, "rules": {"en": each["rule"], **each["rules"]}})
        for each in tomllib.loads(raw)["reasons"]
    )


def reasons_of(session: Session, site_id: int) -> tuple[Reason, ...]:
    """The site's list, in its own order."""
    own = session.execute(_OWN, {"site": site_id}).scalar_one_or_none()
    return tuple(Reason.model_validate(each) for each in own) if own else default_reasons()


def save_reasons(session: Session, site_id: int, reasons: Sequence[Reason]) -> None:
    """Replace the site's list; an empty one brings the shipped list back."""
    body: list[Any] = [each.model_dump() for each in reasons]
    session.execute(_SAVE, {"site": site_id, "body": body})


def are_exports_on(session: Session, site_id: int) -> bool:
    """Whether the site exports statements of reasons (`exports_statements` in its settings)."""
    return session.execute(_EXPORTS, {"site": site_id}).scalar_one_or_none() == "true"


def find(reasons: Sequence[Reason], code: str | None) -> Reason:
    """The reason with this code; an unknown code, or none, counts as `other`."""
    by_code = {each.code: each for each in (*default_reasons(), *reasons)}
    return by_code.get(code or OTHER) or by_code[OTHER]


_OWN = text(f"SELECT settings -> '{SETTING}' FROM sites WHERE id = :site")
_SAVE = text(f"""
    UPDATE sites SET settings = settings || jsonb_build_object('{SETTING}', cast(:body AS jsonb))
    WHERE id = :site
""").bindparams(bindparam("body", type_=JSONB))
_EXPORTS = text("SELECT settings ->> 'exports_statements' FROM sites WHERE id = :site")
