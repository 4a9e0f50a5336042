"""A browser's own description of itself in words a person recognises: "Chrome · Linux"."""

import re
from typing import Final

# In this order: later ones put the names of earlier ones into theirs.
BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("HuaweiBrowser", "Huawei Browser"),
    ("MicroMessenger", "WeChat"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
LONGEST: Final = 60


def device_name(user_agent: str) -> str:
    """Browser and system by name; the start of the description when neither is known."""
    found = [
        next((name for mark, name in marks if re.search(rf"\b\w*{mark}", user_agent)), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or user_agent[:LONGEST]
