"""Sites: made and listed by operators, their settings changed by their own admins."""

from typing import Any
from zoneinfo import available_timezones

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.analytics.totals import totals_of_sites
from service.api import auth, places
from service.api.answers import answer, listing
from service.api.config import settings
from service.api.schemas import Body, SitePath
from service.articles import sites
from service.challenges import is_under_attack
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Invalid
from service.identity.permissions import Permission, require_operator
from service.limiting import refusals
from service.staff.acts import note_act

api = APIBlueprint("sites", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="sites")])

_Days = Field(default=None, ge=0, le=3_650)


class NewSite(Body):
    site: str = Field(max_length=64, description="its name in addresses and in data-site")
    name: str = Field(min_length=1, max_length=100)
    origins: list[str] = Field(min_length=1, max_length=20)
    languages: list[str] = Field(default=["en"], min_length=1, max_length=20)


class SettingsBody(Body):
    """What is absent stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=100)
    origins: list[str] | None = Field(default=None, min_length=1, max_length=20)
    languages: list[str] | None = Field(default=None, min_length=1, max_length=20)
    time_zone: str | None = Field(default=None, max_length=64)
    withdrawn_days: int | None = _Days
    rejected_days: int | None = _Days
    coral_tokens: bool | None = None
    guests: bool | None = Field(default=None, description="may one write with a name alone?")


_COLUMNS = ("name", "languages", "time_zone")
_SWITCHES = ("withdrawn_days", "rejected_days", "coral_tokens", "guests")


@api.get("/sites")
def list_sites() -> Response:
    """Every site of the installation with its totals, for operators."""
    require_operator(auth.current_actor())
    with transaction(ALL_SITES) as session:
        totals = totals_of_sites(session)
        rows = sites.all_sites(session)
    return answer(
        listing(
            [
                {
                    "site": each.slug, "name": each.name, "origins": each.origins,
                    "totals": totals.get(each.id, {"comments": 0}),
                }
                for each in rows
            ]
        )
    )  # fmt: skip


@api.post("/sites")
def add_site(body: NewSite) -> Response:
    """A new site; invite its first admin next."""
    actor, now = require_operator(auth.current_actor()), utc_now()
    slug, origins = sites.valid_slug(body.site), sites.valid_origins(body.origins)
    languages = _languages(body.languages)
    with transaction(ALL_SITES) as session:
        site_id = sites.create_site(
            session, slug, body.name, origins=origins, languages=languages, now=now
        )
        note_act(session, site_id, actor, ("site_made", slug), now=now)
    return answer({"site": slug, "name": body.name, "origins": origins}, 201)


@api.get("/sites/<site>/settings")
def show_settings(path: SitePath) -> Response:
    """What the site's admins may change besides its policy."""
    site_id = places.site_id(path.site)
    auth.staff_with(Permission.ADMINISTER, site_id)
    with transaction(site_id) as session:
        return answer(_settings_json(sites.site_by_slug(session, path.site)))


@api.put("/sites/<site>/settings")
def change_settings(path: SitePath, body: SettingsBody) -> Response:
    """Change what is given; the rest stays."""
    site_id = places.site_id(path.site)
    actor = auth.staff_with(Permission.ADMINISTER, site_id)
    given = _checked(body)
    columns = {name: given[name] for name in _COLUMNS if name in given}
    switches = {name: given[name] for name in _SWITCHES if name in given}
    with transaction(site_id) as session:
        before = _settings_json(sites.site_by_slug(session, path.site))
        sites.change_site(
            session, path.site, origins=given.get("origins"), settings=switches, **columns
        )
        after = _settings_json(sites.site_by_slug(session, path.site))
        changed = [name for name in after if after[name] != before[name]]
        note_act(
            session, site_id, actor, ("settings_changed", ", ".join(changed)), now=utc_now(),
            data={name: {"before": before[name], "after": after[name]} for name in changed},
        )  # fmt: skip
    return answer(after)


@api.get("/sites/<site>/refusals")
def show_refusals(path: SitePath) -> Response:
    """What was refused for frequency in the last 24 hours, and whether the site is under attack."""
    site_id = places.site_id(path.site)
    auth.staff_with(Permission.ADMINISTER, site_id)
    found = refusals(site_id, now=utc_now())
    return answer(
        {
            "are_limits_on": settings().are_limits_on,
            "is_under_attack": is_under_attack(site_id),
            "refused": [{"rule": rule, "count": found[rule]} for rule in sorted(found)],
        }
    )


def _checked(body: SettingsBody) -> dict[str, Any]:
    given = body.model_dump(exclude_none=True)
    if "origins" in given:
        given["origins"] = sites.valid_origins(given["origins"])
    if "languages" in given:
        given["languages"] = _languages(given["languages"])
    if given.get("time_zone", "UTC") not in available_timezones():
        raise Invalid("this is no time zone, such as Europe/Paris", fields=["time_zone"])
    return given


def _languages(codes: list[str]) -> list[str]:
    if not all(len(each) == 2 and each.isascii() and each.islower() for each in codes):
        raise Invalid("languages are codes of two letters, such as en", fields=["languages"])
    return sorted(set(codes))


def _settings_json(site: sites.SiteFacts) -> dict[str, Any]:
    return {
        "name": site.name,
        "origins": list(site.origins),
        "languages": list(site.languages),
        "time_zone": site.time_zone,
        "withdrawn_days": site.settings.get("withdrawn_days", sites.WITHDRAWN_DAYS),
        "rejected_days": site.settings.get("rejected_days", sites.REJECTED_DAYS),
        "coral_tokens": site.settings.get("coral_tokens", False),
        "guests": site.takes_guests,
    }
