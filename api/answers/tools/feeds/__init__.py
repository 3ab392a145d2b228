"""Feeds: what releases added or changed of what a search finds, the newest first."""
