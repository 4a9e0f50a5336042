import django.db.models.deletion
import portal.common.models
import portal.matchmaking.codes
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('identity', '__first__'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Reference',
                fields=[
                    ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                    ('last', models.PositiveIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='Award',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('slot', models.PositiveSmallIntegerField(default=1)),
                    ('awarded_at', models.DateTimeField()),
                    ('rationale', models.TextField(max_length=2000, verbose_name='why this one')),
                    ('checked_identity_by', models.CharField(max_length=20)),
                    ('awarded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('slot__gte', 1)), name='award_slot_positive')],
                },
            ),
            migrations.CreateModel(
                name='Engagement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('pillar', models.CharField(max_length=20)),
                    ('state', models.CharField(choices=[('agreed', 'Agreed'), ('active', 'Under way'), ('completed', 'Completed'), ('terminated', 'Ended early'), ('disputed', 'In dispute')], default='agreed', max_length=12)),
                    ('starts_on', models.DateField(blank=True, null=True)),
                    ('ends_on', models.DateField(blank=True, null=True)),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('end_reason', models.TextField(blank=True, max_length=2000)),
                    ('next_check_at', models.DateTimeField(blank=True, null=True)),
                    ('award', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='engagement', to='matchmaking.award')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('responder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ],
                options={
                    'verbose_name': 'engagement',
                    'verbose_name_plural': 'engagements',
                    'indexes': [models.Index(condition=models.Q(('next_check_at__isnull', False)), fields=['next_check_at'], name='engagement_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('active', 'disputed')), _negated=True), ('started_at__isnull', False), _connector='OR'), name='engagement_active_has_started'), models.CheckConstraint(condition=models.Q(('state__in', ['agreed', 'active', 'completed', 'terminated', 'disputed'])), name='engagement_state_known')],
                },
            ),
            migrations.CreateModel(
                name='Dispute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('reason', models.TextField(max_length=4000)),
                    ('raised_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('decision', models.TextField(blank=True, max_length=4000)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='matchmaking.engagement')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('engagement',), name='dispute_one_open_per_engagement')],
                },
            ),
            migrations.CreateModel(
                name='Milestone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('title', models.CharField(max_length=160)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                    ('currency', models.CharField(blank=True, max_length=3)),
                    ('responder_confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('owner_confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('note', models.TextField(blank=True, max_length=2000)),
                    ('reminded_at', models.DateTimeField(blank=True, null=True)),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='matchmaking.engagement')),
                ],
                options={
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('engagement', 'position'), name='milestone_position_once'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('amount__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='milestone_amount_has_currency')],
                },
            ),
            migrations.CreateModel(
                name='OutcomeLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('sent_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcome_links', to='matchmaking.engagement')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('engagement', 'organisation', 'number'), name='outcome_link_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 4)), name='outcome_link_at_most_four')],
                },
            ),
            migrations.CreateModel(
                name='OutcomeReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('happened', models.BooleanField()),
                    ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                    ('currency', models.CharField(blank=True, max_length=3)),
                    ('happened_on', models.DateField(blank=True, null=True)),
                    ('without_help', models.CharField(blank=True, choices=[('0', 'Nothing'), ('20', 'Up to 20 %'), ('40', 'About 40 %'), ('60', 'About 60 %'), ('80', 'About 80 %'), ('90', 'More than 80 %'), ('100', 'All of it')], max_length=3)),
                    ('ratings', models.JSONField(blank=True, default=dict)),
                    ('flags', models.JSONField(blank=True, default=dict)),
                    ('comment', models.TextField(blank=True, max_length=2000)),
                    ('may_publish_story', models.BooleanField(default=False)),
                    ('reported_at', models.DateTimeField()),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='matchmaking.engagement')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('engagement', 'organisation'), name='outcome_once_per_side'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='outcome_value_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='Rating',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stars', models.PositiveSmallIntegerField()),
                    ('comment', models.TextField(blank=True, max_length=1000)),
                    ('made_at', models.DateTimeField()),
                    ('about', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings_received', to='organisations.organisation')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='matchmaking.engagement')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('engagement', 'by'), name='rating_once_per_side'), models.CheckConstraint(condition=models.Q(('stars__gte', 1), ('stars__lte', 5)), name='rating_one_to_five')],
                },
            ),
            migrations.CreateModel(
                name='Request',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('reference', models.CharField(blank=True, editable=False, max_length=20, null=True, unique=True)),
                    ('pillar', models.CharField(choices=portal.matchmaking.codes.pillar_choices, max_length=20)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Being checked'), ('returned', 'Returned for changes'), ('rejected', 'Not published'), ('open', 'Open'), ('closed', 'Closed, choosing'), ('awarded', 'Accepted'), ('engaged', 'Under way'), ('completed', 'Completed'), ('cancelled', 'Withdrawn'), ('expired', 'Lapsed'), ('unsuccessful', 'No result')], default='draft', max_length=14)),
                    ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                    ('summary', models.TextField(blank=True, max_length=4000, verbose_name='in your own words')),
                    ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese'), ('ar', 'Arabic')], default='en', max_length=10)),
                    ('show_name', models.BooleanField(default=False, help_text='Otherwise your name stays hidden until you accept.', verbose_name='show our name')),
                    ('sections_done', models.JSONField(blank=True, default=list)),
                    ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                    ('decide_by', models.DateTimeField(blank=True, null=True)),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('opened_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('awarded_at', models.DateTimeField(blank=True, null=True)),
                    ('completed_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('end_reason', models.TextField(blank=True, max_length=2000)),
                    ('next_check_at', models.DateTimeField(blank=True, null=True)),
                    ('reminded_at', models.DateTimeField(blank=True, null=True)),
                    ('escalated_at', models.DateTimeField(blank=True, null=True)),
                    ('is_demo', models.BooleanField(default=False)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='organisations.organisation')),
                    ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_tries', to='matchmaking.request')),
                ],
                options={
                    'verbose_name': 'request',
                    'verbose_name_plural': 'requests',
                    'indexes': [models.Index(condition=models.Q(('next_check_at__isnull', False)), fields=['next_check_at'], name='request_due'), models.Index(fields=['state', 'pillar', 'closes_at'], name='request_state_pillar'), models.Index(fields=['organisation', '-created_at'], name='request_owner')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('closes_at__isnull', False), ('opened_at__isnull', False)), _connector='OR'), name='request_open_has_deadline'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('draft', 'returned')), _negated=True), ('opened_at__isnull', True), _connector='OR'), name='request_draft_never_opened'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'awarded'), _negated=True), ('awarded_at__isnull', False), _connector='OR'), name='request_awarded_has_moment'), models.CheckConstraint(condition=models.Q(('closes_at__isnull', True), ('opened_at__isnull', True), ('closes_at__gt', models.F('opened_at')), _connector='OR'), name='request_closes_after_opening'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'rejected', 'open', 'closed', 'awarded', 'engaged', 'completed', 'cancelled', 'expired', 'unsuccessful'])), name='request_state_known')],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('text', models.TextField(max_length=2000)),
                    ('language', models.CharField(default='en', max_length=10)),
                    ('asked_at', models.DateTimeField()),
                    ('answer', models.TextField(blank=True, max_length=4000)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='matchmaking.request')),
                ],
                options={
                    'ordering': ['asked_at'],
                },
            ),
            migrations.CreateModel(
                name='Match',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('score', models.DecimalField(decimal_places=2, default=0, max_digits=6)),
                    ('reasons', models.JSONField(blank=True, default=list)),
                    ('misses', models.PositiveSmallIntegerField(default=0)),
                    ('unknowns', models.PositiveSmallIntegerField(default=0)),
                    ('source_key', models.CharField(blank=True, max_length=40)),
                    ('engine_version', models.CharField(default='1', max_length=20)),
                    ('found_at', models.DateTimeField()),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('notified_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('watched_at', models.DateTimeField(blank=True, null=True)),
                    ('responded_at', models.DateTimeField(blank=True, null=True)),
                    ('declined_at', models.DateTimeField(blank=True, null=True)),
                    ('decline_codes', models.JSONField(blank=True, default=list)),
                    ('decline_text', models.TextField(blank=True, max_length=2000)),
                    ('revealed_at', models.DateTimeField(blank=True, null=True)),
                    ('superseded_at', models.DateTimeField(blank=True, null=True)),
                    ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='organisations.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='matchmaking.request')),
                ],
                options={
                    'verbose_name': 'match',
                    'verbose_name_plural': 'matches',
                    'indexes': [models.Index(fields=['organisation', '-released_at', '-id'], name='match_inbox'), models.Index(fields=['request', '-score'], name='match_ranking')],
                    'constraints': [models.UniqueConstraint(fields=('request', 'organisation'), name='match_once_per_responder'), models.CheckConstraint(condition=models.Q(('declined_at__isnull', True), ('released_at__isnull', False), _connector='OR'), name='match_declined_was_released')],
                },
            ),
            migrations.AddField(
                model_name='award',
                name='request',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='matchmaking.request'),
            ),
            migrations.CreateModel(
                name='RequestDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(blank=True, max_length=40)),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='matchmaking.request')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('request', 'document'), name='request_document_once')],
                },
            ),
            migrations.CreateModel(
                name='Response',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('revision', models.PositiveSmallIntegerField(default=1)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('approval', 'Waiting for a second person'), ('submitted', 'Submitted'), ('shortlisted', 'Shortlisted'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn'), ('declined', 'Not chosen'), ('lapsed', 'Lapsed'), ('superseded', 'Replaced by a newer version')], default='draft', max_length=12)),
                    ('message', models.TextField(blank=True, max_length=4000, verbose_name='message to the firm')),
                    ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese'), ('ar', 'Arabic')], default='en', max_length=10)),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('reason_code', models.CharField(blank=True, max_length=40)),
                    ('reason_text', models.TextField(blank=True, max_length=2000)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='organisations.organisation')),
                    ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matchmaking.response')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='matchmaking.request')),
                ],
                options={
                    'verbose_name': 'response',
                    'verbose_name_plural': 'responses',
                    'indexes': [models.Index(fields=['organisation', 'state', '-id'], name='response_mine'), models.Index(fields=['request', 'state'], name='response_of_request')],
                    'constraints': [models.UniqueConstraint(fields=('request', 'organisation', 'revision'), name='response_revision_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('submitted', 'shortlisted', 'accepted'))), fields=('request', 'organisation'), name='response_one_live'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'approval'))), fields=('request', 'organisation'), name='response_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('submitted', 'shortlisted', 'accepted', 'declined', 'superseded')), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='response_submitted_has_moment'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'approval', 'submitted', 'shortlisted', 'accepted', 'withdrawn', 'declined', 'lapsed', 'superseded'])), name='response_state_known')],
                },
            ),
            migrations.AddField(
                model_name='award',
                name='response',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='award', to='matchmaking.response'),
            ),
            migrations.CreateModel(
                name='ResponseApproval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('approved_at', models.DateTimeField()),
                    ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='approval', to='matchmaking.response')),
                ],
            ),
            migrations.CreateModel(
                name='Thread',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('last_message_at', models.DateTimeField(blank=True, null=True)),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='matchmaking.request')),
                    ('responder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='organisations.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('request', 'responder'), name='thread_one_per_counterparty')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('text', models.TextField(max_length=8000, verbose_name='message')),
                    ('language', models.CharField(default='en', max_length=10)),
                    ('sent_at', models.DateTimeField()),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='matchmaking.thread')),
                ],
                options={
                    'ordering': ['sent_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='ThreadDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='matchmaking.message')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('message', 'document'), name='thread_document_once')],
                },
            ),
            migrations.CreateModel(
                name='ThreadReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('read_at', models.DateTimeField()),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='matchmaking.thread')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('thread', 'user'), name='thread_reading_once')],
                },
            ),
            migrations.CreateModel(
                name='UnmetDemand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pillar', models.CharField(max_length=20)),
                    ('region', models.CharField(blank=True, max_length=10)),
                    ('sector', models.CharField(blank=True, max_length=8)),
                    ('binding', models.CharField(blank=True, max_length=60)),
                    ('counted_at', models.DateTimeField()),
                    ('met_at', models.DateTimeField(blank=True, null=True)),
                    ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='unmet_demand', to='matchmaking.request')),
                ],
                options={
                    'indexes': [models.Index(fields=['pillar', 'region', 'sector'], name='unmet_where')],
                },
            ),
            migrations.AddConstraint(
                model_name='award',
                constraint=models.UniqueConstraint(fields=('request', 'slot'), name='award_one_per_slot'),
            ),
        ]),
    ]
