"""Who may come in at all, for requests that make no sense: a stranger learns nothing of what a route
takes. A good request is not asked here: its view says who may what.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from service.api import auth, places, review_queries, voices
from service.errors import NotFound, ParleyError
from service.identity.actors import KeyActor, StaffActor
from service.identity.keys import Scope
from service.identity.permissions import Permission, require, require_operator
from service.ids import parse_public_id

_V1 = "/api/v1"
_SITE = re.compile(r"^/sites/<site>/")
# By the first word below a site; what is not named here is for everybody.
_BELOW_SITE: Mapping[str, Permission] = {
    **dict.fromkeys(
        ("keys", "signing-keys", "webhooks", "deliveries", "external", "settings", "refusals",
         "statements", "acts"), Permission.ADMINISTER,
    ),
    **dict.fromkeys(("staff", "invitations"), Permission.MANAGE_STAFF),
    "statistics": Permission.SEE_STATISTICS,
}  # fmt: skip
_TRIED = ("/policy/checks", "/policy/replays")  # a draft: nothing is changed


def refusal() -> ParleyError | None:
    """Why whoever asks may not do what this request wants, or None. Where it does not say which
    site it means, any of theirs will do."""
    rule = str(request.url_rule or "")
    if not rule.startswith(f"{_V1}/"):
        return None
    try:
        _demand(rule.removeprefix(_V1))
    except ParleyError as error:
        return error
    return None


def _demand(rule: str) -> None:
    if rule.startswith("/review/"):
        _demand_moderator()
    elif rule.startswith("/account"):
        auth.staff_member()
    elif rule == "/sites":
        require_operator(auth.current_actor())
    elif rule.startswith("/comments/") and request.method != "GET":
        _demand_participant(rule)
    elif _SITE.match(rule):
        _demand_on_site(_SITE.sub("", rule))


def _demand_moderator() -> None:
    actor = auth.moderating()
    named = request.view_args or {}
    public = named.get("id") or named.get("batch")
    if public is not None:
        review_queries.moderating_of(public)
        return
    slug = _slug()
    if slug is None and isinstance(actor, StaffActor) and len(actor.roles) > 1:
        if not any(auth.may_moderate(actor, site_id) for site_id in actor.roles):
            raise NotFound("say which site")
        return
    review_queries.moderating(slug)


def _slug() -> str | None:
    """The site that query or body names, if they do."""
    body: Any = request.get_json(silent=True)
    bodies = [body, body.get("filter"), body.get("filters")] if isinstance(body, dict) else []
    named = [
        request.args.get("site"),
        *(each.get("site") for each in bodies if isinstance(each, dict)),
    ]
    return next((each for each in named if isinstance(each, str)), None)


def _demand_participant(rule: str) -> None:
    actor = auth.current_actor()
    site_id, _ = parse_public_id((request.view_args or {})["id"])
    if rule.endswith("/appeals"):
        auth.reader(site_id)
    elif not isinstance(actor, StaffActor) or not auth.may_moderate(actor, site_id):
        voices.participant(site_id)


def _demand_on_site(below: str) -> None:
    named = request.view_args or {}
    word = re.split(r"[/.]", below, maxsplit=1)[0]
    permission = _permission(word, f"/{below}")
    if permission is not None:
        # Mails go to people: no program has any.
        actor = auth.staff_member() if below.endswith("/mails") else auth.current_actor()
        require(actor, permission, places.site_id(named["site"]))
    elif word == "mine" or below.endswith(("/mine", "/nudges")):
        auth.reader(places.site_id(named["site"]))
    elif word == "articles" and request.method in ("POST", "PUT") and not below.endswith("/views"):
        _demand_writer(places.site_id(named["site"]), may_be_staff=request.method == "POST")
    elif word == "readers" and named["reader"] == "me":
        auth.reader(places.site_id(named["site"]))


def _permission(word: str, below: str) -> Permission | None:
    if word == "readers":
        is_own = (request.view_args or {}).get("reader") == "me"
        return None if is_own else Permission.ERASE_READERS
    if word == "reasons":
        return None if request.method == "GET" else Permission.WRITE_POLICY
    if word == "policy":
        reads = request.method == "GET" or below.startswith(_TRIED)
        return Permission.READ_POLICY if reads else Permission.WRITE_POLICY
    return _BELOW_SITE.get(word)


def _demand_writer(site_id: int, *, may_be_staff: bool) -> None:
    if isinstance(auth.current_actor(), KeyActor):
        auth.key_with(site_id, Scope.POST)
    elif may_be_staff:
        voices.participant(site_id)
    else:
        auth.reader(site_id)
