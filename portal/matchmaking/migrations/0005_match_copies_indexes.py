"""Indexes over the copies; the firm of a thread is known for all of them now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0004_match_copies_fill'),
        ('organisations', '0002_members_numbers_consents_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='thread',
            name='owner',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', True), ('released_at__isnull', False), ('responded_at__isnull', True)), fields=['organisation', 'closes_at', 'id'], name='match_new_closing'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', True), ('released_at__isnull', False), ('responded_at__isnull', True)), fields=['organisation', '-score', 'id'], name='match_new_fit'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', True), ('released_at__isnull', False), ('responded_at__isnull', True)), fields=['organisation', 'region', 'closes_at', 'id'], name='match_new_region'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', True), ('released_at__isnull', False), ('responded_at__isnull', True)), fields=['organisation', 'sector', 'closes_at', 'id'], name='match_new_sector'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', True), ('released_at__isnull', False), ('responded_at__isnull', True)), fields=['organisation', 'pillar', 'closes_at', 'id'], name='match_new_pillar'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', True), ('released_at__isnull', False), ('responded_at__isnull', True), ('seen_at__isnull', True)), fields=['organisation'], name='match_unseen'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('is_open', True), ('watched_at__isnull', False)), fields=['organisation', 'closes_at', 'id'], name='match_watched'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('responded_at__isnull', False)), fields=['organisation', 'closes_at', 'id'], name='match_answered'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', False)), fields=['organisation', 'closes_at', 'id'], name='match_declined'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('declined_at__isnull', True), ('is_open', False), ('released_at__isnull', False), ('responded_at__isnull', True)), fields=['organisation', '-closes_at', '-id'], name='match_ended'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('is_open', True), ('misses', 1), ('released_at__isnull', True)), fields=['organisation', '-score', 'id'], name='match_near'),
        ),
    ]
