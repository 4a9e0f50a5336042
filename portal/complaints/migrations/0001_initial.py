import django.db.models.deletion
import portal.common.models
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
                name='Complaint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('reference', models.CharField(max_length=20, unique=True)),
                    ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('appeal', 'Appeal against a decision')], default='complaint', max_length=10, verbose_name='kind')),
                    ('subject', models.CharField(choices=[('vetting', 'A vetting decision'), ('request', 'A request or an answer to it'), ('lender', "A lender's conduct"), ('provider', "A provider's or mentor's conduct"), ('benefit', 'A benefit or its payment'), ('data', 'A wrong datum'), ('portal', 'The portal itself')], max_length=10, verbose_name='what it is about')),
                    ('about_type', models.CharField(blank=True, max_length=60)),
                    ('about_key', models.CharField(blank=True, max_length=40, verbose_name='reference')),
                    ('state', models.CharField(choices=[('received', 'Received'), ('taken', 'In the hands of an officer'), ('hearing', 'Waiting for an answer'), ('decided', 'Decided'), ('withdrawn', 'Withdrawn')], default='received', max_length=10)),
                    ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese'), ('ar', 'Arabic')], default='en', max_length=10)),
                    ('title', models.CharField(max_length=140, verbose_name='in one line')),
                    ('story', models.TextField(max_length=5000, verbose_name='what happened')),
                    ('wish', models.TextField(blank=True, max_length=2000, verbose_name='what should happen now')),
                    ('due_on', models.DateField()),
                    ('taken_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Partly upheld'), ('rejected', 'Not upheld'), ('settled', 'Settled between the parties'), ('outside', "Outside this office's powers")], max_length=10, verbose_name='outcome')),
                    ('decision', models.TextField(blank=True, max_length=5000, verbose_name='decision and reasons')),
                    ('is_public', models.BooleanField(default=False, verbose_name='publish the decision without names')),
                    ('reminded_at', models.DateTimeField(blank=True, null=True)),
                    ('overdue_at', models.DateTimeField(blank=True, null=True)),
                    ('against', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints_received', to='organisations.organisation')),
                    ('appeal_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='complaints.complaint')),
                    ('first_decider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='organisations.organisation')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'complaint',
                    'verbose_name_plural': 'complaints',
                    'indexes': [models.Index(fields=['state', 'due_on'], name='complaint_clock')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='complaint_decided_has_outcome'), models.CheckConstraint(condition=models.Q(('officer__isnull', True), ('first_decider__isnull', True), models.Q(('officer', models.F('first_decider')), _negated=True), _connector='OR'), name='complaint_second_person')],
                },
            ),
            migrations.CreateModel(
                name='ComplaintMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('is_official', models.BooleanField(default=False)),
                    ('body', models.TextField(max_length=5000, verbose_name='message')),
                    ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='complaints.complaint')),
                    ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
        ]),
    ]
