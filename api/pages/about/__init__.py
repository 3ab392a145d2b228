"""Pages about the service itself: coverage, sources, releases, vocabulary, API."""
