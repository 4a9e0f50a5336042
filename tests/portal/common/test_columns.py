"""Columns of a wide table: in the address, remembered, never an unknown one."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.common.columns import columns_of

CHOICES = (("facts", "Facts"), ("fit", "Fit"), ("state", "State"))


def chosen(query: str = "", cookie: str = "") -> Any:
    request = RequestFactory().get(f"/{query}")
    if cookie:
        request.COOKIES["columns-inbox"] = cookie
    return columns_of(request, "inbox", CHOICES)


@pytest.mark.parametrize(
    ("query", "cookie", "shown"),
    [
        ("", "", {"facts", "fit", "state"}),
        ("?columns=&columns=fit", "", {"fit"}),
        ("?columns=", "", set()),
        ("", "fit.state", {"fit", "state"}),
        ("", "-", set()),
        ("?columns=facts", "fit.state", {"facts"}),
        ("?columns=secret", "", {"facts", "fit", "state"}),
        ("", "gone.older", {"facts", "fit", "state"}),
    ],
)
def test_the_address_wins_over_the_memory(query: str, cookie: str, shown: set[str]) -> None:
    found = chosen(query, cookie)
    assert found.shown == shown
    assert all((code in found) == (code in shown) for code, _label in CHOICES)


def test_only_a_choice_is_remembered_and_everything_needs_no_memory() -> None:
    assert chosen("?columns=fit").remember(HttpResponse()).cookies["columns-inbox"].value == "fit"
    assert chosen("?columns=").remember(HttpResponse()).cookies["columns-inbox"].value == "-"
    assert not chosen(cookie="fit").remember(HttpResponse()).cookies
    everything = chosen("?columns=facts&columns=fit&columns=state", "fit").remember(HttpResponse()).cookies
    assert everything["columns-inbox"].value == ""
