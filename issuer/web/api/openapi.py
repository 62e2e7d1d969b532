"""The description of the API in OpenAPI 3.1, from the schemas that check requests."""

from __future__ import annotations

import functools
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from issuer.web.api import schemas
from issuer.web.api.answers import VERSION

_ABOUT: Final = """\
Checks anyone's Open Badges, version 0.5 to 2.0, and keeps nothing of what you ask.

`valid` is true, false or null. Null means that something which the proof needs could not be
read: do not accept the badge yet, and ask again. `code` in findings, errors and types of
problems is stable; sentences are in the language of `lang` or Accept-Language.

An offline bundle is judged by the documents in it, and never says true alone. Pages of any
site may call the API from a browser: it reads no cookies, and no answer depends on them.

Without a token you may have 1,000 badges checked in ten minutes, with one 20,000. The
headers RateLimit-Policy and RateLimit say where you stand, Retry-After when to come back.
"""

_ERRORS: Final = {
    "400": "The request cannot be read.",
    "401": "The token does not work.",
    "406": "The answer has another form than you accept.",
    "413": "Too much was sent at once.",
    "415": "The request has another form than is read here.",
    "422": "Something in the request is missing or wrong.",
    "429": "Too many requests. Retry-After says when to come back.",
    "500": "A mistake of ours.",
    "503": "Everybody here is busy. Retry-After says when to come back.",
}

_AGAIN: Final = ("429", "503")

_PARAMETERS: Final = [
    {
        "name": "lang",
        "in": "query",
        "description": "The language of the sentences, before Accept-Language.",
        "schema": {"type": "string", "example": "ar"},
    },
    {
        "name": "Accept-Language",
        "in": "header",
        "description": "The languages in which you want the sentences, the best first.",
        "schema": {"type": "string", "example": "ja, en;q=0.5"},
    },
]

_RATE_HEADERS: Final = {
    name: {"description": text, "schema": {"type": "string"}}
    for name, text in (
        ("RateLimit-Policy", "How many badges (q) in how many seconds (w)."),
        ("RateLimit", "How many badges are left (r), and in how many seconds all are again (t)."),
    )
}

_RETRY: Final = {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}


@functools.cache
def document(origin: str) -> dict[str, Any]:
    """Return the description for the installation at *origin*."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Barnstar",
        version=VERSION,
        openapi_version="3.1.0",
        info={"description": _ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        servers=[{"url": origin}],
        plugins=[plugin],
    )
    scheme = {"type": "http", "scheme": "bearer", "description": "A token for higher limits."}
    spec.components.security_scheme("token", scheme)
    spec.path("/api/v1/verifications", operations={"post": _one()})
    spec.path("/api/v1/verifications/batch", operations={"post": _batch()})
    _allow_bad_items(spec)
    return spec.to_dict()


def _allow_bad_items(spec: APISpec) -> None:
    """Say that an item needs no more than an id to be answered, if only with a problem."""
    spec.components.schema("Identified", schema=schemas.Identified)
    items = spec.components.schemas["BatchRequest"]["properties"]["items"]
    items["items"] = {"anyOf": [items["items"], {"$ref": "#/components/schemas/Identified"}]}


def _one() -> dict[str, Any]:
    return _operation(
        "verifyBadge",
        "Check one badge",
        "A badge that is not valid, or no badge at all, is an answer like any other: status 200.",
        {
            "application/json": {"schema": schemas.VerificationRequest},
            "multipart/form-data": {"schema": schemas.VerificationUpload},
        },
        {"application/json": {"schema": schemas.Verification}},
    )


def _batch() -> dict[str, Any]:
    return _operation(
        "verifyBadges",
        "Check up to 1,000 badges",
        "Answers one line of JSON for each item as soon as it is done, in any order. Documents "
        "that badges share are fetched once. An item that cannot be judged has `problem` in its "
        "line and costs no other its answer. If the connection breaks, send the items that have "
        "no line yet again. At most 32 MB, of which an item has at most 3.",
        {"application/json": {"schema": schemas.BatchRequest}},
        {"application/x-ndjson": {"schema": schemas.BatchAnswer}},
    )


def _operation(
    name: str, summary: str, text: str, asked: dict[str, Any], answered: dict[str, Any]
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": "The verdict.", "headers": _RATE_HEADERS, "content": answered}
    }
    for status, description in _ERRORS.items():
        responses[status] = {
            "description": description,
            "content": {"application/problem+json": {"schema": schemas.Problem}},
        }
        if status in _AGAIN:
            responses[status]["headers"] = {"Retry-After": _RETRY}
    return {
        "operationId": name,
        "summary": summary,
        "description": text,
        "security": [{}, {"token": []}],
        "parameters": _PARAMETERS,
        "requestBody": {"required": True, "content": asked},
        "responses": responses,
    }


def _name(schema: Any) -> str:  # noqa: ANN401 - apispec hands over a schema, its class or its name
    kind = schema if isinstance(schema, type) else type(schema)
    return schema if isinstance(schema, str) else kind.__name__
