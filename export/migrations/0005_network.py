import django.core.validators
import django.db.models.deletion
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0004_papers'),
        ('identity', '__first__'),
        ('organisations', '0002_members_numbers_consents_tokens'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('place', models.CharField(blank=True, max_length=160, verbose_name='place or address of the call')),
                    ('starts_at', models.DateTimeField(verbose_name='starts')),
                    ('time_zone', models.CharField(default='Asia/Riyadh', max_length=40, verbose_name='time zone')),
                    ('slot_minutes', models.PositiveSmallIntegerField(default=20, verbose_name='minutes of a meeting')),
                    ('slots', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='number of slots')),
                    ('breaks', models.JSONField(blank=True, default=list)),
                    ('cap', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most meetings for each participant')),
                    ('register_until', models.DateTimeField(verbose_name='register until')),
                    ('state', models.CharField(choices=[('open', 'Open for registration'), ('solved', 'Schedule ready'), ('over', 'Over')], default='open', max_length=8)),
                    ('solved_at', models.DateTimeField(blank=True, null=True)),
                    ('proof', models.JSONField(blank=True, default=dict)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='export_events', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('register_until__lte', models.F('starts_at'))), name='export_event_registers_before'), models.CheckConstraint(condition=models.Q(('slot_minutes__in', (15, 20, 30))), name='export_event_slot_length')],
                },
            ),
            migrations.CreateModel(
                name='EventParty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('side', models.CharField(choices=[('firm', 'Small firm'), ('buyer', 'Buyer or partner')], max_length=5)),
                    ('pitch', models.CharField(max_length=200, verbose_name='what you offer or seek, in a sentence')),
                    ('absent', models.JSONField(blank=True, default=list)),
                    ('registered_at', models.DateTimeField()),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='export.event')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('event', 'organisation'), name='export_party_once')],
                },
            ),
            migrations.CreateModel(
                name='MeetingRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('reason', models.CharField(max_length=200, verbose_name='why you want to meet')),
                    ('state', models.CharField(choices=[('asked', 'Asked'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Not answered in 48 hours')], default='asked', max_length=8)),
                    ('asked_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('slot', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('unplaced_reason', models.CharField(blank=True, max_length=24)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='export.eventparty')),
                    ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='as_buyer', to='export.eventparty')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_requests', to='export.event')),
                    ('firm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='as_firm', to='export.eventparty')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('event', 'firm', 'buyer'), name='export_meeting_once_per_pair'), models.UniqueConstraint(condition=models.Q(('slot__isnull', False)), fields=('event', 'firm', 'slot'), name='export_meeting_firm_no_clash'), models.UniqueConstraint(condition=models.Q(('slot__isnull', False)), fields=('event', 'buyer', 'slot'), name='export_meeting_buyer_no_clash')],
                },
            ),
            migrations.CreateModel(
                name='PartnerProfile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('kind', models.CharField(choices=[('business_offer', 'Business offer'), ('business_request', 'Business request'), ('technology_offer', 'Technology offer'), ('technology_request', 'Technology request'), ('research_request', 'Request for a research partner')], max_length=20, verbose_name='type')),
                    ('money', models.CharField(choices=[('paid', 'We would be paid'), ('pay', 'We would pay')], max_length=4, verbose_name='which way would the money flow?')),
                    ('title', models.CharField(max_length=150, verbose_name='title')),
                    ('summary', models.TextField(max_length=500, verbose_name='short summary')),
                    ('description', models.TextField(max_length=4000, verbose_name='full description')),
                    ('advantages', models.TextField(blank=True, max_length=2000, verbose_name='advantages and what is new')),
                    ('sought', models.TextField(max_length=1500, verbose_name='partner sought: role, kind, size')),
                    ('agreement', models.CharField(choices=[('commercial', 'Commercial agreement'), ('assisted', 'Commercial agreement with technical assistance'), ('supplier', 'Supplier agreement'), ('outsourcing', 'Outsourcing'), ('investment', 'Investment'), ('research', 'Research and development cooperation')], max_length=12, verbose_name='kind of agreement')),
                    ('countries', models.JSONField(blank=True, default=list, verbose_name='target countries')),
                    ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese'), ('ar', 'Arabic')], default='en', max_length=10)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('published', 'Published'), ('returned', 'Returned'), ('expired', 'Expired'), ('closed', 'Closed')], default='draft', max_length=10)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('expires_on', models.DateField(blank=True, null=True)),
                    ('reminded_days', models.PositiveSmallIntegerField(default=0)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partner_profiles', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('expires_on__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='export_profile_published_has_dates')],
                },
            ),
            migrations.CreateModel(
                name='Interest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('message', models.TextField(max_length=1500, verbose_name='message')),
                    ('offers', models.CharField(max_length=300, verbose_name='what we offer')),
                    ('needs', models.CharField(max_length=300, verbose_name='what we need')),
                    ('state', models.CharField(choices=[('new', 'New'), ('information', 'More information asked'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Not answered in five working days'), ('meeting', 'Meeting'), ('agreement', 'Agreement'), ('closed', 'Closed')], default='new', max_length=12)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('due_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partner_interests', to='organisations.organisation')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='export.partnerprofile')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('new', 'information', 'accepted', 'meeting'))), fields=('profile', 'organisation'), name='export_interest_one_open')],
                },
            ),
            migrations.CreateModel(
                name='Pool',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('kind', models.CharField(choices=[('shipment', 'Shared shipment'), ('facility', 'Shared place or equipment')], max_length=10, verbose_name='what is shared')),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('details', models.TextField(max_length=1500, verbose_name='route or place, dates, conditions')),
                    ('rule', models.CharField(choices=[('weight', 'By chargeable weight'), ('equal', 'In equal parts'), ('use', 'By use')], max_length=6, verbose_name='how the cost is split')),
                    ('total', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='whole cost')),
                    ('currency', models.CharField(max_length=3, verbose_name='currency')),
                    ('commit_until', models.DateTimeField(verbose_name='join until')),
                    ('state', models.CharField(choices=[('open', 'Open to join'), ('closed', 'Settled'), ('failed', 'Did not come about')], default='open', max_length=6)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='export_pools', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('total__gt', 0)), name='export_pool_costs_something')],
                },
            ),
            migrations.CreateModel(
                name='PoolMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('alone', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='what you would pay alone')),
                    ('weight_kg', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='weight (kg)')),
                    ('volume_m3', models.DecimalField(decimal_places=3, default=0, max_digits=8, verbose_name='volume (m³)')),
                    ('use', models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name='hours or days of use')),
                    ('share', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                    ('joined_at', models.DateTimeField()),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('pool', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='export.pool')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('pool', 'organisation'), name='export_pool_member_once'), models.CheckConstraint(condition=models.Q(('share__isnull', True), ('share__lte', models.F('alone')), _connector='OR'), name='export_pool_nobody_above_alone')],
                },
            ),
            migrations.CreateModel(
                name='ProfileReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('passed', models.BooleanField()),
                    ('comment', models.CharField(blank=True, max_length=500)),
                    ('at', models.DateTimeField()),
                    ('is_current', models.BooleanField(default=True)),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='export.partnerprofile')),
                    ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('profile', 'reviewer'), name='export_review_once_per_person')],
                },
            ),
            migrations.CreateModel(
                name='Vouching',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('product', models.CharField(max_length=160, verbose_name='product bought from it')),
                    ('volume', models.CharField(max_length=80, verbose_name='volume a year, with unit')),
                    ('quality_system', models.CharField(blank=True, max_length=120, verbose_name='quality system seen')),
                    ('since_on', models.DateField(verbose_name='supplier since')),
                    ('statement', models.TextField(max_length=1000, verbose_name='what you state')),
                    ('state', models.CharField(choices=[('active', 'In force'), ('revoked', 'Revoked'), ('expired', 'Expired')], default='active', max_length=8)),
                    ('consent', models.CharField(choices=[('asked', "Waiting for the firm's consent"), ('given', 'Shown'), ('refused', 'Not shown')], default='asked', max_length=8)),
                    ('signed_on', models.DateField()),
                    ('expires_on', models.DateField(verbose_name='valid until')),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('end_reason', models.CharField(blank=True, max_length=300)),
                    ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vouchings', to='organisations.organisation', verbose_name='firm')),
                    ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vouchings_given', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('voucher', models.F('firm')), _negated=True), name='export_vouching_not_for_itself'), models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('signed_on'))), name='export_vouching_expires_later'), models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('voucher', 'firm', 'product'), name='export_vouching_one_per_product')],
                },
            ),
            migrations.CreateModel(
                name='VouchingDispute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=1000)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('vouching', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disputes', to='export.vouching')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('vouching', 'by'), name='export_vouching_dispute_once')],
                },
            ),
        ]),
    ]
