"""Calendar files of the exchange."""

from datetime import timedelta

from icalendar import Calendar, Event

from portal.common import clock
from portal.matchmaking.models import Request


def closing_calendar(request: Request) -> bytes:
    """The closing moment of ``request`` as an iCalendar file; the uid stays the same when the time is extended."""
    calendar = Calendar()
    calendar.add("prodid", "-//Qantara//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"request-{request.public_id}@qantara")
    event.add("summary", f"{request.title} ({request.reference})")
    event.add("dtstamp", clock.now())
    if request.closes_at is not None:
        event.add("dtstart", request.closes_at - timedelta(minutes=30))
        event.add("dtend", request.closes_at)
    event.add("status", "CONFIRMED" if request.state == "open" else "CANCELLED")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
