"""One request from draft to completed work by HTTP, and what must be true of it afterwards."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.db.models import Model

from portal.common import clock
from portal.journal.models import JournalEntry
from portal.matchmaking.models import Award, Engagement, Match, Message, Request, Response, Thread
from portal.notify.models import OutboxMail
from tests.fullstack.stage import Stage, Visitor
from tests.people import PASSWORD

OWNER, LENDER, RIVAL = "owner@noor.example", "lender@dune.example", "rival@palm.example"
STEPS = 12  # posts of one journey: where a kill may fall
WAIT_SECONDS = 150
PATIENCE_SECONDS = 8  # after which a claim of a killed worker is made old, as if its ten minutes had passed


@dataclass
class People:
    """The visitors of one thread of journeys."""

    owner: Visitor
    lender: Visitor
    rival: Visitor

    @classmethod
    def sign_in(cls, base: str) -> "People":
        return cls(*(Visitor(base, email, PASSWORD) for email in (OWNER, LENDER, RIVAL)))

    @property
    def everyone(self) -> tuple[Visitor, ...]:
        return self.owner, self.lender, self.rival


T = TypeVar("T")


def asked(condition: Callable[[], bool]) -> bool:
    """``condition()``; False while the database does not answer."""
    try:
        Request.objects.first()
        return bool(condition())
    except (OperationalError, InterfaceError):
        connections.close_all()
        return False


def patiently(read: Callable[[], T]) -> T:
    """What ``read`` gives; asked again while the database is away, as ours is only a look at the same rows."""
    start = time.monotonic()
    while True:
        try:
            return read()
        except (OperationalError, InterfaceError):
            connections.close_all()
            if time.monotonic() - start > WAIT_SECONDS:
                raise
            time.sleep(0.3)


@dataclass
class Journey:
    """A run: number, the moment of its kill, what was accepted on the way."""

    number: int
    people: People
    stage: Stage
    kill_at: int = -1  # step; -1: no kill
    kill_what: str = ""
    accepted: list[str] = field(default_factory=list)
    lost_answers: int = 0
    aged_claims: int = 0
    step: int = 0
    key: str = ""

    def post(self, who: Visitor, path: str, data: dict[str, Any], name: str, is_done: Callable[[], bool]) -> str | None:
        """One action of the journey; its kill falls somewhere within it."""
        self.step += 1
        if self.step == self.kill_at:
            threading.Timer(random.uniform(0, 0.15), self.stage.kill, [self.kill_what]).start()
        target = who.do(path, data, lambda: asked(is_done))
        if target is None:
            self.lost_answers += 1
        else:
            self.accepted.append(name)
        return target

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for the background; a claim whose worker was killed is made old once, after a while."""
        start = time.monotonic()
        aged = False
        while not asked(condition):
            waited = time.monotonic() - start
            if waited > WAIT_SECONDS:
                raise AssertionError(f"run {self.number}: not within {WAIT_SECONDS} s: {what}")
            if waited > PATIENCE_SECONDS and not aged and asked(lambda: True):
                aged = True
                if Request.objects.filter(public_id=self.key, next_check_at__gt=clock.now()).update(
                    next_check_at=clock.now()
                ):
                    self.aged_claims += 1
            time.sleep(0.2)

    def run(self) -> None:
        try:
            self.ask()
            for who, email in ((self.people.lender, LENDER), (self.people.rival, RIVAL)):
                self.respond(who, email)
            self.talk()
            self.let_time_pass()
            self.decide()
        finally:
            connections.close_all()

    @property
    def request(self) -> Request:
        return Request.objects.get(public_id=self.key)

    @property
    def chosen(self) -> Any:
        """The answer that will be accepted, with the firm that gave it."""
        rows = Response.objects.filter(request__public_id=self.key, created_by__email=LENDER)
        return rows.select_related("organisation")

    def ask(self) -> None:
        owner = self.people.owner
        target = self.post(owner, "/en/requests/new/", {"pillar": "probe"}, "draft", lambda: False)
        assert target is not None
        self.key = target.split("/requests/")[1].split("/")[0]
        base = f"/en/requests/{self.key}/tasks"
        title = f"Oven {self.number}"
        self.post(owner, f"{base}/need/", {"title": title}, "need", lambda: "need" in self.request.sections_done)
        self.post(
            owner, f"{base}/amount/", {"amount": "5000"}, "amount", lambda: "amount" in self.request.sections_done
        )
        data = {"open_days": "10", "consent": "on"}
        self.post(owner, f"{base}/check/", data, "publish", lambda: self.request.submitted_at is not None)
        self.until(
            lambda: Match.objects.filter(request__public_id=self.key, released_at__isnull=False).count() == 2, "matched"
        )

    def respond(self, who: Visitor, email: str) -> None:
        mine = Response.objects.filter(request__public_id=self.key, created_by__email=email)
        self.post(who, f"/en/inbox/{self.key}/respond/", {}, f"start {email}", mine.exists)
        valid = (clock.today() + timedelta(days=60)).isoformat()
        data = {"price": str(1000 + self.number), "valid_until": valid, "message": "", "action": "send"}
        path = f"/en/responses/{patiently(mine.get).public_id}/edit/"
        self.post(who, path, data, f"submit {email}", mine.filter(state="submitted").exists)

    def talk(self) -> None:
        owner, text = self.people.owner, f"Good morning {self.number}"
        lender = patiently(self.chosen.get).organisation
        thread = Thread.objects.filter(request__public_id=self.key)
        path = f"/en/requests/{self.key}/talk/"
        self.post(owner, path, {"with": lender.public_id}, "thread", thread.exists)
        path = f"/en/threads/{patiently(thread.get).public_id}/"
        self.post(owner, path, {"text": text}, "message", Message.objects.filter(text=text).exists)

    def let_time_pass(self) -> None:
        moment = clock.now()
        mine = Request.objects.filter(public_id=self.key)
        patiently(lambda: mine.update(closes_at=moment, next_check_at=moment))
        self.until(lambda: self.request.state == "closed", "closed by the clock")

    def decide(self) -> None:
        owner, lender = self.people.owner, self.people.lender
        chosen = patiently(self.chosen.get)
        data = {"rationale": "Best", "agree": "on", "password": PASSWORD}
        awards = Award.objects.filter(request__public_id=self.key)
        self.post(owner, f"/en/requests/{self.key}/accept/{chosen.public_id}/", data, "award", awards.exists)
        work = patiently(Engagement.objects.filter(award__request__public_id=self.key).get)
        path = f"/en/engagements/{work.public_id}/do"
        rows = Engagement.objects.filter(pk=work.pk)
        self.post(lender, f"{path}/start/", {}, "engagement", rows.filter(state="active").exists)
        self.post(owner, f"{path}/complete/", {}, "complete", rows.filter(state="completed").exists)


def keys_of(request: Request) -> set[str]:
    """Under which keys the journal knows the things of one request."""
    found: list[Model] = [request, *request.responses.all(), *request.awards.all(), *request.threads.all()]
    found += Engagement.objects.filter(award__request=request)
    return {str(getattr(item, "public_id", item.pk)) for item in found}


def mails_of(request: Request) -> Counter[tuple[str, str]]:
    """Kind and address of every mail that one request caused."""
    rows = OutboxMail.objects.filter(entry__subject_key__in=keys_of(request)).values_list("code", "address")
    return Counter((code, address) for code, address in rows)


def verbs_of(request: Request) -> Counter[str]:
    """How often each thing happened to one request, drafts that were replaced after a lost answer apart."""
    rows = JournalEntry.objects.filter(subject_key__in=keys_of(request)).values_list("verb", flat=True)
    return Counter(rows)


ONCE = (
    "request.submitted", "request.opened", "request.closed", "request.awarded", "request.completed",
    "response.accepted", "response.declined", "award.made", "message.sent", "engagement.started",
    "engagement.completed",
)  # fmt: skip


def faults_of(journey: Journey, pattern: Request) -> list[str]:
    """What differs from an undisturbed run: things lost, things twice."""
    request = journey.request
    where = f"run {journey.number} ({journey.kill_what or 'no kill'} at step {journey.kill_at})"
    found = []
    if mails_of(request) != mails_of(pattern):
        lost, more = mails_of(pattern) - mails_of(request), mails_of(request) - mails_of(pattern)
        found.append(f"{where}: mails lost {dict(lost)}, too many {dict(more)}")
    if verbs_of(request) != verbs_of(pattern):
        lost_verbs, more_verbs = verbs_of(pattern) - verbs_of(request), verbs_of(request) - verbs_of(pattern)
        # A section saved again after a lost answer changes nothing else.
        if lost_verbs or more_verbs:
            found.append(f"{where}: journal lacks {dict(lost_verbs)}, has twice {dict(more_verbs)}")
    found += [f"{where}: {verb} {n} times" for verb, n in verbs_of(request).items() if verb in ONCE and n != 1]
    prices = sorted(response.probe_terms.price for response in request.responses.all())
    if prices != [1000 + journey.number] * 2:
        found.append(f"{where}: the accepted prices are {prices}")
    if request.title != f"Oven {journey.number}" or request.probe_details.amount != 5000:
        found.append(f"{where}: an accepted section was lost")
    if not journey.accepted:
        found.append(f"{where}: nothing was accepted")
    return found
