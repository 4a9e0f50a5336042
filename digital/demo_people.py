"""Challenges, trainings, people with digital skills, and ten past purchases in the demo market."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal as D
from typing import Any

from digital.models import ChallengeEntry
from digital.services import challenges, community, followups, talent, training
from portal.common import clock
from portal.organisations.actors import Actor

Past = Callable[[float], Any]
CHALLENGES: tuple[dict[str, Any], ...] = (
    {
        "key": "owner", "language": "en", "title": "Half the waste of ripe fruit",
        "problem": "One crate in eight is thrown away in summer because nobody sees in time that it ripens.",
        "outcome": "Waste below 6 % over four weeks in our own store, at less than SAR 2 a crate.",
        "prize": D(40000), "authority_share": 70, "rights": "licence",
        "criteria": (("Effect on waste", 50), ("Cost a crate", 30), ("Ease of use", 20)),
    },
    {
        "key": "owner.ar", "language": "ar", "title": "قراءة بطاقات العناية على الأقمشة آليًا",
        "problem": "نُدخل تعليمات العناية يدويًا لكل قطعة، وتقع أخطاء في واحدة من كل عشرين.",
        "outcome": "تعرّف صحيح على 98 بالمئة من البطاقات في أقل من ثانيتين بهاتف عادي.",
        "prize": D(25000), "authority_share": 0, "rights": "pledge", "criteria": (("الدقة", 60), ("السرعة", 40)),
    },
    {
        "key": "owner.zh", "language": "zh-hans", "title": "不停机更换刀具的提示",
        "problem": "刀具磨损全凭经验判断，每周约有三次因崩刃停机。",
        "outcome": "提前三十分钟提示更换，误报每周不超过一次，单机成本低于3000里亚尔。",
        "prize": D(30000), "authority_share": 50, "rights": "solver", "criteria": (("准确率", 50), ("成本", 50)),
    },
)  # fmt: skip
PILOT = {
    "metric": "Crates of ripe fruit thrown away", "unit": "%", "baseline": D("12.5"), "threshold": D(6), "budget": D(18000),
    "baseline_grade": 1,
}  # fmt: skip
TRAININGS = (
    ("mentor", "en", "Stock counting with a scanner", "Count a store of 800 articles in a day and keep it right.",
     "inventory", "Riyadh, Chamber of Commerce, room 4", 20),
    ("adviser", "ar", "متجرك الأول على الإنترنت", "تفتح متجرًا وتستقبل أول طلب وتصدر فاتورة إلكترونية.", "ecommerce", "عن بُعد", 40),
    ("mentor", "zh-hans", "小企业数据备份与恢复", "能在两小时内从备份恢复全部业务数据。", "security", "线上", 30),
)  # fmt: skip
PEOPLE = (
    ("assistant", "en", "Stock clerk with two years of scanners and ERP", ["inventory", "erp"], ["en", "ar"], ["full", "part"]),
    ("owner.zh", "zh-hans", "会做网店和线上推广", ["ecommerce", "crm"], ["zh-hans", "en"], ["project"]),
)  # fmt: skip
OPENINGS = (
    ("owner", "en", "Somebody who keeps our stock right", "You run the new stock system, train three colleagues and report weekly.",
     "inventory", "full", "en", 6000, 8000),
    ("owner.ar", "ar", "مسؤول متجر إلكتروني", "تدير المتجر والطلبات والرد على العملاء.", "ecommerce", "part", "ar", 3500, 5000),
)  # fmt: skip


def at_ten(days: int) -> datetime:
    """Ten o'clock, ``days`` from today."""
    return clock.moment_on(clock.today() + timedelta(days=days), time(10))


def build(cast: Any, days_ago: Past) -> None:
    """Play every scene."""
    for row in CHALLENGES:
        set_challenge(cast, dict(row), days_ago)
    for key, language, title, text, skill, place, seats in TRAININGS:
        made = training.training_publish(
            actor=cast.actor(key),
            values={"title": title, "text": text, "language": language, "skill": skill, "place": place, "seats": seats,
                    "hours": D(6), "starts_at": at_ten(12)},
        )  # fmt: skip
        training.place_take(actor=cast.actor("owner"), training=made)
    for key, language, headline, skills, spoken, work in PEOPLE:
        if key in cast.users:
            talent.talent_save(
                actor=Actor(user=cast.users[key]),
                values={"headline": headline, "text": "", "language": language, "is_open": True},
                tags={"skill": skills, "language": spoken, "work": work},
            )
    for key, language, title, text, skill, kind, speaks, low, high in OPENINGS:
        talent.opening_publish(
            actor=cast.actor(key),
            values={"title": title, "text": text, "language": language, "skill": skill, "work": kind, "spoken": speaks,
                    "pay_from": D(low), "pay_to": D(high), "open_until": clock.today() + timedelta(days=40)},
        )  # fmt: skip


def set_challenge(cast: Any, row: dict[str, Any], days_ago: Past) -> None:
    """One challenge; the first has been judged and won, the others take entries."""
    key, criteria = row.pop("key"), row.pop("criteria")
    is_past = key == "owner"
    with days_ago(45 if is_past else 2):
        days = {"closes_on": clock.today() + timedelta(days=15), "decide_on": clock.today() + timedelta(days=40)}
        made = challenges.challenge_publish(actor=cast.actor(key), values={**row, **days}, criteria=criteria)
        entries = [
            challenges.entry_save(
                actor=cast.actor(seller), challenge=made,
                values={"title": title, "text": text, "language": "en", "is_pledged": seller == "provider.ar"},
            )
            for seller, title, text in (
                ("provider", "A camera over each shelf", "A picture an hour, the colour of the skin gives the day."),
                ("provider.ar", "Ethylene sensor for a riyal a day", "One cheap gas sensor for ten crates and a lamp."),
            )
        ]  # fmt: skip
    if not is_past:
        return
    people = ("adviser", "admin", "mentor.hanse", "investor")
    with days_ago(44):
        for name in people:
            if name in cast.users:
                challenges.juror_name(actor=cast.actor(key), challenge=made, email=cast.users[name].email)
    judge(cast, key, made.jurors.select_related("user"), entries, days_ago)
    with days_ago(4):
        made.refresh_from_db()
        challenges.challenge_decide(actor=cast.actor(key), challenge=made)
    with days_ago(3):
        made.refresh_from_db()
        values = {**followups.pilot_values(made), **PILOT, "language": "en"}
        community.pilot_start(actor=cast.actor(key), values=values, challenge=made)


def judge(cast: Any, key: str, jurors: Any, entries: list[ChallengeEntry], days_ago: Past) -> None:
    """Prototypes shown and tried, points given."""
    with days_ago(12):
        for place, (entry, seller) in enumerate(zip(entries, ("provider", "provider.ar"), strict=True)):
            entry.refresh_from_db()
            challenges.prototype_show(
                actor=cast.actor(seller), entry=entry, text="On shelf 3 of the store, since Sunday."
            )
            entry.refresh_from_db()
            challenges.prototype_judge(
                actor=cast.actor(key),
                entry=entry,
                works=place == 0,
                reason="Tried for five days, two errors." if place == 0 else "The lamp stayed green.",
            )
            criteria = list(entry.challenge.criteria.all())
            for n, juror in enumerate(jurors):
                challenges.opinion_give(
                    actor=Actor(user=juror.user), entry=entry, has_conflict=n == 3,
                    points={} if n == 3 else {c.pk: 8 - place - (n + m) % 2 for m, c in enumerate(criteria)},
                    feedback="" if n == 3 else "Say what a camera costs in the third year.",
                )  # fmt: skip
