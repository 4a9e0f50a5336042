"""The Celery application. Only this file, ``tasks.py`` files and ``portal/common/queue.py`` import Celery."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

app = Celery("qantara")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
