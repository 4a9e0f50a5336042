"""Strict readers of environment variables: a malformed value stops the program instead of being guessed."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Value of ``name``, or of the file named by ``name``_FILE (for container secrets).

    Raises ``ImproperlyConfigured`` when it is absent and has no default.
    """
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name)
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} must be set")
    return default


def boolean(name: str, *, default: bool) -> bool:
    """``name`` as a boolean; anything but 1/0, true/false, yes/no, on/off is refused."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is not a boolean: {value!r}")


def integer(name: str, *, default: int, minimum: int = 0) -> int:
    """``name`` as a whole number of at least ``minimum``."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not a whole number: {value!r}") from error
    if number < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}")
    return number


def items(name: str, default: str = "") -> list[str]:
    """``name`` split at commas, blanks dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]
