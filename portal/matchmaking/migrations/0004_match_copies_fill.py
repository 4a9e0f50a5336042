"""Copies for the matches and threads that exist; set-based, safe to run again. Sectors come with the next re-match."""

from django.db import migrations
from django.db.models import Case, OuterRef, Subquery, Value, When


def fill(apps, schema_editor):
    match, request = apps.get_model("matchmaking", "Match"), apps.get_model("matchmaking", "Request")
    mine = request.objects.filter(pk=OuterRef("request_id"))
    is_open = Case(When(state="open", then=Value(True)), default=Value(False))
    match.objects.update(
        pillar=Subquery(mine.values("pillar")[:1]),
        region=Subquery(mine.values("organisation__region")[:1]),
        closes_at=Subquery(mine.values("closes_at")[:1]),
        is_open=Subquery(mine.annotate(now_open=is_open).values("now_open")[:1]),
    )
    thread = apps.get_model("matchmaking", "Thread")
    thread.objects.update(owner_id=Subquery(mine.values("organisation_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("matchmaking", "0003_match_copies")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
