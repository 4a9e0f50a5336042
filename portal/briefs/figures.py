"""Figures a brief can insert by name. Whoever knows figures registers a source; briefs never import it."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.common.errors import Message


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure as shown in running text in the active language; ``text`` empty means suppressed or not yet known."""

    code: str
    label: Message
    text: str
    as_of: str


Source = Callable[[], list[FigureText]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of figures (at start-up)."""
    if source not in _sources:
        _sources.append(source)


def every() -> list[FigureText]:
    """All figures with their present texts, in the active language."""
    return [figure for source in _sources for figure in source()]


def texts() -> dict[str, str]:
    """code → text of every figure, in the active language."""
    return {figure.code: figure.text for figure in every()}
