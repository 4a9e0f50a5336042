"""Staged loading of trade flows, sums in the order of their one index, the clock of each participant of an event."""

import django.db.models.deletion
from django.db import migrations, models

SUMS = (
    ("ik", "exporter", "product"),
    ("jk", "product", "importer"),
    ("ij", "exporter", "importer"),
    ("k", "product", "''"),
)
WINDOW = "dataset_id = %s AND year > (SELECT last_year - 5 FROM export_dataset WHERE id = %s)"
EXPECTED = (
    "INSERT INTO export_tradetotal (dataset_id, kind, major, minor, value)"
    " SELECT e.dataset_id, 'xij', e.major, m.minor, CAST(ROUND(SUM(e.value * 1.0 / k.value * m.value)) AS BIGINT)"
    " FROM export_tradetotal e"
    " JOIN export_tradetotal k ON k.dataset_id = e.dataset_id AND k.kind = 'k' AND k.major = e.minor AND k.value > 0"
    " JOIN export_tradetotal m ON m.dataset_id = e.dataset_id AND m.kind = 'jk' AND m.major = e.minor"
    " WHERE e.dataset_id = %s AND e.kind = 'ik' GROUP BY e.dataset_id, e.major, m.minor"
)


def sum_again(apps, schema_editor):
    """The sums of the data sets that are loaded already, in their new shape."""
    data_sets = apps.get_model("export", "DataSet")
    for row in data_sets.objects.filter(kind="flows", state="ready", last_year__isnull=False):
        with schema_editor.connection.cursor() as cursor:
            for kind, major, minor in SUMS:
                group = f"{major}, {minor}" if minor != "''" else major
                cursor.execute(
                    "INSERT INTO export_tradetotal (dataset_id, kind, major, minor, value)"
                    f" SELECT dataset_id, '{kind}', {major}, {minor}, SUM(value) FROM export_tradeflow"  # noqa: S608 (constants)
                    f" WHERE {WINDOW} GROUP BY dataset_id, {group}",
                    [row.pk, row.pk],
                )
            cursor.execute(EXPECTED, [row.pk])
            cursor.execute(f"SELECT COUNT(DISTINCT year) FROM export_tradeflow WHERE {WINDOW}", [row.pk, row.pk])  # noqa: S608
            data_sets.objects.filter(pk=row.pk).update(mean_years=cursor.fetchone()[0])


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0006_plans_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='dataset',
            name='mean_years',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dataset',
            name='moved_to',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.CreateModel(
            name='FlowInLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('exporter', models.CharField(max_length=3)),
                ('importer', models.CharField(max_length=3)),
                ('product', models.CharField(max_length=6)),
                ('value', models.BigIntegerField()),
                ('dataset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='staged', to='export.dataset')),
            ],
        ),
        migrations.DeleteModel(name='TradeTotal'),
        migrations.CreateModel(
            name='TradeTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('k', 'v_k'), ('ik', 'v_ik'), ('jk', 'v_jk'), ('ij', 'v_ij'), ('xij', 'Σ_k v_ik / v_k · v_jk')], max_length=3)),
                ('major', models.CharField(max_length=6)),
                ('minor', models.CharField(blank=True, max_length=6)),
                ('value', models.BigIntegerField()),
                ('dataset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='totals', to='export.dataset')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dataset', 'kind', 'major', 'minor'), name='export_total_once')],
            },
        ),
        migrations.AddField(
            model_name='eventparty',
            name='time_zone',
            field=models.CharField(default='Asia/Riyadh', max_length=40, verbose_name='your time zone'),
        ),
        migrations.RunPython(sum_again, migrations.RunPython.noop, elidable=True),
    ]
