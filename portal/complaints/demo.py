"""The demo market's complaints: one new, one in hearing, one decided and published."""

from typing import Any

from portal.complaints import services as complaints


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
    return cast
