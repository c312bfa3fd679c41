"""Recorded traffic against the published OpenAPI contracts in ../shared/contracts (third-party, never copied here).

    problems = validate(fake.requests, "jira-cloud-v3")      # a list of lines, empty when all is well

Requests are checked strictly, parameters that the contract does not know included. Answers are checked with the liberties
that the real servers take, see `_lenient` and `_corrected`. Not checked: answers that a fault of the fake made up, and
answers to errors that are no JSON, as those come from gateways.
"""

import copy
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from fakes.server import Recorded

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = Path(os.environ.get("CONNECTOR_SHARED", ROOT.parent / "shared")) / "contracts"
HOST = "http://contract.invalid"
# What every resource may answer, whether its contract says so or not.
UNLISTED_STATUSES = {401, 403, 404, 410, 413, 414, 415, 422, 429}
# Real resources that the pruned contracts have left out, as paths of the contract.
UNLISTED_PATHS = {
    "jira-cloud-v3": r"/rest/api/3/(priority|resolution|status|issuetype|user|project|project/search|search"
    r"|project/[^/]+/(components|versions|statuses)|issue/[^/]+/properties)",
    "jira-dc-10.3.24": r"/api/2/(priority|resolution|status|issuetype|user|user/assignable/search|project|mypermissions"
    r"|project/[^/]+(/components|/versions|/statuses)?|issue/[^/]+/(properties|editmeta)|issue/createmeta/[^/]+/issuetypes/[^/]+)",
    # With all of Cloud's older interface, which the file of the newer one does not describe.
    "confluence-cloud-v2": r".*/rest/api/.*|/spaces/[^/]+(/pages)?|/pages/[^/]+/(direct-)?children"
    r"|/labels(/[^/]+/pages)?|/attachments/[^/]+",
    "confluence-dc-10.0.3": r"/rest/api/(search|content/search|user/current|space/[^/]+)"
    r"|/rest/api/content/[^/]+/(property(/[^/]+)?|child/page|label/[^/]+|child/attachment/[^/]+/data)",
}
# Resources whose contract lists only some of their methods.
UNLISTED_METHODS = {
    "jira-cloud-v3": r"DELETE /rest/api/3/issue/[^/]+(/properties/[^/]+)?",
    "jira-dc-10.3.24": r"GET /rest/pat/latest/tokens|DELETE /api/2/issue/[^/]+(/properties/[^/]+)?|GET /api/2/issue/[^/]+/(properties/[^/]+|remotelink)",
    "confluence-cloud-v2": r"DELETE /pages/[^/]+|(GET|DELETE) /pages/[^/]+/properties/[^/]+",
    "confluence-dc-10.0.3": r"DELETE /rest/api/content/[^/]+(/label)?|GET /rest/api/content/[^/]+/label",
}
# Parameters that the real servers document elsewhere, or understand although no document says so.
UNLISTED_QUERY = {"jira-dc-10.3.24": {"expand", "properties"}}
PREFIXES: dict[str, list[tuple[str, str]]] = {
    "jira-cloud-v3": [(r".*/rest/api/(2|3|latest)/", "/rest/api/3/")],
    "jira-dc-10.3.24": [(r".*/rest/api/(2|latest)/", "/api/2/")],
    "confluence-cloud-v2": [(r".*/api/v2/", "/")],
    "confluence-dc-10.0.3": [(r".*/rest/api/", "/rest/api/")],
    "github-api.github.com": [(r"/api/v3/", "/")],
}


def is_available(spec_name: str) -> bool:
    """Say whether the contract is on this machine; tests that need it skip otherwise."""
    return (CONTRACTS / f"{spec_name}.json").is_file()


def validate(recorded: Iterable[Recorded], spec_name: str, *, unlisted: str = "-") -> list[str]:
    """Return what is wrong with recorded traffic, one line for each problem.

    `unlisted` matches "METHOD /path" of real resources that the contract has left out; those are not checked.
    """
    return [
        f"{each.method} {each.target} ({each.status}): {problem}"
        for each in recorded
        if not re.fullmatch(unlisted, f"{each.method} {each.path}")
        for problem in _problems(each, spec_name)
    ]


def _problems(recorded: Recorded, spec_name: str) -> Iterator[str]:
    path = _contract_path(recorded.path, spec_name)
    if re.fullmatch(UNLISTED_PATHS.get(spec_name, "-"), path):
        return
    if re.fullmatch(UNLISTED_METHODS.get(spec_name, "-"), f"{recorded.method} {path}"):
        return
    operation = _operation(spec_name, recorded.method, path)
    if operation is None:
        yield "the contract does not have this resource"
        return
    known = {each["name"] for each in operation if each.get("in") == "query"} | UNLISTED_QUERY.get(spec_name, set())
    yield from (f"the contract has no parameter {name!r}" for name in recorded.query if name not in known)
    content_type = recorded.headers.get("Content-Type", "application/json")
    request = MockRequest(
        HOST,
        recorded.method.lower(),
        path,
        args=recorded.query,
        headers=recorded.headers,
        data=recorded.raw or None,
        # A form is unreadable without the boundary that stands behind its type.
        content_type=content_type if content_type.startswith("multipart/") else content_type.split(";")[0],
    )
    for error in _openapi(spec_name, strict=True).iter_request_errors(request):
        yield f"request: {_words(error)}"
    yield from _answer_problems(recorded, spec_name, request)


def _answer_problems(recorded: Recorded, spec_name: str, request: MockRequest) -> Iterator[str]:
    if recorded.fault is not None or recorded.status is None or recorded.status == 204:
        return
    content_type = recorded.reply_headers.get("Content-Type", "application/json").split(";")[0]
    if recorded.status >= 400 and content_type != "application/json":
        return
    data = b"" if recorded.reply is None else json.dumps(recorded.reply).encode()
    response = MockResponse(data, recorded.status, recorded.reply_headers, content_type)
    for error in _openapi(spec_name, strict=False).iter_response_errors(request, response):
        if type(error).__name__ == "ResponseNotFound" and recorded.status in UNLISTED_STATUSES:
            continue
        yield f"answer: {_words(error)}"


def _words(error: BaseException) -> str:
    """Return an error with what caused it, and where in the value it is."""
    cause: BaseException | None = error
    lines = []
    while cause is not None:
        faults = list(getattr(cause, "schema_errors", ()))
        lines += [] if faults else [str(cause).split(" not valid for schema")[0][:300]]
        for each in faults:
            lines.append(f"{each.json_path}: {each.message:.300}")
            lines += [f"{inner.json_path}: {inner.message:.200}" for inner in each.context or ()]
        cause = cause.__cause__
    return " <- ".join(dict.fromkeys(line for line in lines if line))


# --- contracts -----------------------------------------------------------------------------------------------------


@cache
def _spec(spec_name: str) -> dict[str, Any]:
    """Return a contract without its servers and its security, neither of which a fake has."""
    found: dict[str, Any] = json.loads((CONTRACTS / f"{spec_name}.json").read_text(encoding="utf-8"))
    found["servers"] = [{"url": HOST}]
    found.pop("security", None)
    for operations in found["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
                operation.pop("servers", None)
    return _corrected(found, spec_name)


@cache
def _openapi(spec_name: str, *, strict: bool) -> OpenAPI:
    spec = copy.deepcopy(_spec(spec_name))
    if not strict:
        _lenient(spec, one_of=spec_name != "confluence-cloud-v2")
    # Atlassian's published files are formally invalid.
    return OpenAPI.from_dict(spec, config=Config(spec_validator_cls=None))


def _contract_path(path: str, spec_name: str) -> str:
    for pattern, replacement in PREFIXES.get(spec_name, []):
        path = re.sub("^" + pattern, replacement, path, count=1)
    # The one template of the contracts that stands for several segments.
    head, mark, file = path.partition("/contents/")
    return head + mark + file.replace("/", "%2F")


@cache
def _templates(spec_name: str) -> list[tuple[re.Pattern[str], str]]:
    # The more literal a path is, the earlier it is looked at: /issue/bulk before /issue/{issueIdOrKey}.
    paths = sorted(_spec(spec_name)["paths"], key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))), path) for path in paths]


def _operation(spec_name: str, method: str, path: str) -> list[dict[str, Any]] | None:
    """Return the parameters of the operation, or None when the contract has none there."""
    spec = _spec(spec_name)
    for pattern, template in _templates(spec_name):
        operations = spec["paths"][template]
        if pattern.fullmatch(path) and method.lower() in operations:
            given = [*operations.get("parameters", []), *operations[method.lower()].get("parameters", [])]
            return [_resolved(spec, each) for each in given]
    return None


def _resolved(spec: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = spec
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _lenient(node: Any, *, one_of: bool) -> None:
    """Take away, in place, what real answers do not keep to: closed objects, the form of times, exclusive alternatives."""
    if isinstance(node, list):
        for each in node:
            _lenient(each, one_of=one_of)
    if not isinstance(node, dict):
        return
    if node.get("additionalProperties") is False:
        del node["additionalProperties"]
    if node.get("format") == "date-time":
        del node["format"]
    if not one_of and isinstance(node.get("oneOf"), list):
        node["anyOf"] = node.pop("oneOf")
    for each in node.values():
        _lenient(each, one_of=one_of)


def _corrected(spec: dict[str, Any], spec_name: str) -> dict[str, Any]:
    """Return a contract with what is known to be wrong in it put right."""
    CORRECTIONS.get(spec_name, lambda each: None)(spec)
    return spec


def _correct_cloud(spec: dict[str, Any]) -> None:
    _nullable(spec["components"]["schemas"]["ChangeDetails"])


def _correct_datacenter(spec: dict[str, Any]) -> None:
    schemas, paths = spec["components"]["schemas"], spec["paths"]
    _nullable(schemas["ChangeItemBean"])
    # The file says that field values and property values are objects or strings; they are any JSON.
    for name in ("IssueBean", "IssueUpdateBean"):
        schemas[name]["properties"]["fields"]["additionalProperties"] = {}
    schemas["EntityPropertyBean"]["properties"]["value"] = {}
    schemas["PropertiesBean"] = {"type": "object"}
    schemas["FieldMetaBean"]["properties"]["defaultValue"] = {}
    schemas["FieldOperation"] = {"type": "object"}
    schemas["StringList"] = {"type": "string"}
    put = paths["/api/2/issue/{issueIdOrKey}/properties/{propertyKey}"]["put"]
    put["requestBody"]["content"]["application/json"]["schema"] = {}
    # And that these two answer with one object, where they answer with a list.
    for path in ("/api/2/field", "/api/2/user/search"):
        content = paths[path]["get"]["responses"]["200"]["content"]["application/json"]
        content["schema"] = {"type": "array", "items": content["schema"]}


def _correct_confluence(spec: dict[str, Any]) -> None:
    if "ValidationResult" in spec["components"]["schemas"]:
        # The file says that errors are an object, where they are a list.
        spec["components"]["schemas"]["ValidationResult"]["properties"]["errors"] = {}
    for held in spec["components"].get("requestBodies", {}).values():
        # Whatever fits one of the two forms of a body fits the other, so none would fit exactly one.
        body = held["content"]["application/json"]["schema"]["properties"]["body"]
        body["anyOf"] = body.pop("oneOf")
    for operations in spec["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            # Conflicts, and refusals of what is sent, are documented in words only.
            for status in ("400", "409"):
                responses.setdefault(status, {"description": ""})
            # An empty list of types says that there is no body, where there is one that tells what is wrong.
            for status in [each for each, held in responses.items() if held.get("content") == {}]:
                del responses[status]["content"]
            # The file says that a list of attachments is answered with 201.
            if "201" in responses:
                responses.setdefault("200", responses["201"])


def _nullable(schema: dict[str, Any]) -> None:
    # `from` and `to` of a change are null where there was nothing, on both deployments.
    for each in schema["properties"].values():
        each["nullable"] = True


CORRECTIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "jira-cloud-v3": _correct_cloud,
    "jira-dc-10.3.24": _correct_datacenter,
    "confluence-cloud-v2": _correct_confluence,
    "confluence-dc-10.0.3": _correct_confluence,
}
