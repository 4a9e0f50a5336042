import django.db.models.deletion
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0003_mentoring'),
        ('identity', '__first__'),
        ('organisations', '0002_members_numbers_consents_tokens'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Shipment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('invoice_number', models.CharField(max_length=35)),
                    ('header', models.JSONField(default=dict)),
                    ('lines', models.JSONField(default=list)),
                    ('packages', models.JSONField(default=list)),
                    ('issued_at', models.DateTimeField(blank=True, null=True)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'invoice_number'), name='export_invoice_number_once'), models.CheckConstraint(condition=models.Q(('invoice_number', ''), _negated=True), name='export_shipment_has_number')],
                },
            ),
            migrations.CreateModel(
                name='IssuedDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('invoice', 'Commercial invoice'), ('packing', 'Packing list'), ('origin', 'Declaration of origin'), ('declaration', 'Customs declaration data')], max_length=12)),
                    ('code', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('content', models.JSONField()),
                    ('digest', models.CharField(max_length=64)),
                    ('issued_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('revoke_reason', models.CharField(blank=True, max_length=300)),
                    ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='export.shipment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('shipment', 'kind'), name='export_document_one_per_kind')],
                },
            ),
        ]),
    ]
