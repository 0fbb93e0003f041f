"""There and back: the provider's page, and the answer that it sends the reader back with."""

from dataclasses import asdict

import orjson
from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from service.accounts import addresses, arriving, asking, providers
from service.accounts.asking import Ask
from service.accounts.providers import Flow, Vouched
from service.clock import utc_now
from service.core import current_settings
from service.db import transaction
from service.errors import Invalid, ParleyError, Unavailable
from service.identity.sealing import seal, unseal
from service.pages.accounts import (
    ANSWERS_BY_ADDRESS,
    BROWSER,
    arrived,
    count,
    current_ask,
    problem,
)

pages = Blueprint("account_providers", __name__, url_prefix="/account")
pages.register_error_handler(ParleyError, problem)

FLOW = "__Host-parley_flow"  # lives while somebody is at the provider
_MINUTES = 30


@pages.get("/with/<int:provider>")
def go_to(provider: int) -> AnyResponse:
    """Off to the provider, with state, nonce and a PKCE challenge."""
    ask = current_ask()
    count(ANSWERS_BY_ADDRESS)
    with transaction(ask.site_id) as session:
        facts = providers.provider(session, ask.site_id, provider, secret=_secret())
    url, flow = providers.begin(facts, back=_back(), allow_private=_allows_private())
    kept = orjson.dumps({"word": request.args["word"], "flow": asdict(flow)})
    response = redirect(url)
    response.set_cookie(
        FLOW, seal(kept, secret=_secret()).decode(), max_age=_MINUTES * 60, path="/",
        secure=True, httponly=True, samesite="Lax",
    )  # fmt: skip
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/back")
def come_back() -> Response:
    """The provider's answer: checked, redeemed, and who it names is signed in."""
    ask, flow = _kept_flow()
    count(ANSWERS_BY_ADDRESS)
    now = utc_now()
    with transaction(ask.site_id) as session:
        facts = providers.provider(session, ask.site_id, flow.provider, secret=_secret())
    answer = f"{_back()}?{request.query_string.decode()}"
    vouched = providers.finish(
        facts, flow, answer, back=_back(), allow_private=_allows_private(), now=now
    )
    response = arrived(ask, _welcome(ask, vouched))
    response.delete_cookie(FLOW, secure=True, httponly=True, samesite="Lax")
    return response


def _welcome(ask: Ask, vouched: Vouched) -> str:
    now = utc_now()
    with transaction(ask.site_id) as session:
        reader_id = arriving.arrive_by_provider(
            session, ask.site_id, vouched.issuer, vouched.subject, vouched.name or ask.name,
            now=now,
        )  # fmt: skip
        if vouched.address and current_settings().sends_mail:
            _keep_address(session, ask, reader_id, vouched)
        return arriving.stay(session, ask.site_id, reader_id, now=now)


def _keep_address(session: Session, ask: Ask, reader_id: int, vouched: Vouched) -> None:
    try:
        address = addresses.valid_address(str(vouched.address))
    except Invalid:
        return  # they may do without mails
    addresses.keep(
        session, ask.site_id, reader_id, address, ask.language,
        secret=_secret(), now=utc_now(), issuer=vouched.issuer,
    )  # fmt: skip


def _kept_flow() -> tuple[Ask, Flow]:
    sealed = request.cookies.get(FLOW, "")
    if not sealed:
        raise Invalid("this sign-in was not begun in this browser")
    try:
        kept = orjson.loads(unseal(sealed.encode(), secret=_secret()))
    except Unavailable as error:
        raise Invalid("this sign-in was not begun here") from error
    browser = request.cookies.get(BROWSER, "")
    ask = asking.unpack(kept["word"], browser, secret=_secret(), now=utc_now())
    return ask, Flow(**kept["flow"])


def _back() -> str:
    return current_settings().public_url + url_for("account_providers.come_back")


def _allows_private() -> bool:
    return current_settings().allows_private_targets


def _secret() -> str:
    return current_settings().secret_key.get_secret_value()
