import django.db.models.deletion
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '__first__'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('name', models.CharField(max_length=60, verbose_name='name')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('hint', models.CharField(max_length=8)),
                    ('may_write', models.BooleanField(default=False, verbose_name='may change things')),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('last_used_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'API token',
                    'verbose_name_plural': 'API tokens',
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('purpose', models.CharField(max_length=20)),
                    ('text_version', models.CharField(max_length=12)),
                    ('language', models.CharField(max_length=10)),
                    ('given_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Identifier',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('kind', models.CharField(choices=[('sa_cr', 'Commercial registration (Saudi Arabia)'), ('sa_unified', 'Unified number (Saudi Arabia)'), ('sa_vat', 'VAT number (Saudi Arabia)'), ('cn_uscc', 'Unified social credit code (China)'), ('lei', 'Legal entity identifier (LEI)'), ('eu_vat', 'VAT number (European Union)'), ('gb_vat', 'VAT number (United Kingdom)'), ('in_gstin', 'GST number (India)'), ('kr_brn', 'Business registration (Korea)'), ('jp_cn', 'Corporate number (Japan)'), ('iban', 'Bank account (IBAN)')], max_length=12, verbose_name='kind')),
                    ('value', models.CharField(max_length=40, verbose_name='number')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'value'), name='identifier_unique')],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                    ('level', models.CharField(choices=[('admin', 'Administrator'), ('editor', 'Editor'), ('viewer', 'Viewer')], default='editor', max_length=8, verbose_name='level')),
                    ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese'), ('ar', 'Arabic')], default='en', max_length=10, verbose_name='language')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('expires_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='invitation_not_accepted_and_revoked')],
                },
            ),
            migrations.AddField(
                model_name='apitoken',
                name='created_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='apitoken',
                name='organisation',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='organisations.organisation'),
            ),
            migrations.AddField(
                model_name='consent',
                name='organisation',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='organisations.organisation'),
            ),
            migrations.AddField(
                model_name='consent',
                name='user',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='identifier',
                name='organisation',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='organisations.organisation'),
            ),
            migrations.AddField(
                model_name='invitation',
                name='accepted_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='invitation',
                name='invited_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='invitation',
                name='organisation',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='organisations.organisation'),
            ),
            migrations.AddConstraint(
                model_name='consent',
                constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', True), ('withdrawn_at__isnull', True)), fields=('user', 'purpose'), name='consent_one_in_force_per_person'),
            ),
            migrations.AddConstraint(
                model_name='consent',
                constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False), ('withdrawn_at__isnull', True)), fields=('organisation', 'purpose'), name='consent_one_in_force_per_firm'),
            ),
            migrations.AddConstraint(
                model_name='identifier',
                constraint=models.UniqueConstraint(fields=('organisation', 'kind'), name='identifier_one_per_kind'),
            ),
            migrations.AddConstraint(
                model_name='invitation',
                constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('organisation', 'email'), name='invitation_one_open_per_address'),
            ),
        ]),
        migrations.AddField(
            model_name='capability',
            name='reminded_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='capability',
            name='suspended_reason',
            field=models.TextField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name='membership',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='message',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['user', 'state'], name='membership_of_person'),
        ),
    ]
