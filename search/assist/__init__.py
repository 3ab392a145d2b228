"""Help for who types: completions, did you mean, ways to widen a search."""
