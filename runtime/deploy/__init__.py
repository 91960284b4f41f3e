"""What is deployed, what was, and what is drafted: revisions, drafts, and how both stand to the files on disk."""
