import django.db.models.deletion
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '__first__'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='JournalEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_index=True)),
                    ('verb', models.CharField(max_length=60)),
                    ('subject_type', models.CharField(max_length=60)),
                    ('subject_key', models.CharField(max_length=40)),
                    ('payload', models.JSONField(blank=True, default=dict)),
                    ('request_id', models.CharField(blank=True, max_length=64)),
                    ('is_staff_mode', models.BooleanField(default=False)),
                    ('dispatched_at', models.DateTimeField(blank=True, null=True)),
                    ('sequence', models.BigIntegerField(blank=True, null=True, unique=True)),
                    ('previous_hash', models.CharField(blank=True, max_length=64)),
                    ('hash', models.CharField(blank=True, max_length=64)),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'journal entry',
                    'verbose_name_plural': 'journal entries',
                    'indexes': [models.Index(fields=['subject_type', 'subject_key', 'at'], name='journal_subject'), models.Index(condition=models.Q(('dispatched_at__isnull', True)), fields=['id'], name='journal_undispatched'), models.Index(condition=models.Q(('sequence__isnull', True)), fields=['id'], name='journal_unsealed')],
                },
            ),
            migrations.CreateModel(
                name='JournalConcern',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concerns', to='journal.journalentry')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entry', 'organisation'), name='journal_concern_once')],
                },
            ),
        ]),
    ]
