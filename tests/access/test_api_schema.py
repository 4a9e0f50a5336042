"""The OpenAPI document against the API itself: no input makes an error of ours, every answer is a documented one.

Bounded: deterministic, few examples per operation; the wide run is ``schemathesis run`` against a server (docs/security.md).
"""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet

from tests.people import Cast

pytestmark = pytest.mark.django_db
EXAMPLES = 12
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def document(cast: Cast) -> dict[str, Any]:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def is_error_shape(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and set(body) == {"errors"}
        and all(isinstance(texts, list) and all(isinstance(t, str) for t in texts) for texts in body["errors"].values())
    )


def test_generated_calls_never_fail_and_refusals_have_one_shape(document: dict[str, Any], cast: Cast) -> None:
    """Calls made from the document (valid and not), as a visitor and as a signed-in owner."""
    schema = schemathesis.openapi.from_dict(document)
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(cast.owner.user)
    clients = (Client(raise_request_exception=False), signed_in)
    found: list[str] = []
    seen = 0

    def call(case: Any) -> None:
        nonlocal seen
        for client in clients:
            path, body = case.formatted_path, case.body
            text = (
                "" if isinstance(body, NotSet) else body if isinstance(body, bytes) else json.dumps(body, default=str)
            )
            answer = client.generic(
                case.method, path, text, content_type="application/json",
                query_params={str(k): str(v) for k, v in (case.query or {}).items()},
            )  # fmt: skip
            seen += 1
            where = f"{case.method} {path} {text[:200]!r}: {answer.status_code}"
            if answer.status_code >= 500:
                found.append(where)
                return
            is_told = answer.status_code >= 400 and "json" in answer.headers.get("Content-Type", "")
            if is_told and not is_error_shape(answer.json()):
                found.append(f"{where}: {answer.content[:200]!r}")

    for result in schema.get_all_operations():
        operation = result.ok()
        BOUNDED(given(case=operation.as_strategy())(call))()
    assert not found, "\n".join(sorted(set(found))[:20])
    assert seen > 2 * EXAMPLES


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def test_any_json_at_all_is_answered(document: dict[str, Any], cast: Cast) -> None:
    """Bodies that have nothing to do with the document, and documented fields with absurd values."""
    client = Client(raise_request_exception=False)
    posts = {
        path: operations["post"]
        for path, operations in document["paths"].items()
        if "post" in operations and "{" not in path
    }
    assert posts

    @settings(BOUNDED, max_examples=80)
    @given(st.sampled_from(sorted(posts)), ANY_JSON, st.data())
    def send(path: str, body: Any, data: Any) -> None:
        names = fields_of(document, posts[path])
        if names and data.draw(st.booleans()):
            body = {name: data.draw(ANY_JSON) for name in names}
        answer = client.post(path, json.dumps(body), content_type="application/json")
        assert answer.status_code < 500, (path, body)
        if answer.status_code >= 400:
            assert is_error_shape(answer.json()), (path, answer.content)

    send()


def fields_of(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "")
    shape = document["components"]["schemas"].get(reference.rpartition("/")[2], {})
    return sorted(shape.get("properties", {}))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 20000, b'{"a":' * 20000, b"NaN", b"1e999999", b'"\\ud800"']
)
def test_bodies_that_are_no_json(document: dict[str, Any], body: bytes) -> None:
    client = Client(raise_request_exception=False)
    for path, operations in document["paths"].items():
        if "post" in operations and "{" not in path:
            answer = client.post(path, body, content_type="application/json")
            if not body and answer.status_code == 200:
                continue  # an operation without required fields
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
            assert is_error_shape(answer.json()), path


def test_objects_of_strangers_are_not_found_over_the_api(document: dict[str, Any], cast: Cast) -> None:
    """Every documented address with an id, asked with ids of another firm: never 200, never an error of ours."""
    stranger = Client(raise_request_exception=False)
    stranger.force_login(cast.stranger.user)
    owner = cast.owner.organisation
    assert owner is not None
    for path, operations in document["paths"].items():
        if "{" not in path:
            continue
        address = "/".join(owner.public_id if part.startswith("{") else part for part in path.split("/"))
        for method in operations:
            if method == "parameters":
                continue
            answer = stranger.generic(method.upper(), address, "{}", content_type="application/json")
            assert answer.status_code in (400, 401, 403, 404, 405), (method, address, answer.status_code)


def concrete(path: str) -> str:
    """``path`` with something that routes in place of its parameters (a mandate's state is one of three words)."""
    return path.replace("{state}", "paused").replace("{", "").replace("}", "")


def test_the_api_names_no_account_without_a_token(document: dict[str, Any], cast: Cast) -> None:
    """Operations that need an account refuse a visitor; a wrong token is refused, not ignored."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method == "parameters" or not operation.get("security") or {} in operation["security"]:
                continue
            for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Token x"}):
                answer = Client().generic(method.upper(), concrete(path), "{}", "application/json", headers=headers)
                assert answer.status_code in (401, 403), (method, path, headers, answer.status_code)


def test_errors_outside_of_every_operation_have_the_same_shape(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    large = client.post("/api/v1/criteria/validate", b"a" * 3_000_000, content_type="application/json")
    nowhere = client.get("/api/v1/nowhere")
    monkeypatch.setattr("portal.criteria.schema.published", lambda: 1 / 0)
    broken = client.get("/api/v1/criteria/schema.json")
    assert [answer.status_code for answer in (large, nowhere, broken)] == [413, 404, 500]
    assert all(is_error_shape(answer.json()) for answer in (large, nowhere, broken))
    assert broken.headers["X-Request-ID"] in broken.content.decode()
    assert "ZeroDivision" not in broken.content.decode()
