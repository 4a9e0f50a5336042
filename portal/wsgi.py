"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from portal import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()
if os.environ.get("QANTARA_INLINE_WORKER") == "1":
    celery.work_inside()
