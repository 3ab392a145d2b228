"""From what a person types to ranked results: folding, tokens, index, understanding, ranking."""
