"""Years and figures that a folded text says."""
