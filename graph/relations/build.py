"""Builds the relations of a release: arrays to serve from, and statements for its graph."""

from __future__ import annotations

from pathlib import Path

from graph.relations.facts.arrays import arrays_of
from graph.relations.facts.models import Facts
from graph.relations.published.groups import find_groups
from graph.relations.published.nearest import Advance, nearest
from graph.relations.published.statements import relation_lines
from ontology.concepts import Thesaurus
from ontology.namespaces import Iris


def write_relations(
    folder: Path, facts: Facts, thesaurus: Thesaurus, iris: Iris, advance: Advance
) -> list[bytes]:
    """Write what similar projects and peers are found in.

    Args:
        folder: an existing empty folder.
        facts: what is known of projects and local governments.
        thesaurus: labels of technologies.
        iris: maker of IRIs.
        advance: told how many projects are compared.

    Returns:
        The statements for the graph, as sorted lines of N-Quads.
    """
    arrays = arrays_of(facts)
    arrays.write(folder)
    neighbours = nearest(folder, advance)
    groups = find_groups(arrays, neighbours)
    return relation_lines(arrays, neighbours, groups, thesaurus, iris)
