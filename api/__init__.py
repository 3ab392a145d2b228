"""The doors: HTTP, pages, command line; settings; wiring of graph and search."""
