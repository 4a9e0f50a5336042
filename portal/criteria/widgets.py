"""Choosing codes from a hierarchy: broad ones fold open to narrower ones, the narrowest are typed."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language

from portal.criteria import codes
from portal.criteria.codes import CodeList
from portal.criteria.values import MAX_CODES

SEPARATORS = str.maketrans({"،": ",", "，": ",", "、": ",", ";": ",", "\n": ",", "\t": ",", " ": ","})


@dataclass(slots=True)
class Branch:
    """A broad code with the narrower ones below it. ``code`` is empty for those that stand below nothing."""

    code: str
    label: str
    leaves: list[tuple[str, str]] = field(default_factory=list)


@lru_cache(maxsize=64)
def branches(name: str, language: str) -> tuple[Branch, ...]:
    """The offered codes of list ``name`` as a tree of two levels; ``language`` is the active one, for the cache."""
    known = codes.get(name)
    offered = known.top()
    listed = set(offered)
    found: dict[str, Branch] = {}
    for code in offered:
        above = known.parent(code)
        root = above if above in listed else ""
        if root:
            found.setdefault(root, Branch(root, known.label(root))).leaves.append((code, known.label(code)))
        elif any(known.parent(other) == code for other in offered):
            found.setdefault(code, Branch(code, known.label(code)))
        else:
            found.setdefault("", Branch("", "")).leaves.append((code, known.label(code)))
    loose = found.pop("", None)
    return (*found.values(), *([loose] if loose else []))


def typed_codes(text: str) -> list[str]:
    """Codes separated by commas, blanks or their Arabic and Chinese forms."""
    return [part for part in text.translate(SEPARATORS).split(",") if part][: MAX_CODES + 1]


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Check boxes of grouped choices, for long lists of one level. Groups in which something is chosen stand open and first."""

    template_name = "criteria/widgets/folded_choices.html"

    class Media:
        css: ClassVar = {"all": ["css/criteria.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        folds = [
            {"label": label, "options": options, "count": sum(bool(option["selected"]) for option in options)}
            for label, options, _index in context["widget"]["optgroups"]
        ]
        context["widget"]["folds"] = sorted(folds, key=lambda fold: not fold["count"])
        return context


class CodeTree(forms.SelectMultiple):
    """Check boxes in branches that fold open; below them a line for codes narrower than those shown."""

    template_name = "criteria/widgets/code_tree.html"
    use_fieldset = True

    class Media:
        css: ClassVar = {"all": ["css/criteria.css"]}

    def __init__(self, known: CodeList, attrs: dict[str, Any] | None = None):
        self.known = known
        super().__init__(attrs)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        ticked = super().value_from_datadict(data, files, name) or []
        return list(dict.fromkeys([*ticked, *typed_codes(str(data.get(f"{name}-more", "")))]))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, [], attrs)
        chosen = set(value or [])
        shown: set[str] = set()
        rows = []
        for branch in branches(self.known.name, get_language() or ""):
            options = [(code, label, code in chosen) for code, label in branch.leaves]
            listed = {code for code, _label in branch.leaves} | {branch.code}
            shown |= listed
            rows.append(
                {
                    "code": branch.code,
                    "label": branch.label,
                    "is_whole": bool(branch.code) and branch.code in chosen,
                    "options": options,
                    "count": len(listed & chosen),
                }
            )
        context["widget"] |= {
            "branches": rows,
            "more": ", ".join(code for code in value or [] if code not in shown),
            "example": self.known.example,
        }
        return context
