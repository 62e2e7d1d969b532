"""Schemathesis reads the lines of a batch: loaded by it as SCHEMATHESIS_HOOKS, in its environment.

OpenAPI 3.1 describes one line, and an answer has many.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs  # type: ignore[import-not-found]  # It is in the other environment.
import schemathesis  # type: ignore[import-not-found]  # The same.

NDJSON = "application/x-ndjson"


@schemathesis.deserializer(NDJSON)  # type: ignore[untyped-decorator]  # The same.
def first_line(_context: Any, response: Any) -> object:  # noqa: ANN401 - schemathesis's own
    """Return what its own checks compare with the description."""
    return json.loads(response.text.partition("\n")[0])


@schemathesis.check  # type: ignore[untyped-decorator]  # The same.
def every_line_is_described(_context: Any, response: Any, case: Any) -> None:  # noqa: ANN401 - the same
    """Every line ends, is JSON, and has the shape that is described."""
    if response.headers["content-type"] != [NDJSON]:
        return
    description = case.operation.schema.raw_schema
    validator = jsonschema_rs.validator_for(
        {"components": description["components"], "$ref": "#/components/schemas/BatchAnswer"}
    )
    if not response.text.endswith("\n"):
        raise AssertionError("The last line has no end.")
    for line in response.text.splitlines():
        for error in validator.iter_errors(json.loads(line)):
            raise AssertionError(f"A line is not described: {error}")
