import django.core.validators
import django.db.models.deletion
import export.models.mentors
import portal.common.models
from django.conf import settings
from portal.common.migrating import CreateTogether
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('export', '0002_readiness'),
        ('identity', '__first__'),
        ('matchmaking', '0001_initial'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='MentorAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('monthly_hours', models.PositiveSmallIntegerField(default=20, verbose_name='hours a month of the whole company')),
                    ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mentor_account', to='organisations.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='MentoringGoal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('title', models.CharField(max_length=160, verbose_name='goal')),
                    ('unit', models.CharField(max_length=40, verbose_name='counted in')),
                    ('baseline', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='today')),
                    ('target', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='to reach')),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='matchmaking.engagement')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='MentoringRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('solved', 'Proposed'), ('approved', 'Approved')], default='open', max_length=10)),
                    ('solved_at', models.DateTimeField(blank=True, null=True)),
                    ('approved_at', models.DateTimeField(blank=True, null=True)),
                    ('unplaced', models.PositiveIntegerField(default=0)),
                    ('run_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='MentoringSession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('state', models.CharField(choices=[('proposed', 'Waiting for an answer'), ('accepted', 'Agreed'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('cancelled', 'Called off'), ('held', 'Held'), ('missed', 'Somebody did not come')], default='proposed', max_length=10)),
                    ('topic', models.CharField(max_length=160, verbose_name='topic')),
                    ('starts_at', models.DateTimeField(verbose_name='starts')),
                    ('minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(240)], verbose_name='minutes')),
                    ('link', models.URLField(blank=True, verbose_name='address of the call')),
                    ('expires_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('advice', models.TextField(blank=True, max_length=3000, verbose_name='what was advised')),
                    ('next_steps', models.TextField(blank=True, max_length=2000, verbose_name='next steps, who and by when')),
                    ('owner_confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('responder_confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='matchmaking.engagement')),
                    ('log_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                    ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ],
                options={
                    'ordering': ['-starts_at'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='export_session_held_has_end'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'accepted', 'declined', 'expired', 'cancelled', 'held', 'missed'])), name='export_session_state_known')],
                },
            ),
            migrations.CreateModel(
                name='MentorOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('headline', models.CharField(max_length=160, verbose_name='what you can help with, in one sentence')),
                    ('topics', models.JSONField(default=list, verbose_name='topics')),
                    ('sectors', models.JSONField(blank=True, default=list, verbose_name='sectors')),
                    ('markets', models.JSONField(blank=True, default=list, verbose_name='markets')),
                    ('languages', models.JSONField(default=list, verbose_name='languages')),
                    ('stages', models.JSONField(blank=True, default=list, verbose_name='stages')),
                    ('hours_a_month', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(40)], verbose_name='hours a month')),
                    ('capacity', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='firms at a time')),
                    ('time_zone', models.CharField(default='Asia/Riyadh', max_length=40, verbose_name='time zone')),
                    ('statement', models.TextField(blank=True, max_length=1000, verbose_name='conflicts of interest you want to state')),
                    ('statement_signed_on', models.DateField(blank=True, null=True)),
                    ('is_away', models.BooleanField(default=False, verbose_name='away: propose nothing to me now')),
                    ('feed_token', models.CharField(default=export.models.mentors.new_feed_token, editable=False, max_length=40, unique=True)),
                    ('never', models.ManyToManyField(blank=True, related_name='+', to='organisations.organisation', verbose_name='never these firms')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentor_offers', to='organisations.organisation')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentor_offers', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'user'), name='export_mentor_offer_one_per_person')],
                },
            ),
            migrations.CreateModel(
                name='MentoringTerms',
                fields=[
                    ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mentoring_terms', serialize=False, to='matchmaking.response')),
                    ('months', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)], verbose_name='months')),
                    ('hours_a_month', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(40)], verbose_name='hours a month')),
                    ('talk_language', models.CharField(blank=True, choices=[('ar', 'Arabic'), ('zh', 'Chinese'), ('en', 'English'), ('fr', 'French'), ('de', 'German'), ('es', 'Spanish'), ('ja', 'Japanese'), ('hi', 'Hindi')], max_length=2, verbose_name='language of the talks')),
                    ('approach', models.TextField(blank=True, max_length=2000, verbose_name='how you would help')),
                    ('first_talk_on', models.DateField(blank=True, null=True, verbose_name='first talk')),
                    ('offer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='export.mentoroffer', verbose_name='mentor')),
                ],
            ),
            migrations.CreateModel(
                name='AvailabilitySlot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField()),
                    ('hour', models.PositiveSmallIntegerField()),
                    ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='export.mentoroffer')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('offer', 'weekday', 'hour'), name='export_slot_once'), models.CheckConstraint(condition=models.Q(('hour__lte', 23), ('weekday__lte', 6)), name='export_slot_in_week')],
                },
            ),
            migrations.CreateModel(
                name='MentorshipDetails',
                fields=[
                    ('engagement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mentorship', serialize=False, to='matchmaking.engagement')),
                    ('months', models.PositiveSmallIntegerField(default=3)),
                    ('hours_a_month', models.PositiveSmallIntegerField(default=2)),
                    ('offer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to='export.mentoroffer')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('months__gte', 1)), name='export_mentorship_has_months')],
                },
            ),
            migrations.CreateModel(
                name='RoundPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('score', models.PositiveSmallIntegerField(default=0)),
                    ('parts', models.JSONField(default=dict)),
                    ('override_reason', models.CharField(blank=True, max_length=300)),
                    ('destabilised', models.JSONField(default=list)),
                    ('offer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='export.mentoroffer')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matchmaking.request')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='export.mentoringround')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('round', 'request'), name='export_round_place_once')],
                },
            ),
            migrations.CreateModel(
                name='SessionFault',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=portal.common.models.new_public_id, editable=False, max_length=16, unique=True)),
                    ('kind', models.CharField(choices=[('no_show', 'Did not come'), ('late_cancel', 'Called off too late')], max_length=12)),
                    ('at', models.DateTimeField()),
                    ('appeal', models.CharField(choices=[('none', 'No appeal'), ('open', 'Appeal is being looked at'), ('upheld', 'Appeal accepted: it does not count'), ('refused', 'Appeal refused: it counts')], default='none', max_length=8)),
                    ('appeal_text', models.TextField(blank=True, max_length=2000)),
                    ('decision_text', models.TextField(blank=True, max_length=2000)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_faults', to='organisations.organisation')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='export.mentoringsession')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('session', 'organisation'), name='export_fault_once_per_side')],
                },
            ),
            migrations.CreateModel(
                name='SupportDetails',
                fields=[
                    ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='support_details', serialize=False, to='matchmaking.request')),
                    ('topics', models.JSONField(blank=True, default=list, verbose_name='topics')),
                    ('hs6', models.CharField(blank=True, max_length=6, verbose_name='HS code of the product')),
                    ('markets', models.JSONField(blank=True, default=list, verbose_name='markets')),
                    ('stage', models.CharField(blank=True, choices=[('aware', 'Aware'), ('planning', 'Planning'), ('pilot_ready', 'Ready for a pilot'), ('scaling', 'Ready to scale')], max_length=12, verbose_name='how far you are')),
                    ('languages', models.JSONField(blank=True, default=list, verbose_name='languages you can talk in')),
                    ('hours_utc', models.JSONField(blank=True, default=list)),
                    ('goal', models.CharField(blank=True, max_length=300, verbose_name='what should be different in six months')),
                    ('competitors', models.ManyToManyField(blank=True, related_name='+', to='organisations.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='GoalReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('months', models.PositiveSmallIntegerField()),
                    ('value', models.DecimalField(decimal_places=2, max_digits=14)),
                    ('read_at', models.DateTimeField()),
                    ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='export.mentoringgoal')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('goal', 'months'), name='export_goal_reading_once'), models.CheckConstraint(condition=models.Q(('months__in', (3, 6, 12))), name='export_goal_reading_months')],
                },
            ),
        ]),
    ]
