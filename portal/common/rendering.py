"""Draws forms in plain Python: the fields, inputs and choices of the house's templates would cost a third of a page.

A filter form with one hundred options takes two hundred template inclusions; here it is one string. What is not drawn
here (an uploaded file, a code tree, widgets of Django's admin) still comes from its template.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.common.markup import shown


def attributes(attrs: dict[str, Any]) -> str:
    """The attributes of an element; ``required`` is left out, because the form itself says what is missing."""
    return "".join(
        f" {name}" if value is True else f' {name}="{shown(value)}"'
        for name, value in attrs.items()
        if value is not False and name != "required"
    )


def input_element(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{shown(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{shown(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def option_with_label(option: dict[str, Any]) -> str:
    """A radio button or check box inside its label."""
    if not option.get("wrap_label"):
        return input_element(option)
    key = option["attrs"].get("id")
    target = f' for="{shown(key)}"' if key else ""
    return f"<label{target}>{input_element(option)} <span>{shown(option['label'])}</span></label>"


def choices(widget: dict[str, Any]) -> str:
    """Radio buttons or check boxes, grouped by a line of text."""
    css = widget["attrs"].get("class")
    parts = [f'<div class="choices{f" {shown(css)}" if css else ""}">']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<p class="choice-group">{shown(group)}</p>')
        parts += [f"<div>{option_with_label(option)}</div>" for option in options]
    return "".join([*parts, "</div>"])


def select_option(option: dict[str, Any]) -> str:
    return f'<option value="{shown(option["value"])}"{attributes(option["attrs"])}>{shown(option["label"])}</option>'


def select(widget: dict[str, Any]) -> str:
    parts = [f'<select name="{shown(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{shown(group)}">')
        parts += map(select_option, options)
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def textarea(widget: dict[str, Any]) -> str:
    text = shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{shown(widget["name"])}"{attributes(widget["attrs"])}>\n{text}</textarea>'


def several(widget: dict[str, Any]) -> str:
    """The parts of a widget of several inputs, such as a date and a time."""
    return "".join(draw_widget(part["template_name"], {"widget": part}) for part in widget["subwidgets"])


def draw_widget(template_name: str, context: dict[str, Any]) -> str:
    """A widget in Python where it is known here, else from its template."""
    draw = WIDGETS.get(template_name)
    return draw(context["widget"]) if draw else render_to_string(template_name, context).strip()


def error_list(context: dict[str, Any]) -> str:
    errors = context["errors"]
    if not errors:
        return ""
    key = f' id="{shown(errors.field_id)}_error"' if errors.field_id else ""
    word = _("Error:")
    lines = (f'<p class="field-error"><span class="vh">{word} </span>{shown(text)}</p>' for text in errors)
    return f"<div{key}>{''.join(lines)}</div>"


def field_group(context: dict[str, Any]) -> str:
    """A field with its label, hint and errors; several choices are a fieldset with a legend."""
    bound = context["field"]
    field, errors, key = bound.field, bound.errors, shown(bound.auto_id)
    is_checkbox = getattr(field.widget, "input_type", "") == "checkbox" and not bound.use_fieldset
    css = "field has-error" if errors else "field"
    unmarked = field.required or getattr(field, "is_unmarked", False)
    optional = "" if unmarked else f' <span class="optional">{_("(optional)")}</span>'
    label = shown(bound.label) if bound.label else ""
    if bound.use_fieldset:
        described = bound.aria_describedby
        about = f' aria-describedby="{shown(described)}"' if described else ""
        head = f'<fieldset class="{css}" id="{key}"{about}>' + (f"<legend>{label}{optional}</legend>" if label else "")
    else:
        target = shown(bound.id_for_label)
        head = f'<div class="{css}">'
        if label and not is_checkbox:
            head += f'<label for="{target}">{label}{optional}</label>'
    hint = f'<div class="hint" id="{key}_helptext">{bound.help_text}</div>' if bound.help_text else ""
    body = str(bound)
    prefix, suffix = getattr(field, "prefix", ""), getattr(field, "suffix", "")
    if is_checkbox:
        body = f'<div class="choice">{body}<label for="{target}">{label}</label></div>'
    elif prefix or suffix:
        before, after = (f'<span aria-hidden="true">{shown(part)}</span>' if part else "" for part in (prefix, suffix))
        body = f'<div class="affix">{before}{body}{after}</div>'
    return f"{head}{hint}{errors if errors else ''}{body}{'</fieldset>' if bound.use_fieldset else '</div>'}"


def form_fields(context: dict[str, Any]) -> str:
    """All fields of a form, the hidden ones last."""
    fields: Iterable[Any] = context["fields"]
    groups = "\n".join(bound.as_field_group() for bound, _errors in fields)
    hidden = "".join(str(bound) for bound in context["hidden_fields"])
    return f'<div class="form-fields">\n{"" if fields else context["errors"]}{groups}\n{hidden}</div>'


Draw = Callable[[dict[str, Any]], str]
INPUTS = ("checkbox", "color", "date", "datetime", "email", "hidden", "number", "password", "search", "tel")
WIDGETS: dict[str, Draw] = {
    f"django/forms/widgets/{name}.html": draw
    for name, draw in {
        **dict.fromkeys((*INPUTS, "text", "time", "url"), input_element),
        **dict.fromkeys(("radio", "checkbox_select"), choices),
        **dict.fromkeys(("radio_option", "checkbox_option"), option_with_label),
        **dict.fromkeys(("multiwidget", "multiple_hidden", "splitdatetime", "splithiddendatetime"), several),
        "select": select,
        "select_option": select_option,
        "textarea": textarea,
    }.items()
}
PARTS: dict[str, Draw] = {
    "django/forms/field.html": field_group,
    "django/forms/div.html": form_fields,
    "django/forms/p.html": form_fields,  # django-allauth draws its forms as paragraphs
    "django/forms/errors/list/default.html": error_list,
    "django/forms/errors/list/ul.html": error_list,
}


class Renderer(TemplatesSetting):
    """The renderer of all forms (``FORM_RENDERER``)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if draw := PARTS.get(template_name):
            return draw(context)
        if template_name in WIDGETS:
            return draw_widget(template_name, context)
        return str(super().render(template_name, context, request))
