"""Scopes of providers and conditions of grants as criteria sets."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0001_initial"),
        ("digital", "0004_what_follows_a_prototype"),
    ]

    operations = [
        migrations.AddField(
            model_name="providerprofile",
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
            model_name="providerprofile",
            name="rules",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="SchemeConditions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.CharField(max_length=24)),
                ("version", models.CharField(max_length=8)),
                (
                    "criteria",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="criteria.criteriaset",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("scheme", "version"), name="scheme_conditions_once")],
            },
        ),
    ]
