"""What relations are computed from, gathered once and kept as arrays."""
