"""What a pillar tells the spine about itself: one frozen specification, registered at start-up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model
from django.forms import BaseModelForm, ModelForm
from django.utils.functional import Promise

from portal.common.prepared import Prepared
from portal.criteria.catalogue import Facts
from portal.matchmaking.models import Award, Request, Response
from portal.organisations.actors import Actor

Text = str | Promise
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Policy:
    """The documented differences between pillars (one paragraph each in ``docs/policies.md``)."""

    sealed_until_deadline: bool = False  # offers are unreadable to the owner until the closing moment
    moderated_before_opening: bool = False  # an authority looks at the request first
    anonymous_until_award: bool = True  # responders see no name or contact until revealed or awarded
    award_slots: int = 1
    min_responses: int = 0  # fewer at closing → unsuccessful unless the owner decides otherwise
    response_revisions_allowed: bool = True
    responder_capability: str = ""
    default_open_days: int = 14
    max_open_days: int = 90
    decide_days: int = 14  # days after closing until a request without award lapses
    batch_size: int = 10  # responders told at once
    enough_interest: int = 6  # stop telling more once so many have answered
    widen_after_hours: int = 48  # silence after which the next batch is told
    draft_days: int = 90  # an untouched draft lapses
    terms_need_key_facts: bool = False  # a signed key facts statement is needed before acceptance


@dataclass(frozen=True, slots=True)
class Section:
    """One task of a request's task list. The form's instance is the request or the pillar's details row.

    ``on`` says which: "request" or "details". ``is_optional`` sections may be skipped before publishing.
    """

    code: str
    title: Text
    form_class: type[ModelForm] | type[BaseModelForm]
    on: str = "details"
    minutes: int = 2
    is_optional: bool = False
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One line of the comparison: how to read it off a response, how to show it, which way is better.

    ``kind``: money, percent, number, days, date, text, yesno. ``better``: "low", "high" or "" (not comparable).
    ``value`` returns the plain value; for money a ``portal.common.money.Money``.
    """

    code: str
    label: Text
    value: Callable[[Response], Any]
    kind: str = "text"
    better: str = ""
    group: Text = ""
    is_fair: Callable[[Sequence[Response]], bool] = lambda _responses: True  # whether a best may be marked at all


@dataclass(frozen=True, slots=True)
class OutcomeQuestion:
    """One more question of a pillar about what came of it; ``choices`` are (code, label) pairs."""

    code: str
    text: Text
    choices: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a matcher says of one responder. ``misses`` rules failed, ``unknowns`` could not be told."""

    organisation_id: int
    score: Decimal
    reasons: list[dict[str, Any]] = field(default_factory=list)
    misses: int = 0
    unknowns: int = 0
    source_key: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)  # points of the score by component, as they are shown


def _no_hook(row: Award | Response) -> None:
    """A pillar without consequences of its own."""


def _no_terms_check(actor: Actor, response: Response) -> None:
    """A pillar without rules of its own about terms."""


def _lacks_nothing(_terms: Any) -> Mapping[str, Any]:
    return {}


def _no_prefill(_facts: Mapping[str, Any]) -> dict[str, Any]:
    return {}


@cache
def _terms_by_key(model: type[Model]) -> Prepared:
    return Prepared(lambda key: model._default_manager.filter(pk=key))


def terms_of(model: type[M], response: Response) -> M:
    """The row of ``model`` with the terms of ``response``, fresh from the database; DoesNotExist when there is none."""
    found = _terms_by_key(model).objects(key=response.pk)
    if not found:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    row: M = found[0]
    return row


def _nothing_beside(request: Request, responses: Sequence[Response]) -> dict[str, Any]:
    return {}


def accessor(model: type[Model], field_name: str) -> str:
    """The reverse name of the one-to-one ``field_name`` of ``model``."""
    relation: Any = model._meta.get_field(field_name)
    return str(relation.remote_field.get_accessor_name())


@dataclass(frozen=True, slots=True, eq=False)
class Pillar:
    """Everything the spine needs to know of a pillar. Templates live in ``templates/<templates>/fragments/``:

    ``_details.html`` (request, details), ``_terms.html`` (response, terms), ``_offer_extra.html`` optional.
    """

    code: str
    name: Text
    noun: Text  # what a response is called here: "offer", "proposal", "mentoring plan"
    details_model: type[Model]
    terms_model: type[Model]
    sections: Sequence[Section]
    terms_form: type[ModelForm]
    matcher: Callable[[Request], list[Candidate]]
    columns: Sequence[Column]
    templates: str
    policy: Policy
    decline_reasons: Sequence[tuple[str, Text]] = ()
    amount_path: str = ""  # from a request to the amount asked for ("financing__amount"), for the inbox's filter
    facts_of_many: Callable[[Iterable[Request]], Iterable[tuple[int, Facts]]] | None = None  # requests with details
    supply_of: Callable[[], Mapping[int, Any]] | None = None  # organisation → ``standing.Supply``, nightly
    summary_of: Callable[[Request], Sequence[tuple[Text, Any]]] | None = (
        None  # headline facts for lists: (label, html-safe)
    )
    check_terms: Callable[[Actor, Response], None] = _no_terms_check  # raises DomainError before submission
    lacking: Callable[[Any], Mapping[str, Any]] = _lacks_nothing  # terms → what is missing, by field
    check_award: Callable[[Actor, Response], None] = _no_terms_check  # raises DomainError before acceptance
    on_award: Callable[[Award], None] = _no_hook  # inside the award's transaction
    needs_approval: Callable[[Response], bool] = lambda _response: False  # four eyes
    fill_terms: Callable[[Response], None] = _no_hook  # a first draft's terms from what is known already
    copy_terms: Callable[[Response, Response], None] | None = (
        None  # (from, to): prefill a revision or from the last similar
    )
    bulky: Sequence[str] = ()  # columns of the terms that a comparison of many does not read
    compare_context: Callable[[Request, Sequence[Response]], dict[str, Any]] = _nothing_beside  # above the comparison
    moved_terms: Callable[..., dict[str, Any]] | None = None  # figures per responder; is_exact: the authority's own
    terms_context: Callable[[Actor, Response, Any], dict[str, Any]] | None = None  # live panel of the response editor
    prefill: Callable[[Mapping[str, Any]], dict[str, Any]] = _no_prefill  # columns out of facts answered before
    outcome_questions: Sequence[OutcomeQuestion] = ()
    icon: str = ""
    intro: Text = ""  # one sentence beside the name where a firm chooses what it needs

    def details(self, request: Request) -> Any:
        """The details row of ``request`` (kept on the instance, so that a page reads it once)."""
        return getattr(request, accessor(self.details_model, "request"))

    def terms(self, response: Response) -> Any:
        """The terms row of ``response``, fresh from the database; DoesNotExist when there is none."""
        return terms_of(self.terms_model, response)

    @property
    def terms_name(self) -> str:
        """The attribute of a response that leads to its terms row, for ``select_related``."""
        return accessor(self.terms_model, "response")

    def section(self, code: str) -> Section:
        """The section called ``code``; KeyError when there is none."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)
