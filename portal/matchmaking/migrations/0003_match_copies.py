"""Columns for what the inbox filters and sorts on, and for the firm of a thread (filled by the next migration)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matchmaking", "0002_inbox_searches")]

    operations = [
        migrations.AddField(
            model_name="match",
            name="pillar",
            field=models.CharField(default="", editable=False, max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="match", name="region", field=models.CharField(blank=True, default="", editable=False, max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="match", name="sector", field=models.CharField(blank=True, default="", editable=False, max_length=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="match", name="closes_at", field=models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(model_name="match", name="is_open", field=models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            model_name="thread",
            name="owner",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="organisations.organisation",
            ),
        ),
    ]  # fmt: skip
