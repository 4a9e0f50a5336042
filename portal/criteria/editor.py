"""The criteria editor as one function: rows of rules, count of who passes, one firm tested, versions, JSON in and out.

Owners (lenders, providers, mentors, schemes, briefs) wrap it in a view of theirs, after their own permission check, and
say with a :class:`~portal.criteria.subjects.Subject` where the document is kept::

    def rules(request, public_id):
        mandate = get_object_or_404(Mandate.objects.visible_to(request.actor), public_id=public_id)
        policies.require(services.may_write_mandates(request.actor))
        subject = subjects.of_set(mandate.criteria, keep=…)
        return editor.edit(request, subject, Callbacks(count=…, firms=…), Frame(back=…))

Works without script: every button posts the whole form, and only "save" changes anything.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.common.errors import DomainError, NotAllowedError
from portal.common.http import is_fragment
from portal.criteria import catalogue, matching, rules, sentences, services
from portal.criteria.catalogue import Facts
from portal.criteria.compose import joined
from portal.criteria.contradictions import contradictions
from portal.criteria.forms import AddRuleForm, RuleForm, SettingsForm, UploadForm, initial_of
from portal.criteria.matching import Passing
from portal.criteria.rates import default_table
from portal.criteria.rules import MAX_GROUPS, SCHEMA_VERSION, Rule, upgraded
from portal.criteria.subjects import Subject

MAX_ROWS = 200
MAX_FILE = 200_000
JUDGED = frozenset({"save", "check", "test"})  # buttons that need the whole document
Text = Any  # str or lazy


@dataclass(frozen=True, slots=True)
class SampleFirm:
    """A firm (or request) the editor may be tested on; the owner decides which may be seen and under which name."""

    key: str
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What the owner supplies: the live count of a document, and firms to test. Either may be left out."""

    count: Callable[[Mapping[str, Any]], Passing] | None = None
    firms: Callable[[], Sequence[SampleFirm]] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around the editor: where it leads back to, what is counted, where the fixed rules are changed."""

    back: str = ""
    back_label: Text = ""
    intro: Text = ""
    counted: Text = ""  # "Open requests", "Firms of the portal"
    fixed_url: str = ""
    fixed_label: Text = ""


@dataclass(slots=True)
class Row:
    """One rule on the page: a form, or a rule on a fact no longer in use, which can only be removed."""

    prefix: str
    form: RuleForm | None = None
    kept: Mapping[str, Any] | None = None
    words: str = ""
    is_new: bool = False

    @property
    def kept_json(self) -> str:
        return json.dumps(self.kept, ensure_ascii=False)


@dataclass(slots=True)
class GroupRows:
    """The rows of one AND group."""

    number: int
    rows: list[Row] = field(default_factory=list)
    add: AddRuleForm | None = None
    name: str = ""


@dataclass(slots=True)
class Page:
    """Everything the fragments show."""

    groups: list[GroupRows]
    settings: SettingsForm
    upload: UploadForm
    version: int
    name: str = ""
    problems: list[str] = field(default_factory=list)
    is_complete: bool = True
    passing: Passing | None = None
    contradictions: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    sentences: list[list[str]] = field(default_factory=list)
    firms: Sequence[SampleFirm] = ()
    tested: SampleFirm | None = None
    explanation: matching.Explanation | None = None
    steps: list[str] = field(default_factory=list)


def edit(
    request: HttpRequest,
    subject: Subject,
    callbacks: Callbacks | None = None,
    frame: Frame | None = None,
    *,
    template: str = "criteria/editor.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """GET shows, ``?download=N`` gives a version as JSON, POST works on the form; ``do=save`` keeps the document.

    The owner has checked permissions before.
    """
    callbacks = callbacks or Callbacks()
    if request.GET.get("download"):
        return _download(subject, request.GET["download"])
    more = {"subject": subject, "frame": frame or Frame(), **(context or {})}
    if request.method != "POST" or subject.is_locked:
        page = _page_of(subject, subject.document)
        _judge(page, subject, subject.document, callbacks, "")
        return _show(request, page, template, more)
    page, document = _posted(request, subject)
    if document is not None and request.POST.get("do", "") == "save":
        try:
            subject.keep(document, page.version, page.settings.cleaned_data.get("note", ""))
        except NotAllowedError:
            raise
        except DomainError as error:
            page.problems += [str(text) for texts in error.messages.values() for text in texts]
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(subject.saved_url or request.path)
    page.is_complete = document is not None
    if document is not None:
        _judge(page, subject, document, callbacks, request.POST.get("firm", ""))
    return _show(request, page, template, more)


def _show(request: HttpRequest, page: Page, template: str, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if page.problems and not is_fragment(request) else 200
    return render(request, template, {"editor": page, **context}, status=status)


def _download(subject: Subject, number: str) -> HttpResponse:
    document = subject.version_document(int(number)) if number.isascii() and number.isdigit() else None
    if document is None:
        raise Http404
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="criteria-{subject.file_name}-v{number}.json"'
    return answer


# --- from a document to rows -------------------------------------------------------------------------------------------


def _page_of(subject: Subject, document: Mapping[str, Any], version: int | None = None) -> Page:
    groups = []
    criterion = rules.read(document, strict=False) if document else None
    for number, group in enumerate(criterion.groups if criterion else ()):
        rows = [_row_of(rule, document, f"g{number}-r{place}") for place, rule in enumerate(group.rules)]
        groups.append(GroupRows(number, rows, _add_form(subject, number), group.name))
    given = {key: document.get(key) for key in ("valid_from", "valid_to")}
    return Page(
        groups or [GroupRows(0, [], _add_form(subject, 0))],
        _settings(subject, initial=given),
        UploadForm(),
        subject.version if version is None else version,
        str(document.get("name", "")),
    )


def _add_form(subject: Subject, number: int) -> AddRuleForm:
    return AddRuleForm(prefix=f"g{number}", scopes=subject.scopes, pillar=subject.pillar)


def _settings(subject: Subject, *data: Any, **options: Any) -> SettingsForm:
    return SettingsForm(*data, has_dates=subject.has_dates, has_note=bool(subject.history), **options)


def _raw_of(document: Mapping[str, Any], rule: Rule) -> Mapping[str, Any]:
    """The JSON rule a typed rule came from, found by its pointer."""
    found: Any = upgraded(document)
    for part in rule.pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def _row_of(rule: Rule, document: Mapping[str, Any], prefix: str) -> Row:
    """A shared list is unfolded: each of its rules becomes a row of the group that uses it."""
    initial = initial_of(rule)
    words = sentences.requirement(rule)
    if initial is None:
        return Row(prefix, kept=_raw_of(document, rule), words=words)
    return Row(prefix, RuleForm(rule.fact, prefix=prefix, initial=initial), words=words)


# --- from a post to rows and a document --------------------------------------------------------------------------------


def _posted(request: HttpRequest, subject: Subject) -> tuple[Page, dict[str, Any] | None]:
    """The page as posted after its button's work, and the document when everything in it is valid."""
    data, action = request.POST, request.POST.get("do", "")
    version = int(data["version"]) if data.get("version", "").isascii() and data.get("version", "").isdigit() else 0
    if action == "upload":
        return _uploaded(request, subject, version)
    groups = _read_groups(data, action, subject)
    settings = _settings(subject, data)
    page = Page(groups, settings, UploadForm(), version, data.get("name", "")[: rules.MAX_NAME])
    is_valid = settings.is_valid()
    document = _document_of(page)
    if document is None or not is_valid:
        if action in JUDGED:
            page.problems.append(_("Some rules are not complete yet. They are marked below."))
        return page, None
    for key in ("valid_from", "valid_to"):
        if settings.cleaned_data.get(key):
            document[key] = settings.cleaned_data[key].isoformat()
    if not document["any"] and subject.may_be_empty:
        return page, {}
    return _checked(page, document, strictly=action in JUDGED)


def _document_of(page: Page) -> dict[str, Any] | None:
    """The document of the rows; None while one of them is not complete. Groups without rules are left out."""
    found: list[dict[str, Any]] = []
    is_complete = True
    for group in page.groups:
        entries = []
        for row in group.rows:
            if row.form is None:
                entries.append(dict(row.kept or {}))
            elif row.form.is_bound and row.form.is_valid():
                entries.append(row.form.as_rule())
            else:
                is_complete = False
        if entries:
            found.append({"name": group.name, "all": entries} if group.name else {"all": entries})
    document = {"schema": SCHEMA_VERSION, "any": found}
    if page.name:
        document["name"] = page.name
    return document if is_complete else None


def _checked(page: Page, document: dict[str, Any], *, strictly: bool) -> tuple[Page, dict[str, Any] | None]:
    try:
        services.document_check(document)
    except DomainError as error:
        if strictly:
            page.problems += [str(text) for texts in error.messages.values() for text in texts]
        return page, None
    return page, document


def _uploaded(request: HttpRequest, subject: Subject, version: int) -> tuple[Page, dict[str, Any] | None]:
    """A document from a file, shown for review; nothing is saved yet."""
    shown = _page_of(subject, subject.document, version)
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MAX_FILE:
        shown.problems.append(_("Choose a JSON file of at most 200 kB."))
        return shown, None
    try:
        document = json.loads(file.read().decode("utf-8"))
        services.document_check(document)
        return _page_of(subject, document, version), document
    except (ValueError, RecursionError):
        shown.problems.append(_("This is not well-formed JSON."))
    except DomainError as error:
        for pointer, texts in error.messages.items():
            words = {"place": sentences.isolated(pointer or "/"), "message": " ".join(str(text) for text in texts)}
            shown.problems.append(_("At %(place)s: %(message)s") % words)
    return shown, None


def _read_groups(data: QueryDict, action: str, subject: Subject) -> list[GroupRows]:
    """The groups as posted, after the button that was pressed: remove, drop, add, copy or group."""
    verb, _colon, target = action.partition(":")
    groups: list[GroupRows] = []
    for number in range(min(MAX_GROUPS, _count(data, "groups"))):
        if verb == "drop" and target == f"g{number}":
            continue
        rows = []
        for place in range(min(MAX_ROWS, _count(data, f"g{number}-rows"))):
            prefix = f"g{number}-r{place}"
            if verb == "remove" and target == prefix:
                continue
            row = _read_row(data, prefix)
            if row is not None:
                rows.append(row)
        fact = catalogue.get(data.get(f"g{number}-fact", ""))
        if verb == "add" and target == f"g{number}" and fact is not None and len(rows) < MAX_ROWS:
            prefix = f"g{number}-r{_count(data, f'g{number}-rows')}"
            rows.append(Row(prefix, RuleForm(fact, prefix=prefix), is_new=True))
        name = data.get(f"g{number}-name", "").strip()[: rules.MAX_NAME]
        groups.append(GroupRows(number, rows, None, name))
        if verb == "copy" and target == f"g{number}" and len(groups) < MAX_GROUPS:
            again = [_read_row(data, row.prefix) or row for row in rows]
            groups.append(GroupRows(number, again, None, ""))
    if verb == "group" and len(groups) < MAX_GROUPS:
        groups.append(GroupRows(len(groups), [], None))
    return _renumbered(groups, subject)


def _count(data: QueryDict, name: str) -> int:
    text = data.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _read_row(data: QueryDict, prefix: str) -> Row | None:
    kept = data.get(f"{prefix}-kept")
    if kept is not None:
        try:
            raw = json.loads(kept)
            criterion = rules.read({"any": [{"all": [raw]}]}, strict=False)
        except (ValueError, RecursionError, rules.DocumentError):
            return None
        rule = next(criterion.rules())
        return None if rule.is_readable else Row(prefix, kept=raw, words=sentences.requirement(rule))
    fact = catalogue.get(data.get(f"{prefix}-fact", ""))
    return None if fact is None else Row(prefix, RuleForm(fact, data, prefix=prefix))


def _renumbered(groups: list[GroupRows], subject: Subject) -> list[GroupRows]:
    """Prefixes without gaps after a removal; bound forms keep reading their old fields and are shown under new names."""
    groups = groups or [GroupRows(0, [], None)]
    for number, group in enumerate(groups):
        group.number = number
        group.add = _add_form(subject, number)
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


def _judge(page: Page, subject: Subject, document: Mapping[str, Any], callbacks: Callbacks, firm: str) -> None:
    """Fill in who passes, what nobody can meet, the rules as sentences and the firm tested."""
    whole = joined(subject.fixed, document)
    if subject.fixed:
        fixed = rules.read(joined(subject.fixed, {}), strict=False)
        page.fixed = [sentences.requirement(rule) for rule in fixed.rules()]
    if not whole:
        return
    criterion = rules.read(whole, strict=False)
    skipped = len(subject.fixed)
    page.sentences = [[sentences.requirement(rule) for rule in group.rules[skipped:]] for group in criterion.groups]
    page.contradictions = [found.message for found in contradictions(criterion, default_table())]
    if callbacks.count is not None:
        page.passing = callbacks.count(whole)
    if callbacks.firms is not None:
        page.firms = callbacks.firms()
        page.tested = next((sample for sample in page.firms if sample.key == firm), None)
    if page.tested is not None:
        page.explanation = matching.explain_criterion(criterion, page.tested.facts)
        nearest = page.explanation.nearest
        page.steps = [sentences.change_sentence(c.fact, c.held, c.to) for c in nearest.changes] if nearest else []
