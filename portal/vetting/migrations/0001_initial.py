import django.db.models.deletion
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('identity', '__first__'),
        ('organisations', '0002_members_numbers_consents_tokens'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='VettingCase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for a reviewer'), ('in_review', 'With a reviewer'), ('returned', 'Waiting for your answer'), ('approved', 'Approved'), ('rejected', 'Not approved'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                    ('is_renewal', models.BooleanField(default=False)),
                    ('criteria_version', models.CharField(max_length=20)),
                    ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese'), ('ar', 'Arabic')], default='en', max_length=10)),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('clock_started_on', models.DateField(blank=True, null=True)),
                    ('days_used', models.PositiveSmallIntegerField(default=0)),
                    ('days_allowed', models.PositiveSmallIntegerField(default=20)),
                    ('taken_at', models.DateTimeField(blank=True, null=True)),
                    ('no_conflict_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('note', models.TextField(blank=True, max_length=2000, verbose_name='note to the applicant')),
                    ('letter', models.TextField(blank=True)),
                    ('capability', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='organisations.capability')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'vetting case',
                    'verbose_name_plural': 'vetting cases',
                    'indexes': [models.Index(fields=['state', 'submitted_at'], name='vetting_queue')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted', 'in_review', 'returned'))), fields=('capability',), name='vetting_one_open_case'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'rejected']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('no_conflict_at__isnull', False)), _connector='OR'), name='vetting_decision_is_signed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_review'), _negated=True), ('officer__isnull', False), _connector='OR'), name='vetting_review_has_officer'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('submitted_at__isnull', False), _connector='OR'), name='vetting_submitted_has_moment')],
                },
            ),
            migrations.CreateModel(
                name='VettingAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('criterion', models.CharField(max_length=40)),
                    ('is_met', models.BooleanField(blank=True, null=True)),
                    ('text', models.TextField(blank=True, max_length=2000)),
                    ('link', models.URLField(blank=True)),
                    ('verdict', models.CharField(choices=[('open', 'Not looked at yet'), ('met', 'Met'), ('unclear', 'Needs more'), ('not_met', 'Not met')], default='open', max_length=8)),
                    ('question', models.TextField(blank=True, max_length=1000)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='vetting.vettingcase')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'criterion'), name='vetting_one_answer_per_criterion')],
                },
            ),
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('state', models.CharField(choices=[('filed', 'Waiting for a second reviewer'), ('upheld', 'The decision stands'), ('overturned', 'The decision was changed')], default='filed', max_length=10)),
                    ('reason', models.TextField(max_length=3000, verbose_name='why the decision is wrong')),
                    ('filed_at', models.DateTimeField()),
                    ('days_allowed', models.PositiveSmallIntegerField(default=15)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True, max_length=3000)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('first_decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='vetting.vettingcase')),
                ],
                options={
                    'verbose_name': 'appeal',
                    'verbose_name_plural': 'appeals',
                    'constraints': [models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('first_decided_by')), _negated=True), _connector='OR'), name='appeal_by_second_person'), models.CheckConstraint(condition=models.Q(('state', 'filed'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='appeal_decision_is_signed')],
                },
            ),
            migrations.CreateModel(
                name='VettingEvidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('added_at', models.DateTimeField()),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='vetting.vettinganswer')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('answer', 'document'), name='vetting_evidence_once')],
                },
            ),
        ]),
    ]
