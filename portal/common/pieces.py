"""Pieces of pages drawn by Jinja2: what stands on every page, and the rows of long lists (ADR 0015).

Django's engine walks a tree of nodes for every value it writes; Jinja2 compiles the same template to Python. A piece is
called from an ordinary template with ``{% piece "matchmaking/pieces/inbox.jinja" %}`` and sees its whole context. It has
the house's filters and tags (those of the builtin libraries) under the same names: ``{{ card.closes_at|time_left }}``,
``{{ state_tag("request", thing.state) }}``; words are ``{{ _("Tick %(title)s", title=…) }}``. A value that is not there is an
error here, not nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import signature
from typing import Any
from urllib.parse import quote

from django.http import QueryDict
from django.template import engines
from django.template.defaultfilters import linebreaksbr
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined, pass_context
from markupsafe import Markup

from portal.common.choices import choice_word


def environment(**options: Any) -> Environment:
    """The environment of the second entry of ``TEMPLATES``."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    found = Environment(**options)  # noqa: S701 - autoescape is among the options
    found.policies["ext.i18n.trimmed"] = True
    found.add_extension("jinja2.ext.i18n")
    found.filters |= {"linebreaksbr": linebreaksbr, "choice_word": choice_word}
    found.globals["with_query"] = with_query
    for library in house_libraries():
        found.filters |= library.register.filters
        tags = {name: getattr(library, name, None) for name in library.register.tags}
        found.globals |= {name: callable_tag(tag) for name, tag in tags.items() if tag}
    return found


def callable_tag(tag: Callable[..., Any]) -> Callable[..., Any]:
    """A tag of Django as a function of a piece: ``{{ tag(…) }}``, and one with content as ``{% call tag(…) %}…{% endcall %}``."""
    first = next(iter(signature(tag).parameters), "")
    if first == "content":
        return lambda *values, caller, **named: tag(caller(), *values, **named)
    return pass_context(tag) if first == "context" else tag


def house_libraries() -> Iterator[Any]:
    """The modules of our own builtin libraries of tags."""
    for name in engines["django"].engine.builtins:  # type: ignore[attr-defined]
        if not name.startswith("django."):
            yield import_module(name)


class Tongue:
    """Words and addresses of pieces in one language, looked up once: every row of a list asks for the same ones."""

    def __init__(self) -> None:
        self.words: dict[str, Markup] = {}
        self.patterns: dict[tuple[str, int], str] = {}
        self.names = {"_": self.gettext, "gettext": self.gettext, "ngettext": ngettext, "url": self.url}

    def gettext(self, message: str, **values: Any) -> Markup:
        """The translation of ``message`` with ``values``, escaped, in its places."""
        if message not in self.words:
            self.words[message] = Markup(gettext(message))  # noqa: S704 - the catalogue is ours
        return self.words[message] % values if values else self.words[message]

    def url(self, name: str, *keys: str) -> str:
        """The address of a page; ``keys`` are public ids or other words of letters, digits, dash and underscore."""
        place = (name, len(keys))
        if place not in self.patterns:
            self.patterns[place] = pattern_of(name, len(keys))
        pattern = self.patterns[place]
        return pattern.format(*map(quote, keys)) if pattern else reverse(name, args=keys)


def pattern_of(name: str, keys: int) -> str:
    """The address of a page with {} for each of its keys; "" when only certain words may stand there."""
    try:
        found = reverse(name, args=["PLACE"] * keys)
    except NoReverseMatch:
        return ""
    return found.replace("PLACE", "{}") if found.count("PLACE") == keys else ""


TONGUES = defaultdict[str | None, Tongue](Tongue)


def with_query(query: QueryDict, **changes: Any) -> str:
    """The query of the address with other values; None leaves one out. Django's tag ``querystring``."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


def draw(name: str, values: dict[str, Any]) -> SafeString:
    """The piece ``name`` with ``values``."""
    pieces: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return SafeString(pieces.get_template(name).render(values, **TONGUES[get_language()].names))
