"""Pages: view models, templates, static files."""
