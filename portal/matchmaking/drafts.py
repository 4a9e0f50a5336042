"""What is kept of a form while somebody types: the valid fields in their columns, the rest as typed.

A half-typed amount ("250,00x") cannot be stored as an amount. It is kept word for word beside the draft and stands in the
form again when its author comes back, on whichever machine; a save of the whole part throws it away.
"""

from typing import Any

LONGEST = 4_000  # characters kept of one field
MOST = 100  # values kept of one field: a group of boxes

Typed = dict[str, str | list[str]]


def autosave(form: Any) -> list[str]:
    """Keep every field that is valid by itself; returns their names."""
    form.is_valid()
    saved = [name for name in form.cleaned_data if name in form.fields and name not in form.errors]
    columns = {field.name for field in form.instance._meta.concrete_fields}
    changed = [name for name in saved if name in columns]
    if changed:
        fresh = type(form.instance)._default_manager.get(pk=form.instance.pk)
        for name in changed:
            setattr(fresh, name, form.cleaned_data[name])
        fresh.save(update_fields=changed)
    return saved


def half_typed(*forms: Any) -> Typed:
    """The values of bound forms that are not valid yet, as they were typed."""
    found: Typed = {}
    for form in forms:
        form.is_valid()
        for name in form.fields:
            values = form.data.getlist(form.add_prefix(name)) if name in form.errors else []
            if values:
                # PostgreSQL cannot keep a NUL, and nobody means one
                kept = [value[:LONGEST].replace("\x00", "") for value in values[:MOST]]
                found[name] = kept if len(kept) > 1 else kept[0]
    return found


def give_back(typed: Typed | None, *forms: Any) -> None:
    """Show in unbound forms what was typed and is not valid yet."""
    for name, value in (typed or {}).items():
        for form in forms:
            if name in form.fields:
                form.initial[name] = value


def keep_part(thing: Any, code: str, typed: Typed) -> None:
    """Replace what is kept of one part of a draft; nothing kept leaves no trace."""
    if not typed and code not in (thing.typed or {}):
        return
    rows = type(thing)._default_manager.filter(pk=thing.pk)
    parts = rows.values_list("typed", flat=True).get() or {}
    after = {key: value for key, value in parts.items() if key != code} | ({code: typed} if typed else {})
    if after != parts:
        rows.update(typed=after or None)


def kept_part(thing: Any, code: str) -> Typed | None:
    """What was typed into one part and is not valid yet."""
    return (thing.typed or {}).get(code)
