"""What of a release lies on the disk: its manifest, hashes, the pointer to it, locks on it."""
