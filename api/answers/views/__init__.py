"""Ready views: their parameters and their formats."""
