"""What time brings about; called every few minutes, each part safe to repeat."""

from export.services import sessions


def run() -> dict[str, int]:
    """Serve everything that is due; returns counts that are not zero."""
    counts = {"sessions": sessions.expire_sessions()}
    return {name: count for name, count in counts.items() if count}
