"""UX-36: every kind of mail in three languages: a short subject, a plain part, one action, the right direction."""

import re

import pytest
from django.conf import settings

from portal.common import clock
from portal.notify import registry, services
from portal.notify.models import OutboxMail
from portal.notify.registry import Notification
from tests.people import Cast

LANGUAGES = ("en", "zh-hans", "ar")
SUBJECT = 60  # letters of ours; what a firm called its request comes on top and is cut by the reader's mail program


def rendered(notification: Notification, cast: Cast, language: str) -> OutboxMail:
    mail = OutboxMail(
        code=notification.code, category=notification.category, user=cast.owner.user, address="a@example.com",
        language=language, params={}, path="/requests/abc/", next_try_at=clock.now(),
        organisation=cast.owner.organisation,
    )  # fmt: skip
    services.render(mail)
    return mail


def faults(mail: OutboxMail, language: str) -> list[str]:
    """What is wrong with a rendered mail, in words."""
    action, found = f"{settings.SITE_URL.rstrip('/')}/{language}/requests/abc/", []
    if not 5 <= len(mail.subject) <= SUBJECT or "\n" in mail.subject:
        found.append(f"subject of {len(mail.subject)} letters: {mail.subject}")
    if action not in mail.body_text or "<" in mail.body_text:
        found.append("plain part")
    if len(re.findall(rf'href="{re.escape(action)}"', mail.body_html)) != 1:
        found.append("not exactly one action link")
    lang, direction = ("ar", "rtl") if language == "ar" else ("zh-Hans" if language == "zh-hans" else "en", "ltr")
    if not re.search(rf'<html[^>]*lang="{lang}"[^>]*dir="{direction}"', mail.body_html, re.I):
        found.append("lang and dir")
    return found


def test_every_mail_in_three_languages(cast: Cast) -> None:
    wrong = {}
    for notification in registry.everyone():
        for language in LANGUAGES:
            if found := faults(rendered(notification, cast, language), language):
                wrong[f"{notification.code} {language}"] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("subject", "", "x" * 61),
        ("body_text", "/requests/", "/elsewhere/"),
        ("body_html", 'dir="rtl"', 'dir="ltr"'),
        ("body_html", "/requests/abc/", "/nowhere/"),
    ],
)
def test_a_planted_fault_is_named(cast: Cast, name: str, old: str, new: str) -> None:
    mail = rendered(registry.everyone()[0], cast, "ar")
    assert faults(mail, "ar") == []
    setattr(mail, name, getattr(mail, name).replace(old, new) if old else new)
    assert faults(mail, "ar") != []
