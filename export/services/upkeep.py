"""What time brings about; called every few minutes, each part safe to repeat."""

from export.services import events, partners, pools, reminders, sessions, vouching


def run() -> dict[str, int]:
    """Serve everything that is due; returns counts that are not zero."""
    counts = {
        "sessions": sessions.expire_sessions(),
        "vouchings": vouching.expire_vouchings(),
        "profiles": partners.keep_profiles(),
        "meetings": events.expire_meetings(),
        "pools": pools.settle_due(),
        "cases": reminders.cases_overdue(),
        "goals": reminders.goals_due(),
        "statements": reminders.statements_ending(),
    }
    return {name: count for name, count in counts.items() if count}
