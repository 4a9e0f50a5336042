"""Devices by names people know."""

import pytest

from portal.common.devices import device_name

MOZILLA = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("described", "shown"),
    [
        (MOZILLA + "(X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36", "Chrome · Linux"),
        (MOZILLA + "(Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        (MOZILLA + "(iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
        (MOZILLA + "(Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android"),
        (MOZILLA + "(Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox · macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x" * 500, "x" * 60),
    ],
)  # fmt: skip
def test_browser_and_system_are_named(described: str, shown: str) -> None:
    assert device_name(described) == shown
