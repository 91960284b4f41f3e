"""Another gateway, reached through its API: what `deploy --to` and `status --to` have in common."""
