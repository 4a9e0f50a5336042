"""A small market with one of everything, and the addresses of its things."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter
from django.utils import timezone

from portal.common import clock
from portal.documents import services as documents
from portal.matchmaking import services
from portal.matchmaking.models import Dispute, Match, Milestone, OutcomeLink, Request, RequestDocument, Response
from portal.matchmaking.services.outcomes import link_token
from tests.people import Cast
from tests.probe.models import ProbeTerms

NOBODY = "zzzzzzzzzzzz"  # an id that does not exist


@dataclass
class World:
    """Keyword arguments by url name, falling back to those by namespace."""

    cast: Cast
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    rival_match: str = ""  # the rival's match with the open request, for pages that take it in the address

    def of(self, name: str, pattern: URLPattern) -> dict[str, Any]:
        """Arguments for ``pattern``; ids that nobody has where nothing fits."""
        known = self.arguments.get(name, {})
        found = {}
        for key, converter in converters(name, pattern).items():
            words = re.search(rf"\(\?P<{key}>([a-z-]+)(?:\|[a-z-]+)+\)", pattern.pattern.regex.pattern)
            odd = 999_999 if isinstance(converter, IntConverter) else words.group(1) if words else NOBODY
            found[key] = known.get(key, odd)
        return found


ACTIONS = {
    "matchmaking:request-act": "extend", "matchmaking:award-act": "shortlist", "matchmaking:inbox-act": "watch",
    "matchmaking:response-act": "withdraw", "matchmaking:engagement-act": "complete",
}  # fmt: skip


def converters(name: str, pattern: URLPattern) -> dict[str, Any]:
    """The named parts of an address, from paths and regular expressions alike."""
    inner = getattr(pattern.pattern, "converters", {})
    groups = dict.fromkeys(pattern.pattern.regex.groupindex) if not inner else {}
    return {**groups, **inner}


def drafted(actor: Any, title: str) -> Request:
    """A request with all its parts, not published."""
    request = services.request_create(actor=actor, pillar="probe", title=title, details={"amount": 5000})
    for code in ("need", "amount"):
        services.request_section_done(actor=actor, request=request, code=code)
    return request


def published_with_paper(who: Any, title: str = "Oven for bread") -> Request:
    """An open request with one paper, where every transaction ends."""
    request = drafted(who.actor, title)
    upload = SimpleUploadedFile("plan.txt", b"our plan")
    paper = documents.document_upload(actor=who.actor, upload=upload, title="Business plan")
    RequestDocument.objects.create(request=request, document=paper)
    services.request_submit(actor=who.actor, request=request, open_days=10)
    return Request.objects.get(pk=request.pk)


def published(cast: Cast, title: str) -> Request:
    actor = cast.owner.actor
    request = drafted(actor, title)
    with TestCase.captureOnCommitCallbacks(execute=True):  # matching runs after the commit that a test never makes
        services.request_submit(actor=actor, request=request, open_days=10)
    return Request.objects.get(pk=request.pk)


def answered(person: Any, request: Request, price: int) -> Response:
    draft = services.response_start(actor=person.actor, request=request)
    ProbeTerms.objects.filter(response=draft).update(price=price)
    return services.response_submit(actor=person.actor, response=draft)


def build(cast: Cast) -> World:
    """One open request with an answer, a question, a paper and a thread; one engagement with a step and a dispute."""
    world = World(cast)
    owner, lender = cast.owner.actor, cast.lender.actor
    open_one, done = published(cast, "A new oven"), published(cast, "A second van")
    response = answered(cast.lender, open_one, 7)
    question = services.question_ask(actor=lender, request=open_one, text="Which oven?")
    paper = documents.document_upload(actor=owner, upload=SimpleUploadedFile("a.txt", b"words"), title="Paper")
    RequestDocument.objects.create(request=open_one, document=paper)
    thread = services.thread_open(actor=lender, request=open_one, responder=cast.lender.organisation)
    services.message_send(actor=lender, thread=thread, text="Hello")
    winner = answered(cast.lender, done, 9)
    Request.objects.filter(pk=done.pk).update(
        opened_at=clock.now() - timedelta(days=11), closes_at=clock.now() - timedelta(days=1)
    )
    award = services.award_make(
        actor=owner, response=Response.objects.get(pk=winner.pk), rationale="x", checked_identity_by="code"
    )
    engagement = services.engagement_start(actor=lender, engagement=award.engagement)
    step = Milestone.objects.create(engagement=engagement, title="Deliver", position=9, due_on=timezone.localdate())
    services.dispute_raise(actor=owner, engagement=engagement, reason="It went wrong")
    link = OutcomeLink.objects.filter(engagement=engagement).first()
    world.arguments = exchange(open_one, response, question, paper, thread, engagement, step)
    world.rival_match = open_one.matches.get(organisation=cast.rival.organisation).public_id
    search = services.search_save(actor=lender, name="Ovens", query="q=oven", frequency="daily")
    for name in ("search-show", "search-edit", "search-delete"):
        world.arguments[f"matchmaking:{name}"] = {"public_id": search.public_id}
    if link is not None:
        world.arguments["matchmaking:outcome-link"] = {"token": link_token(link)}
    return world


def exchange(
    request: Any, response: Any, question: Any, paper: Any, thread: Any, work: Any, step: Any
) -> dict[str, dict[str, Any]]:
    """Arguments of the exchange's and the vault's addresses."""
    match = Match.objects.get(request=request, organisation=response.organisation)
    found: dict[str, dict[str, Any]] = {}
    for name in names("matchmaking:"):
        short = name.partition(":")[2]
        key = request.public_id
        if short.startswith("response-"):
            key = response.public_id
        elif short.startswith(("engagement-", "milestone-")):
            key = work.public_id
        elif short.startswith("dispute-"):
            key = Dispute.objects.get().public_id
        elif short == "thread":
            key = thread.public_id
        found[name] = {
            "public_id": key, "code": "need", "response_id": response.public_id, "question": question.public_id,
            "match": match.public_id, "document": paper.public_id, "milestone": step.public_id, "action": ACTIONS.get(name, ""),
        }  # fmt: skip
    for name in names("documents:"):
        found[name] = {"public_id": paper.versions.get().public_id if name.endswith("download") else paper.public_id}
    return found


def names(prefix: str) -> list[str]:
    """Url names of a namespace."""
    space = prefix.rstrip(":")
    for _prefix, (_path, resolver) in get_resolver().namespace_dict.items():
        if resolver.namespace == space:
            return [f"{prefix}{p.name}" for p in resolver.url_patterns if p.name]
    return []
