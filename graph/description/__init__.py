"""What a release says of itself: VoID, DCAT, service description, dumps, statistics."""
