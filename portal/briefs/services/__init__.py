"""The rules of the briefs app: keyword-only functions, the actor first, one transaction and one journal entry each."""
