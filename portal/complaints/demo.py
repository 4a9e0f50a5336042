"""The demo market's complaints: one new, one in hearing, one decided and published; and the year behind them."""

from datetime import timedelta
from random import Random
from typing import Any

from django.conf import settings

from portal.common import clock, workdays
from portal.common.models import new_public_id
from portal.complaints import services as complaints
from portal.complaints.models import Complaint

SEED = 11
PAST = 74
# What each was about with its weight, and how it ended.
SUBJECTS = (("benefit", 26), ("lender", 20), ("provider", 14), ("data", 9), ("vetting", 4), ("portal", 3))
OUTCOMES = (("upheld", 24), ("partly", 20), ("rejected", 22), ("settled", 12), ("outside", 3))


def build(cast: Any) -> Any:
    """Make three cases through the services."""
    officer = cast.actor("admin")
    complaints.complaint_make(
        actor=cast.actor("najd"), kind="appeal", subject="benefit", title="Our tax clearance was valid",
        story="The voucher was refused because of a missing paper. We sent it on the same day.", wish="Please look again.",
        first_decider=cast.users["admin"],
    )  # fmt: skip
    hearing = complaints.complaint_make(
        actor=cast.actor("owner.ar"), kind="complaint", subject="lender", title="لم يرد الممول خلال المدة", language="ar",
        story="وعد الممول بالرد خلال أسبوع ولم يرد منذ ثلاثة أسابيع رغم رسالتين.", against=cast.firms["palm"],
    )  # fmt: skip
    complaints.complaint_take(actor=officer, complaint=hearing)
    complaints.complaint_write(
        actor=officer, complaint=hearing, body="Palm Finance, please explain the delay within three working days."
    )
    done = complaints.complaint_make(
        actor=cast.actor("owner.zh"), kind="complaint", subject="data", title="注册日期有误", language="zh-hans",
        story="系统显示的成立日期比营业执照晚两年，影响了我们的资格判断。",
    )  # fmt: skip
    complaints.complaint_take(actor=officer, complaint=done)
    complaints.complaint_decide(
        actor=officer,
        complaint=done,
        outcome="upheld",
        is_public=True,
        decision="The founding date was wrong. It has been corrected after the licence was checked.",
    )
    history(cast)
    return cast


def history(cast: Any) -> None:
    """Decided cases of the past half year, so that the published statistics show something; a fixed seed, in bulk."""
    firms = cast.made.get("history", [])
    rng = Random(SEED)  # noqa: S311 (a story, not a secret)
    rows, made = [], []
    for _number in range(PAST if firms else 0):
        received = clock.now() - timedelta(days=rng.uniform(45, 180))
        decided = received + timedelta(days=rng.triangular(4, 33, 12))
        subject = rng.choices([s for s, _w in SUBJECTS], [w for _s, w in SUBJECTS])[0]
        outcome = rng.choices([o for o, _w in OUTCOMES], [w for _o, w in OUTCOMES])[0]
        due = workdays.add(clock.day_of(received), complaints.limits()["complaint"], settings.HOME_COUNTRY)
        rows.append(
            Complaint(
                reference=f"CP-{new_public_id()[:8].upper()}", subject=subject, user=cast.made["history_clerk"],
                organisation=rng.choice(firms),
                state="decided", title="A past case of the demo market", story="An invented case of the demo market.",
                due_on=due,
                officer=cast.users["admin"], taken_at=received + timedelta(days=1),
                decided_at=min(decided, clock.now()),
                outcome=outcome, decision="An invented decision of the demo market.",
            )
        )  # fmt: skip
        made.append(received)
    for row, received in zip(Complaint.objects.bulk_create(rows), made, strict=True):
        row.created_at = received
    Complaint.objects.bulk_update(rows, ["created_at"])
