"""The knowledge graph: data to RDF to store; named queries; SPARQL execution."""
