"""What is served: settings, releases on disk, how they are built and opened."""
