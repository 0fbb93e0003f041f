"""The edges: which Host is ours, how many proxies are believed, and headers that protect people."""

import secrets
from collections.abc import Iterator

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from service.config import Settings
from service.errors import Malformed

_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})  # asked by address, inside the cluster
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_DATA = "default-src 'none'; frame-ancestors 'none'"
# No inline script or style but with the nonce of this answer, no HTML from strings but through
# the policy `parley`, which lets only what the server sanitised pass.
_PAGE = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types parley"
)
_FRAMED = frozenset({"thread.plain"})  # pages that ours may show in a frame


def protect(app: Flask, settings: Settings) -> None:
    """Guard every request and answer of the application."""
    hosts = frozenset(each.strip().lower() for each in settings.hosts.split(",") if each.strip())
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    if hosts:
        app.before_request(lambda: _check_host(hosts))
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = nonce


def nonce() -> str:
    """What inline scripts and styles of this answer carry: `nonce="{{ csp_nonce() }}"`."""
    made: str = request.environ.setdefault("parley.nonce", secrets.token_urlsafe(16))
    return made


def _check_host(hosts: frozenset[str]) -> None:
    host = request.host.lower()
    if request.path not in _PROBES and not {host, host.partition(":")[0]} & hosts:
        raise Malformed("this is not the host you look for")


def _headers(response: Response) -> Response:
    # Asked once for all: asking werkzeug's Headers for a name they lack costs an exception each.
    headers, present = response.headers, {name.lower() for name, _ in response.headers}
    for name, value in _wanted(response):
        if name.lower() not in present:
            headers.add(name, value)
    if response.mimetype == "text/html" and request.path.startswith("/console"):
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _wanted(response: Response) -> Iterator[tuple[str, str]]:
    """What the answer carries unless its maker chose otherwise."""
    yield from _EVERYWHERE.items()
    if request.is_secure:
        yield "Strict-Transport-Security", "max-age=31536000"
    if response.mimetype == "text/html":
        ancestors = "'self'" if request.endpoint in _FRAMED else "'none'"
        yield "Content-Security-Policy", _PAGE.format(nonce=nonce(), ancestors=ancestors)
        yield "Cache-Control", "no-store"
    elif not request.path.startswith(("/static/", "/demo/static/", "/embed")):
        yield "Content-Security-Policy", _DATA
