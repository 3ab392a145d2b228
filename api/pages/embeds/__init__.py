"""What other sites show in a frame of their own."""
