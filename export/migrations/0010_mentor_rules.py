"""For whom a mentor's offer is, as a criteria set."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0001_initial"),
        ("export", "0009_reminders_profiles"),
    ]

    operations = [
        migrations.AddField(
            model_name="mentoroffer",
            name="criteria",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="criteria.criteriaset",
            ),
        ),
        migrations.AddField(
            model_name="mentoroffer",
            name="rules",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
