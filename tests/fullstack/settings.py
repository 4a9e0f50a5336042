"""The tests' settings for processes of their own: a real mail server and a quick schedule."""

from datetime import timedelta

from portal.settings import environment
from portal.settings.test import *  # noqa: F403
from portal.settings.test import CELERY_BEAT_SCHEDULE

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = environment.integer("EMAIL_PORT", default=25)
EMAIL_TIMEOUT = 5
QUICK = {"clock": 2, "outbox": 2, "journal-dispatch": 3, "journal-seal": 3}
CELERY_BEAT_SCHEDULE = {
    **CELERY_BEAT_SCHEDULE,
    **{name: {**CELERY_BEAT_SCHEDULE[name], "schedule": timedelta(seconds=seconds)} for name, seconds in QUICK.items()},
}
