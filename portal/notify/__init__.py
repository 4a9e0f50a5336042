"""From journal entries to inbox rows, mails, digests and webhooks."""
