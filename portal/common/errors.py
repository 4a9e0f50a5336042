"""The one error type services raise when a rule refuses an action."""

from collections.abc import Mapping

from django.utils.functional import Promise

Message = str | Promise


class DomainError(Exception):
    """A rule said no. Carries translatable messages, per field where one is at fault.

    ``messages`` maps a field name (or ``""`` for the whole action) to its messages. Views show them beside the
    field; the API answers 400 with the same mapping.
    """

    def __init__(self, message: Message | None = None, *, fields: Mapping[str, Message | list[Message]] | None = None):
        self.messages: dict[str, list[Message]] = {}
        if message is not None:
            self.messages[""] = [message]
        for name, value in (fields or {}).items():
            self.messages[name] = value if isinstance(value, list) else [value]
        super().__init__("; ".join(str(text) for texts in self.messages.values() for text in texts))


class ConflictError(DomainError):
    """Somebody else moved the thing first; the reader is told and nothing was changed."""


class NotAllowedError(DomainError):
    """The person knows the thing exists but may not do this to it (HTTP 403)."""
