"""Shared manners of the API: one error shape, unknown fields refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from portal.common.errors import ConflictError, DomainError, NotAllowedError


class JsonParser(JSONParser):
    """DRF's parser, except that a body nested too deeply is refused as malformed instead of failing."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses fields it does not know, naming them."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in set(data) - set(self.fields))
            if unknown:
                raise ValidationError({name: [_("Unknown field.")] for name in unknown})
        return super().to_internal_value(data)


def flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """DRF's nested error detail as ``{"field.subfield": ["message"]}``."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            name = path if key == "non_field_errors" else f"{path}.{key}" if path else str(key)
            for inner, messages in flatten(value, name).items():
                found.setdefault(inner, []).extend(messages)
        return found
    if isinstance(detail, list):
        found = {}
        for index, value in enumerate(detail):
            if isinstance(value, str | ErrorDetail):
                found.setdefault(path, []).append(str(value))
            elif value:
                found.update(flatten(value, f"{path}.{index}" if path else str(index)))
        return found
    return {path: [str(detail)]}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal as ``{"errors": {field: [message]}}``; a domain error keeps its fields."""
    if isinstance(error, DomainError):
        status = 403 if isinstance(error, NotAllowedError) else 409 if isinstance(error, ConflictError) else 400
        return Response(
            {"errors": {name: [str(text) for text in texts] for name, texts in error.messages.items()}}, status=status
        )
    response = default_handler(error, context)
    if response is not None:
        detail = error.detail if isinstance(error, ValidationError) else response.data.get("detail", str(error))
        response.data = {"errors": flatten(detail)}
    return response
