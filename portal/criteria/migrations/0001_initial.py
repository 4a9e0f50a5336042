import django.db.models.deletion
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '__first__'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='CriteriaSet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('kind', models.CharField(max_length=40)),
                    ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                    ('document', models.JSONField()),
                    ('schema_version', models.PositiveSmallIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('valid_from', models.DateField(blank=True, null=True)),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('is_active', models.BooleanField(default=False)),
                    ('score', models.FloatField(default=0.0)),
                    ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'criteria',
                    'verbose_name_plural': 'criteria',
                    'indexes': [models.Index(fields=['kind', 'updated_at'], name='criteria_changed'), models.Index(condition=models.Q(('is_active', True)), fields=['kind', '-score'], name='criteria_active')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='criteria_dates_in_order')],
                },
            ),
            migrations.CreateModel(
                name='CriteriaVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField()),
                    ('document', models.JSONField()),
                    ('schema_version', models.PositiveSmallIntegerField()),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('criteria', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='criteria.criteriaset')),
                ],
                options={
                    'verbose_name': 'version of criteria',
                    'verbose_name_plural': 'versions of criteria',
                    'ordering': ['-version'],
                    'constraints': [models.UniqueConstraint(fields=('criteria', 'version'), name='criteria_version_once')],
                },
            ),
        ]),
    ]
