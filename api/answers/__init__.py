"""What is answered, the same for every door."""
