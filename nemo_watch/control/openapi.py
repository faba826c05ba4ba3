"""The description of the local API, for programs that are to speak it: OpenAPI 3.1, made from the table.

Source: the OpenAPI Specification 3.1.0.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from nemo_watch import __version__
from nemo_watch.control.endpoints import ENDPOINTS, Endpoint
from nemo_watch.control.shapes import JobDetails, Refusal

_EVENTS = (
    "What happens, as server-sent events. `status` comes first and whenever anything but a job has changed, `job` "
    "tells all about a job that has changed, and `flood` says that more has changed than is told: ask anew."
)


def description() -> dict[str, Any]:
    """Return the description as a JSON object."""
    types = [kind for endpoint in ENDPOINTS for kind in (endpoint.answers, endpoint.takes) if kind is not None]
    schemas, components = msgspec.json.schema_components([*types, Refusal], ref_template="#/components/schemas/{name}")
    schema_of = {_key(kind): schema for kind, schema in zip([*types, Refusal], schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schema_of)
    paths["/v1/events"] = {"get": _events()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "nemo-watch",
            "version": __version__,
            "description": "What the daemon of nemo-watch answers on its unix socket, control.sock in its state "
            "folder, which only its own user can reach. Paths are shown with \\xNN for what cannot be printed; moments "
            "are ISO 8601 in UTC.",
        },
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(endpoint: Endpoint, schema_of: dict[str, Any]) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", endpoint.path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": "The job's id."}
        for name in names
    ]
    parameters += [
        {"name": one.name, "in": "query", "required": False, "schema": {"type": one.kind}, "description": one.meaning}
        for one in endpoint.query
    ]
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.meaning,
        "parameters": parameters,
        "responses": _responses(endpoint, schema_of, has_job=bool(names)),
    }
    if endpoint.takes is not None:
        operation["requestBody"] = {"required": True, "content": _json_of(schema_of[_key(endpoint.takes)])}
    return operation


def _responses(endpoint: Endpoint, schema_of: dict[str, Any], *, has_job: bool) -> dict[str, Any]:
    refusal = _json_of(schema_of[_key(Refusal)])
    responses = {
        "200": {"description": "The answer.", "content": _json_of(schema_of[_key(endpoint.answers)])},
        "409": {"description": "It cannot be done, and why.", "content": refusal},
    }
    if endpoint.takes is not None:
        responses["400"] = {"description": "What was sent cannot be read.", "content": refusal}
    if has_job:
        responses["404"] = {"description": "There is no such job.", "content": refusal}
    return responses


def _events() -> dict[str, Any]:
    content = {"text/event-stream": {"schema": {"type": "string"}}}
    told = f"{_EVENTS} The data of `job` is a {JobDetails.__name__}, that of `status` a Status."
    return {
        "operationId": "events",
        "summary": "What happens, as it happens.",
        "description": told,
        "responses": {"200": {"description": "A stream that does not end.", "content": content}},
    }


def _json_of(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _key(kind: Any) -> str:
    return str(kind)
