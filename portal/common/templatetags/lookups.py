"""Small lookups of the interface (a builtin library like ``ui``): a cell, page numbers, another app's fragment."""

from typing import Any

from django import template
from django.template.context import Context

register = template.Library()


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping[key]`` or "" (comparison tables look their cells up by column)."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def page_numbers(paginator: Any, current: int) -> list[int]:
    """The numbers a pagination shows; 0 stands for a gap."""
    return [n if isinstance(n, int) else 0 for n in paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)]


@register.simple_tag(takes_context=True)
def include_if_exists(context: Context, name: str) -> str:
    """Includes a template another app may provide; nothing when it does not."""
    try:
        found = context.template.engine.get_template(name) if context.template else None
    except template.TemplateDoesNotExist:
        return ""
    return found.render(context) if found else ""
