"""The criteria editor as one function: rows of rules, count of who passes, one firm tested, versions, JSON in and out.

Owners (lenders, providers, schemes, briefs) wrap it in a view of theirs, after their own permission check::

    def mandate_edit(request, public_id):
        mandate = get_object_or_404(Mandate.objects.visible_to(request.actor), public_id=public_id)
        require(can_edit_mandate(request.actor, mandate))
        return edit(request, mandate.criteria, Callbacks(count=…, firms=…), template="lending/mandate_edit.html")

Works without script: every button posts the whole form, and only "save" changes anything.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from portal.criteria import catalogue, matching, sentences, services
from portal.criteria.catalogue import Facts
from portal.criteria.contradictions import contradictions
from portal.criteria.forms import AddRuleForm, RuleForm, SettingsForm, UploadForm, initial_of
from portal.criteria.matching import Passing
from portal.criteria.models import CriteriaSet
from portal.criteria.rates import default_table
from portal.criteria.rules import MAX_GROUPS, SCHEMA_VERSION, Rule, upgraded

MAX_ROWS = 200
MAX_FILE = 200_000
JUDGED = frozenset({"save", "check", "test"})  # buttons that need the whole document


@dataclass(frozen=True, slots=True)
class SampleFirm:
    """A firm the editor may be tested on; the owner decides which ones may be seen and under which name."""

    key: str
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What the owner supplies: the live count of a document, and firms to test. Either may be left out."""

    count: Callable[[Mapping[str, Any]], Passing] | None = None
    firms: Callable[[], Sequence[SampleFirm]] | None = None


@dataclass(slots=True)
class Row:
    """One rule on the page: a form, or a rule kept as it is because the form cannot show it."""

    prefix: str
    form: RuleForm | None = None
    kept: Mapping[str, Any] | None = None
    words: str = ""

    @property
    def kept_json(self) -> str:
        return json.dumps(self.kept, ensure_ascii=False)


@dataclass(slots=True)
class GroupRows:
    """The rows of one AND group."""

    number: int
    rows: list[Row] = field(default_factory=list)
    add: AddRuleForm | None = None


@dataclass(slots=True)
class Page:
    """Everything the fragments show."""

    groups: list[GroupRows]
    settings: SettingsForm
    upload: UploadForm
    version: int
    problems: list[str] = field(default_factory=list)
    passing: Passing | None = None
    contradictions: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    firms: Sequence[SampleFirm] = ()
    tested: SampleFirm | None = None
    explanation: matching.Explanation | None = None
    steps: list[str] = field(default_factory=list)


def edit(
    request: HttpRequest,
    criteria: CriteriaSet,
    callbacks: Callbacks | None = None,
    *,
    template: str = "criteria/editor.html",
    context: Mapping[str, Any] | None = None,
    saved_url: str = "",
    on_saved: Callable[[CriteriaSet], None] | None = None,
) -> HttpResponse:
    """GET shows, ``?download=N`` gives a version as JSON, POST works on the form; ``do=save`` revises the set.

    ``on_saved`` is called after a revision (journal entry, matching). The owner has checked permissions before.
    """
    callbacks = callbacks or Callbacks()
    if request.GET.get("download"):
        return _download(criteria, request.GET["download"])
    if request.method != "POST":
        page = _page_of(criteria.document, criteria.version)
        _judge(page, criteria.document, callbacks, "")
        return _show(request, criteria, page, template, context)
    page, document = _posted(request)
    if document is not None and request.POST.get("do", "") == "save":
        try:
            services.criteria_revise(
                actor=request.actor,  # type: ignore[attr-defined]
                criteria=criteria,
                document=document,
                expected_version=page.version,
                note=page.settings.cleaned_data.get("note", ""),
            )
        except DomainError as error:
            page.problems += [str(text) for texts in error.messages.values() for text in texts]
        else:
            if on_saved is not None:
                on_saved(criteria)
            return HttpResponseRedirect(saved_url or request.path)
    if document is not None:
        _judge(page, document, callbacks, request.POST.get("firm", ""))
    return _show(request, criteria, page, template, context)


def _show(
    request: HttpRequest, criteria: CriteriaSet, page: Page, template: str, context: Mapping[str, Any] | None
) -> HttpResponse:
    versions = criteria.versions.select_related("created_by")[:20]
    status = 422 if page.problems else 200
    return render(
        request,
        template,
        {"criteria": criteria, "editor": page, "versions": versions, **(context or {})},
        status=status,
    )


def _download(criteria: CriteriaSet, number: str) -> HttpResponse:
    version = criteria.versions.filter(version=int(number)).first() if number.isascii() and number.isdigit() else None
    if version is None:
        raise Http404
    answer = JsonResponse(version.document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="criteria-{criteria.public_id}-v{version.version}.json"'
    return answer


# --- from a document to rows -------------------------------------------------------------------------------------------


def _page_of(document: Mapping[str, Any], version: int) -> Page:
    groups = []
    for number, group in enumerate(services.document_check(document).groups):
        rows = []
        for place, rule in enumerate(group.rules):
            rows.append(_row_of(rule, _raw_of(document, rule), f"g{number}-r{place}"))
        groups.append(GroupRows(number, rows, AddRuleForm(prefix=f"g{number}")))
    given = {key: document.get(key) for key in ("valid_from", "valid_to")}
    return Page(groups, SettingsForm(initial=given), UploadForm(), version)


def _raw_of(document: Mapping[str, Any], rule: Rule) -> Mapping[str, Any]:
    """The JSON rule a typed rule came from, found by its pointer (shared lists are unfolded that way)."""
    found: Any = upgraded(document)
    for part in rule.pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def _row_of(rule: Rule, raw: Mapping[str, Any], prefix: str) -> Row:
    initial = initial_of(raw)
    words = sentences.requirement(rule)
    if initial is None:
        return Row(prefix, kept=raw, words=words)
    return Row(prefix, RuleForm(rule.fact, prefix=prefix, initial=initial), words=words)


# --- from a post to rows and a document --------------------------------------------------------------------------------


def _posted(request: HttpRequest) -> tuple[Page, dict[str, Any] | None]:
    """The page as posted after its button's work, and the document when everything in it is valid."""
    data, action = request.POST, request.POST.get("do", "")
    version = int(data["version"]) if data.get("version", "").isascii() and data.get("version", "").isdigit() else 0
    if action == "upload":
        return _uploaded(request, version)
    groups = _read_groups(data, action)
    settings = SettingsForm(data)
    page = Page(groups, settings, UploadForm(), version)
    is_valid = settings.is_valid()
    document = _document_of(groups)
    if document is None or not is_valid:
        if action in JUDGED:
            page.problems.append(_("Some rules are not complete yet. They are marked below."))
        return page, None
    for key in ("valid_from", "valid_to"):
        if settings.cleaned_data.get(key):
            document[key] = settings.cleaned_data[key].isoformat()
    return _checked(page, document, strictly=action in JUDGED)


def _document_of(groups: list[GroupRows]) -> dict[str, Any] | None:
    """The document of the rows; None while one of them is not complete. Groups without rules are left out."""
    found = []
    is_complete = True
    for group in groups:
        entries = []
        for row in group.rows:
            if row.form is None:
                entries.append(dict(row.kept or {}))
            elif row.form.is_bound and row.form.is_valid():
                entries.append(row.form.as_rule())
            else:
                is_complete = False
        if entries:
            found.append({"all": entries})
    return {"schema": SCHEMA_VERSION, "any": found} if is_complete else None


def _checked(page: Page, document: dict[str, Any], *, strictly: bool) -> tuple[Page, dict[str, Any] | None]:
    try:
        services.document_check(document)
    except DomainError as error:
        if strictly:
            page.problems += [str(text) for texts in error.messages.values() for text in texts]
        return page, None
    return page, document


def _uploaded(request: HttpRequest, version: int) -> tuple[Page, dict[str, Any] | None]:
    """A document from a file, shown for review; nothing is saved yet."""
    empty = Page([], SettingsForm(), UploadForm(), version)
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MAX_FILE:
        empty.problems.append(_("Choose a JSON file of at most 200 kB."))
    else:
        try:
            document = json.loads(file.read().decode("utf-8"))
            page = _page_of(document, version)
        except (ValueError, RecursionError):
            empty.problems.append(_("This is not well-formed JSON."))
        except DomainError as error:
            for pointer, texts in error.messages.items():
                words = {"place": sentences.isolated(pointer or "/"), "message": " ".join(str(text) for text in texts)}
                empty.problems.append(_("At %(place)s: %(message)s") % words)
        else:
            return page, document
    return empty, None


def _read_groups(data: QueryDict, action: str) -> list[GroupRows]:
    verb, _colon, target = action.partition(":")
    groups: list[GroupRows] = []
    for number in range(min(MAX_GROUPS, _count(data, "groups"))):
        rows = []
        for place in range(min(MAX_ROWS, _count(data, f"g{number}-rows"))):
            prefix = f"g{number}-r{place}"
            if verb == "remove" and target == prefix:
                continue
            row = _read_row(data, prefix)
            if row is not None:
                rows.append(row)
        if verb == "drop" and target == f"g{number}":
            continue
        add = AddRuleForm(data, prefix=f"g{number}")
        fact = catalogue.get(data.get(f"g{number}-fact", ""))
        if verb == "add" and target == f"g{number}" and fact is not None and len(rows) < MAX_ROWS:
            rows.append(Row(f"g{number}-r{len(rows)}", RuleForm(fact, prefix=f"g{number}-r{len(rows)}")))
        groups.append(GroupRows(number, rows, add))
    if verb == "group" and len(groups) < MAX_GROUPS:
        groups.append(GroupRows(len(groups), [], None))
    return _renumbered(groups)


def _count(data: QueryDict, name: str) -> int:
    text = data.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _read_row(data: QueryDict, prefix: str) -> Row | None:
    kept = data.get(f"{prefix}-kept")
    if kept is not None:
        try:
            raw = json.loads(kept)
            criterion = services.document_check({"any": [{"all": [raw]}]})
        except (ValueError, RecursionError, DomainError):
            return None
        return Row(prefix, kept=raw, words=sentences.requirement(next(criterion.rules())))
    fact = catalogue.get(data.get(f"{prefix}-fact", ""))
    return None if fact is None else Row(prefix, RuleForm(fact, data, prefix=prefix))


def _renumbered(groups: list[GroupRows]) -> list[GroupRows]:
    """Prefixes without gaps after a removal; bound forms keep reading their old fields and are shown under new names."""
    for number, group in enumerate(groups):
        group.number = number
        group.add = AddRuleForm(prefix=f"g{number}")
        for place, row in enumerate(group.rows):
            prefix = f"g{number}-r{place}"
            if row.form is not None and row.form.is_bound and row.prefix != prefix:
                row.form = RuleForm(row.form.fact, _moved(row.form.data, row.prefix, prefix), prefix=prefix)
            elif row.form is not None and not row.form.is_bound:
                row.form = RuleForm(row.form.fact, prefix=prefix)
            row.prefix = prefix
    return groups


def _moved(data: Any, old: str, new: str) -> QueryDict:
    moved = QueryDict(mutable=True)
    for name in data:
        if name.startswith(f"{old}-"):
            moved.setlist(new + name[len(old) :], data.getlist(name))
    return moved


# --- what the page says about the document ------------------------------------------------------------------------------


def _judge(page: Page, document: Mapping[str, Any], callbacks: Callbacks, firm: str) -> None:
    """Fill in who passes, what nobody can meet, the rules as sentences and the firm tested."""
    criterion = services.document_check(document)
    page.sentences = [sentences.requirement(rule) for rule in criterion.rules()]
    page.contradictions = [found.message for found in contradictions(criterion, default_table())]
    if callbacks.count is not None:
        page.passing = callbacks.count(document)
    if callbacks.firms is not None:
        page.firms = callbacks.firms()
        page.tested = next((sample for sample in page.firms if sample.key == firm), None)
    if page.tested is not None:
        page.explanation = matching.explain_criterion(criterion, page.tested.facts)
        nearest = page.explanation.nearest
        page.steps = [sentences.change_sentence(c.fact, c.held, c.to) for c in nearest.changes] if nearest else []
