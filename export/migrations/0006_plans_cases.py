import django.core.validators
import django.db.models.deletion
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0005_network'),
        ('identity', '__first__'),
        ('organisations', '0002_members_numbers_consents_tokens'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('kind', models.CharField(choices=[('help', 'We need help with'), ('advice', 'Two advisers tell us different things'), ('barrier', 'A trade barrier stops us')], max_length=8, verbose_name='what is it about?')),
                    ('title', models.CharField(max_length=120, verbose_name='in one line')),
                    ('text', models.TextField(max_length=3000, verbose_name='what happened or what you want to know')),
                    ('market', models.CharField(blank=True, max_length=3, verbose_name='country')),
                    ('hs6', models.CharField(blank=True, max_length=6, verbose_name='HS code')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('progress', 'Being worked on'), ('part', 'Resolved in part'), ('resolved', 'Resolved'), ('dormant', 'Nothing can be done now')], default='open', max_length=8)),
                    ('due_at', models.DateTimeField()),
                    ('is_public', models.BooleanField(default=False)),
                    ('public_text', models.TextField(blank=True, max_length=1000)),
                    ('firm_did', models.TextField(blank=True, max_length=1000)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_cases', to='organisations.organisation', verbose_name='who should answer?')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='export_cases', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('is_public', False), models.Q(('public_text', ''), _negated=True), _connector='OR'), name='export_case_public_has_text')],
                },
            ),
            migrations.CreateModel(
                name='CaseEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_opinion', models.BooleanField(default=False)),
                    ('agrees', models.CharField(blank=True, max_length=1000)),
                    ('disputes', models.CharField(blank=True, max_length=1000)),
                    ('text', models.TextField(max_length=3000)),
                    ('at', models.DateTimeField()),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='export.case')),
                    ('handed_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ],
                options={
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='ExportPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('market', models.CharField(max_length=3, verbose_name='market')),
                    ('hs6', models.CharField(max_length=6, verbose_name='HS code')),
                    ('texts', models.JSONField(blank=True, default=dict)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='export_plans', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'market', 'hs6'), name='export_plan_once_per_market')],
                },
            ),
            migrations.CreateModel(
                name='PlanObjective',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('text', models.CharField(max_length=200, verbose_name='objective with a figure')),
                    ('owner', models.CharField(max_length=80, verbose_name='who')),
                    ('due_on', models.DateField(verbose_name='by when')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objectives', to='export.exportplan')),
                ],
                options={
                    'ordering': ['due_on', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='PlanRisk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('text', models.CharField(max_length=200, verbose_name='risk')),
                    ('likelihood', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='likelihood (1 low – 3 high)')),
                    ('impact', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='impact (1 low – 3 high)')),
                    ('contingency', models.CharField(max_length=200, verbose_name='what we do then')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='risks', to='export.exportplan')),
                ],
                options={
                    'ordering': ['-likelihood', '-impact', 'pk'],
                },
            ),
        ]),
    ]
