"""Which statuses each operation answers with, for the OpenAPI document. The tests of
tests/security/ ask every operation, well and wildly, and accept no status that is not here."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask_openapi3 import OpenAPI
from flask_openapi3.models import MediaType, Operation, Reference, Response, Schema

from service.api.schemas import Problem

_V1 = "/api/v1"
# 200 is said where nothing else is.
SUCCESS: Mapping[str, tuple[int, ...]] = {
    "POST /account/codes": (201,), "POST /account/codes/end": (204,),
    "POST /account/passkeys": (201,), "DELETE /account/passkeys/{id}": (204,),
    "PUT /account/password": (204,), "POST /account/recovery-codes": (201,),
    "DELETE /account/sessions/{id}": (204,),
    "DELETE /comments/{id}": (204,), "POST /comments/{id}/appeals": (201,),
    "GET /comments/{id}/conversation": (200, 304), "GET /comments/{id}/replies": (200, 304),
    "POST /comments/{id}/flags": (200, 201),
    "POST /invitations/accept": (201,),
    "POST /review/authors/{id}/notes": (201,), "POST /review/claims": (201,),
    "DELETE /review/claims/{id}": (204,), "POST /review/decisions": (200, 202),
    "POST /review/decisions/{batch}/undo": (200, 202), "GET /review/heat": (200, 304),
    "GET /review/queues": (200, 304), "POST /review/saved": (201,),
    "DELETE /review/saved/{id}": (204,),
    "POST /sessions": (201,), "DELETE /sessions/current": (204,), "POST /sessions/passkeys": (201,),
    "POST /sessions/refresh": (200, 204),
    "POST /sites": (201,),
    "GET /sites/{site}/articles/{article}": (200, 304),
    "PUT /sites/{site}/articles/{article}": (200, 201),
    "GET /sites/{site}/articles/{article}/changes": (200, 304),
    "GET /sites/{site}/articles/{article}/comments": (200, 304),
    "POST /sites/{site}/articles/{article}/comments": (202,),
    "POST /sites/{site}/articles/{article}/views": (204,),
    "GET /sites/{site}/counts": (200, 304),
    "DELETE /sites/{site}/external": (204,), "POST /sites/{site}/invitations": (201,),
    "DELETE /sites/{site}/invitations/{invitation}": (204,), "POST /sites/{site}/keys": (201,),
    "DELETE /sites/{site}/keys/{key}": (204,), "POST /sites/{site}/keys/{key}/rotations": (201,),
    "PUT /sites/{site}/mine/notices/seen": (204,), "POST /sites/{site}/notices": (201,),
    "POST /sites/{site}/policy/drift/acceptances": (201,),
    "POST /sites/{site}/policy/replays": (200, 202),
    "POST /sites/{site}/policy/rollbacks": (201,),
    "POST /sites/{site}/policy/shadow/adoptions": (201,),
    "DELETE /sites/{site}/readers/{reader}": (200, 202), "POST /sites/{site}/sessions": (201,),
    "POST /sites/{site}/signing-keys": (201,), "DELETE /sites/{site}/signing-keys/{key}": (204,),
    "DELETE /sites/{site}/staff/{staff}": (204,), "PUT /sites/{site}/staff/{staff}": (204,),
    "POST /sites/{site}/webhooks": (201,), "DELETE /sites/{site}/webhooks/{webhook}": (204,),
    "POST /sites/{site}/webhooks/{webhook}/replays": (202,),
}  # fmt: skip
_PROBES = ("/healthz", "/readyz", "/metrics")
_ALWAYS = (400, 422, 503)
_ACTING = (401, 403)  # whoever reads publicly is nobody, and is asked for nothing
_WRITING = (409, 429)
_WITH_BODY = (413, 415)
_MORE: Mapping[str, tuple[int, ...]] = {
    "POST /sites/{site}/articles/{article}/comments": (428,),
    "POST /sites/{site}/sessions": (428,),
    "GET /sites/{site}/articles/{article}/changes": (410,),
    "POST /invitations/accept": (410,),
    "POST /invitations/look": (410,),
}
_PUBLIC = frozenset({
    "GET /comments/{id}/conversation", "GET /comments/{id}/replies", "GET /policy.schema.json",
    "GET /sites/{site}/articles/{article}", "GET /sites/{site}/articles/{article}/changes",
    "GET /sites/{site}/articles/{article}/comments", "GET /sites/{site}/counts",
    "GET /sites/{site}/reasons", "GET /sites/{site}/sign-in", "GET /sites/{site}/notices/{id}",
})  # fmt: skip


def document(app: OpenAPI) -> None:
    """Add to every operation what it may answer."""
    app.components_schemas[Problem.__name__] = Schema(**Problem.model_json_schema())
    schema = Reference(ref=f"#/components/schemas/{Problem.__name__}")
    content = {"application/problem+json": MediaType(schema=schema)}
    app.components.responses = {Problem.__name__: Response(description="", content=content)}
    for path, item in app.paths.items():
        for method, operation in item:
            if isinstance(operation, Operation):
                said = statuses(method.upper(), path, has_body=operation.requestBody is not None)
                operation.responses = {str(each): _response(each) for each in said}


def statuses(method: str, path: str, *, has_body: bool) -> list[int]:
    """Every status of one operation, in order."""
    if path in _PROBES:
        return [200, 503] if path == "/readyz" else [200]
    name = f"{method} {path.removeprefix(_V1)}"
    return sorted({*SUCCESS.get(name, (200,)), *_refusals(method, name, has_body=has_body)})


def _refusals(method: str, name: str, *, has_body: bool) -> Iterator[int]:
    yield from _ALWAYS
    yield from _MORE.get(name, ())
    if name not in _PUBLIC:
        yield from _ACTING
    if "{" in name or name not in _PUBLIC:
        yield 404
    if method != "GET":
        yield from _WRITING
    if has_body:
        yield from _WITH_BODY


def _response(status: int) -> Response:
    said: dict[str, Any] = {"description": _WORDS.get(status, HTTPStatus(status).phrase)}
    if status >= 400:
        said["$ref"] = f"#/components/responses/{Problem.__name__}"
    return Response(**said)


# RFC 9110's names, which Python learned in 3.13.
_WORDS = {413: "Content Too Large", 422: "Unprocessable Content"}
