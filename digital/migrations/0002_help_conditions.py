"""Offers of help say for whom they are in a criteria document. Nothing was released with the two columns before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0001_initial"),
        ("digital", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(model_name="helpoffer", name="sector"),
        migrations.RemoveField(model_name="helpoffer", name="max_employees"),
        migrations.AddField(
            model_name="helpoffer",
            name="criteria",
            field=models.OneToOneField(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criteriaset"
            ),
        ),
    ]
