"""create_app(): the core with every route. The only importer of every api module."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask_openapi3 import APIBlueprint, Info, OpenAPI

from service import tracing
from service.api import (
    account,
    articles,
    comments,
    external,
    feeds,
    health,
    keys,
    lab,
    metrics,
    notices,
    perspective,
    policies,
    previews,
    privacy,
    problems,
    protection,
    readers,
    repeating,
    reports,
    review,
    review_appeals,
    review_articles,
    review_authors,
    review_decisions,
    review_heat,
    review_log,
    review_notices,
    sessions,
    shadows,
    sharing,
    sites,
    staffing,
    stats,
    statuses,
    webhooks,
)
from service.api.auth import STAFF_COOKIE
from service.config import Settings, from_env
from service.core import create_core
from service.pages import (
    account_mails,
    account_providers,
    accounts,
    appeal,
    assets,
    console,
    demo,
    notice,
    thread,
)

logger = logging.getLogger(__name__)

BLUEPRINTS = (
    account.api,
    articles.api,
    comments.api,
    external.api,
    feeds.api,
    health.api,
    metrics.api,
    lab.api,
    keys.api,
    notices.api,
    policies.api,
    previews.api,
    privacy.api,
    readers.api,
    review.api,
    review_appeals.api,
    review_articles.api,
    review_authors.api,
    review_decisions.api,
    review_heat.api,
    review_log.api,
    review_notices.api,
    sessions.api,
    shadows.api,
    sites.api,
    staffing.api,
    reports.api,
    stats.api,
    webhooks.api,
)
# Routes that the OpenAPI document leaves out: Google's document describes Perspective's.
PAGES = (
    accounts.pages, account_mails.pages, account_providers.pages, appeal.pages, assets.pages,
    console.pages, demo.pages, notice.pages, thread.pages, perspective.api,
)  # fmt: skip


class Web(OpenAPI):
    """An OpenAPI whose functions are all of the ordinary kind."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is. Flask would look whether it is a coroutine, for each function
        of each request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """The web role's application."""
    settings = settings or from_env()
    settings.demand_secret()
    app = create_core(settings, flask=_openapi)
    if not app.extensions["parley"].are_limits_on:
        logger.warning("PARLEY_RATE_LIMITS=off: nothing is refused for frequency or repetition")
    problems.register(app)
    protection.protect(app, settings)
    for blueprint in BLUEPRINTS:
        _register(app, blueprint)
    statuses.document(app)  # type: ignore[arg-type]  # it is an OpenAPI
    repeating.document(app)  # type: ignore[arg-type]
    repeating.hold(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    app.after_request(sharing.share)
    app.after_request(_name_span)
    app.wsgi_app = tracing.traced(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _register(app: Flask, blueprint: APIBlueprint) -> None:
    """Add routes, and keep in the document what another module does at the same path."""
    documented = app.paths  # type: ignore[attr-defined]  # it is an OpenAPI
    before = dict(documented)
    app.register_api(blueprint)  # type: ignore[attr-defined]
    for path, item in before.items():
        for method, operation in item:
            if operation is not None and getattr(documented[path], method) is None:
                setattr(documented[path], method, operation)


def _name_span(response: Response) -> Response:
    # The rule, not the path: a path may hold what a reader or a publisher named.
    tracing.name_span(
        f"{request.method} {request.url_rule or 'nowhere'}", status=response.status_code
    )
    return response


def _openapi(name: str) -> Flask:
    return Web(
        name,
        info=Info(title="Parley", version="1", description="Discussions and their moderation."),
        security_schemes={
            "bearer": {"type": "http", "scheme": "bearer"},  # readers' tokens, API keys
            "staff": {"type": "apiKey", "in": "cookie", "name": STAFF_COOKIE},
        },
        static_folder=None,
        doc_prefix="/api",
        doc_url="/openapi.json",
        validation_error_callback=problems.validation_problem,
        validation_error_status=422,
    )
