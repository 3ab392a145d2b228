"""What answers searches: each engine behind the same seam."""
