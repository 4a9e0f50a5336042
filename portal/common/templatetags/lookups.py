"""Small lookups of the interface (a builtin library like ``ui``): a cell, page numbers, another app's fragment."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from portal.common.columns import PARAM, Columns
from portal.common.devices import device_name as name_of_device
from portal.common.pieces import draw

register = template.Library()


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]`` or "" (comparison tables look their cells up by column)."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def page_numbers(paginator: Any, current: int) -> list[int]:
    """The numbers a pagination shows; 0 stands for a gap."""
    return [n if isinstance(n, int) else 0 for n in paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)]


@register.filter
def device_name(user_agent: str | None) -> str:
    """``Chrome · Linux`` for a browser's description of itself."""
    return name_of_device(user_agent or "")


@register.simple_tag(takes_context=True)
def column_chooser(context: Context, columns: Columns) -> SafeString:
    """The form behind "Columns"; the other values of the address stay, the page begins anew."""
    asked = context["request"].GET
    kept = [(name, value) for name, values in asked.lists() if name not in (PARAM, "page") for value in values]
    return draw("components/column_chooser.jinja", {"columns": columns, "kept": kept})


@register.simple_tag(takes_context=True)
def piece(context: Context, name: str) -> SafeString:
    """The piece ``name`` (``portal.common.pieces``) with everything this template sees."""
    return draw(name, context.flatten())  # type: ignore[arg-type]  # names are text


@register.simple_tag(takes_context=True)
def include_if_exists(context: Context, name: str) -> str:
    """Includes a template another app may provide; nothing when it does not."""
    try:
        found = context.template.engine.get_template(name) if context.template else None
    except template.TemplateDoesNotExist:
        return ""
    return found.render(context) if found else ""
