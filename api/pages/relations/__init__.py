"""Pages of relations: peers, similar projects, programmes, networks."""
