"""create_app(): the core with every route. The only importer of every api module."""

from flask import Flask, Response, request
from flask_openapi3 import Info, OpenAPI

from service.api import (
    articles,
    comments,
    feeds,
    health,
    perspective,
    policies,
    previews,
    problems,
    review,
    sessions,
    stats,
)
from service.config import Settings
from service.core import create_core
from service.pages import assets, console, demo, thread

BLUEPRINTS = (
    articles.api,
    comments.api,
    feeds.api,
    health.api,
    policies.api,
    previews.api,
    review.api,
    sessions.api,
    stats.api,
)
# Routes that the OpenAPI document leaves out: Google's document describes Perspective's.
PAGES = (assets.pages, console.pages, demo.pages, thread.pages, perspective.api)


def create_app(settings: Settings | None = None) -> Flask:
    """The web role's application."""
    app = create_core(settings, flask=_openapi)
    problems.register(app)
    for blueprint in BLUEPRINTS:
        app.register_api(blueprint)  # type: ignore[attr-defined]  # it is an OpenAPI
    for pages in PAGES:
        app.register_blueprint(pages)
    app.after_request(_share)
    return app


def _openapi(name: str) -> Flask:
    return OpenAPI(
        name,
        info=Info(title="Parley", version="1", description="Discussions and their moderation."),
        static_folder=None,
        doc_prefix="/api",
        doc_url="/openapi.json",
        validation_error_callback=problems.validation_problem,
        validation_error_status=422,
    )


def _share(response: Response) -> Response:
    """CORS: anybody may read and write with a token; no cookie is ever involved here."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if not request.path.startswith(("/api/", "/v1alpha1/", "/static/", "/embed")):
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
        response.headers["Access-Control-Allow-Headers"] = (
            "Authorization, Content-Type, Idempotency-Key, If-None-Match"
        )
        response.headers["Access-Control-Max-Age"] = "7200"
    return response
