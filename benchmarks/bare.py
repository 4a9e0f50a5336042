"""The floor of a page: a bare Django view that does one indexed query; no middleware, no session, no template.

``benchmarks.load_pages`` serves it by the same gunicorn from the same database: ``gunicorn benchmarks.bare:application``.
"""

import os

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="benchmarks.bare",
        SECRET_KEY="only to measure",
        MIDDLEWARE=[],
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        DATABASES={"default": {**dj_database_url.parse(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": 60}},
    )
    django.setup()


def view(request: HttpRequest) -> HttpResponse:
    """One row by its unique name, through the ORM."""
    from django.contrib.contenttypes.models import ContentType

    found = ContentType.objects.filter(app_label="matchmaking", model="match").values_list("model", flat=True).first()
    return HttpResponse(str(found))


urlpatterns = [path("", view)]
application = get_wsgi_application()
