"""HTTP itself: protocol, negotiation, parameters, problems, metrics."""
