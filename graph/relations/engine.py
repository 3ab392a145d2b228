"""The relations of one release, opened: similar projects, peers and their contacts."""

from __future__ import annotations

from pathlib import Path

from graph.entities.contacts import read_contacts
from graph.relations.facts.arrays import Arrays
from graph.relations.peers.ranking import Peers
from graph.relations.similar.projects import SimilarProjects


class Relations:
    """Relations over one release. Safe for many threads.

    Args:
        folder: folder that ``write_relations`` wrote.

    Raises:
        OSError: a file is missing.
        ValueError: a file is not what it should be.
    """

    def __init__(self, folder: Path) -> None:
        arrays = Arrays.read(folder)
        self.projects = arrays.projects
        self.contacts = read_contacts(folder)
        self.similar = SimilarProjects(arrays)
        self.peers = Peers(arrays)
