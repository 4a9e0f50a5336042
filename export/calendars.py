"""Calendar files: a mentor's private feed, an event's meetings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.utils.translation import gettext as _

from export.models.mentors import MentoringSession, MentorOffer
from portal.common import clock

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def empty_calendar(name: str) -> icalendar.Calendar:
    """A calendar with the headers every reader expects."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Qantara//export//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def add_event(
    calendar: icalendar.Calendar, *, uid: str, title: str, start: datetime, minutes: int, place: str = ""
) -> icalendar.Event:
    """One entry, in the zone that ``start`` carries (UTC or a named zone, written as TZID)."""
    event = icalendar.Event()
    event.add("uid", f"{uid}@qantara")
    event.add("dtstamp", clock.now())
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=minutes))
    event.add("summary", title)
    if place:
        event.add("location", place)
    calendar.add_component(event)
    return event


def mentor_feed(offer: MentorOffer) -> bytes:
    """Agreed talks, and the weekly hours as transparent entries that repeat."""
    calendar = empty_calendar(_("Qantara mentoring"))
    sessions = MentoringSession.objects.filter(
        engagement__mentorship__offer=offer, state="accepted", starts_at__gte=clock.now() - timedelta(days=60)
    )
    for session in sessions:
        add_event(
            calendar,
            uid=session.public_id,
            title=session.topic,
            start=session.starts_at,
            minutes=session.minutes,
            place=session.link,
        )
    zone = ZoneInfo(offer.time_zone)
    today = clock.now().astimezone(zone)
    for slot in offer.slots.all():
        day = today + timedelta(days=(slot.weekday - today.weekday()) % 7)
        start = day.replace(hour=slot.hour, minute=0, second=0, microsecond=0)
        event = add_event(
            calendar,
            uid=f"{offer.public_id}-{slot.weekday}-{slot.hour}",
            title=_("Free for mentoring"),
            start=start,
            minutes=60,
        )
        event.add("transp", "TRANSPARENT")
        event.add("rrule", {"freq": "weekly", "byday": DAYS[slot.weekday]})
    calendar.add_missing_timezones()
    return calendar.to_ical()


def meetings_calendar(name: str, meetings: Iterable[tuple[str, str, datetime, int, str]], *, zone: str) -> bytes:
    """Meetings as (uid, title, start, minutes, place) on the clock of ``zone``, whose rules travel with the file."""
    calendar = empty_calendar(name)
    for uid, title, start, minutes, place in meetings:
        add_event(calendar, uid=uid, title=title, start=start.astimezone(ZoneInfo(zone)), minutes=minutes, place=place)
    calendar.add_missing_timezones()
    return calendar.to_ical()
