"""The history of match runs, responders' standing, points of a match by component; three indexes nobody reads are gone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.common.migrating import CreateTogether


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0007_outcome_by_year"),
        ("organisations", "0002_members_numbers_consents_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="MatchRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ran_at", models.DateTimeField()),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("opened", "Published"),
                                    ("nightly", "Nightly run"),
                                    ("appetite", "Changed rules of a responder"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("fitting", models.PositiveIntegerField()),
                        ("near", models.PositiveIntegerField()),
                        ("joined", models.PositiveIntegerField()),
                        ("gone", models.PositiveIntegerField()),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="match_runs",
                                to="matchmaking.request",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-ran_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("joined__lte", models.F("fitting"))), name="match_run_joined_fit"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponderStanding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pillar", models.CharField(max_length=20)),
                        ("asked", models.PositiveIntegerField(default=0)),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("capacity_left", models.FloatField(null=True)),
                        ("price_ratio", models.FloatField(null=True)),
                        ("counted_at", models.DateTimeField()),
                        (
                            "organisation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "pillar"), name="standing_once"),
                            models.CheckConstraint(
                                condition=models.Q(("answered__lte", models.F("asked"))),
                                name="standing_answers_were_asked",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="match",
            name="parts",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="match",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="match",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="matches",
                to="organisations.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="match",
            name="request",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="matches",
                to="matchmaking.request",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)), fields=["assigned_to"], name="match_assigned"
            ),
        ),
    ]
