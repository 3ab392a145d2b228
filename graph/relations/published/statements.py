"""Relations as statements: similar projects, ties of local governments, groups and bridges.

Each pair stands twice: as one direct triple (``tsn:similarTo``), which most queries want, and as a
resource of its own with the score, after the pattern of qualified relations (PROV-O, section 3.3).
All of it is in a named graph of its own, whose description says by which computation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from urllib.parse import quote

import numpy as np
import orjson
from rdflib import Literal
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from graph.relations import measures
from graph.relations.facts.arrays import Arrays
from graph.relations.published import groups as grouping
from graph.relations.published.groups import Groups
from graph.relations.published.nearest import NEIGHBOURS, Nearest
from graph.relations.scores import values
from graph.relations.similar.projects import SCORE_DIGITS
from graph.relations.similar.weights import SIMILAR
from graph.store.store import Quad, n_quads
from ontology.concepts import Thesaurus
from ontology.kinds import RELATIONS_SOURCE
from ontology.namespaces import KEPT, TSN, Iris

_SHARE = 0.15
"""By how much more of a group's projects than of all must have a technology to name the group."""
_NAMED_BY = 2
"""Most technologies that name a group."""


def relation_lines(
    arrays: Arrays, nearest: Nearest, groups: Groups, thesaurus: Thesaurus, iris: Iris
) -> list[bytes]:
    """Return the statements as sorted lines of N-Quads, each once."""
    keys = [quote(key, safe=KEPT) for key in arrays.projects]
    projects = ((keys[a], keys[b], score) for a, b, score in nearest.pairs())
    bodies = (pair for a, b, w in groups.edges for pair in ((a, b, w), (b, a, w)))
    lines = [
        *n_quads(_computations(groups, iris)).splitlines(keepends=True),
        *n_quads(_group_quads(arrays, groups, thesaurus, iris)).splitlines(keepends=True),
        *_similar("municipality", bodies, iris),
        *_similar("project", projects, iris),
    ]
    lines.sort()
    return lines


def _similar(kind: str, pairs: Iterable[tuple[str, str, float]], iris: Iris) -> Iterator[bytes]:
    """Yield the lines of pairs of one kind; written out, for there are millions of them.

    They come almost in order, so that sorting them costs little.
    """
    graph = f"<{iris.entity('source', RELATIONS_SOURCE)}>"
    end = f"{graph} .\n"
    things = iris.entity(kind, "")
    records = iris.entity("similarity", "")
    ordered = sorted((f"{one}--{other}>", one, other, score) for one, other, score in pairs)
    direct = f"> <{TSN.similarTo}> <{things}"
    for _, one, other, _ in ordered:
        yield f"<{things}{one}{direct}{other}> {end}".encode()
    source = f"<{DCTERMS.source}> {graph} {end}"
    class_ = f"<{RDF.type}> <{TSN.Similarity}> {end}"
    of, to = (f"<{prop}> <{things}" for prop in (TSN.similarityOf, TSN.similarityWith))
    score_of, number = f'<{TSN.similarityScore}> "', f'"^^<{XSD.decimal}> {end}'
    for name, one, other, score in ordered:
        record = f"<{records}{name} "
        yield f"{record}{source}".encode()
        yield f"{record}{class_}".encode()
        yield f"{record}{of}{one}> {end}".encode()
        yield f"{record}{score_of}{_decimal(score)}{number}".encode()
        yield f"{record}{to}{other}> {end}".encode()


def _group_quads(
    arrays: Arrays, groups: Groups, thesaurus: Thesaurus, iris: Iris
) -> Iterator[Quad]:
    graph = iris.entity("source", RELATIONS_SOURCE)
    keys = _group_keys(groups)
    for number, concepts in _technologies(arrays, groups).items():
        group = iris.entity("peer-group", keys[number])
        yield group, RDF.type, TSN.PeerGroup, graph
        yield group, DCTERMS.source, graph, graph
        for lang, text in _label(number, concepts, thesaurus).items():
            yield group, RDFS.label, Literal(text, lang=lang), graph
        for concept in concepts:
            yield group, TSN.characteristicTechnology, iris.entity("technology", concept), graph
    for member in groups.members:
        body = iris.entity("municipality", member.code)
        group = iris.entity("peer-group", keys[member.group])
        membership = iris.entity("peer-group-membership", member.code)
        yield body, TSN.peerGroup, group, graph
        yield membership, RDF.type, TSN.PeerGroupMembership, graph
        yield membership, DCTERMS.source, graph, graph
        yield membership, TSN.groupMember, body, graph
        yield membership, TSN.inPeerGroup, group, graph
        betweenness = Literal(_decimal(member.betweenness), datatype=XSD.decimal, normalize=False)
        yield membership, TSN.betweenness, betweenness, graph
        yield membership, TSN.linkedGroups, Literal(member.groups), graph


def _decimal(value: float) -> str:
    """Return a number as the store writes it: without zeros at the end, or it counts as another."""
    return f"{value:.{SCORE_DIGITS}f}".rstrip("0").rstrip(".")


def _group_keys(groups: Groups) -> dict[int, str]:
    """Return a key for each group: the code of its member with the strongest edges."""
    strength: defaultdict[str, float] = defaultdict(float)
    for one, other, weight in groups.edges:
        strength[one] += weight
        strength[other] += weight
    best: dict[int, tuple[float, str]] = {}
    for member in groups.members:
        candidate = (-strength[member.code], member.code)
        best[member.group] = min(best.get(member.group, candidate), candidate)
    return {number: code for number, (_, code) in best.items()}


def _technologies(arrays: Arrays, groups: Groups) -> dict[int, list[str]]:
    """Return for each group the technologies that its projects have more often than all do."""
    of_code = {member.code: member.group for member in groups.members}
    of_body = [of_code.get(code, -1) for code in arrays.bodies]
    members: defaultdict[int, set[int]] = defaultdict(set)
    for project in range(len(arrays.projects)):
        for body in arrays.participants[project]:
            members[of_body[body]].add(project)
    overall = arrays.own.mean(axis=1) if len(arrays.projects) else np.zeros(len(arrays.own))
    found = {}
    for group in sorted({member.group for member in groups.members}):
        more = arrays.own[:, sorted(members[group])].mean(axis=1) - overall
        best = np.lexsort((np.arange(len(more)), -more))[:_NAMED_BY]
        found[group] = [arrays.technologies[n] for n in best if more[n] >= _SHARE]
    return found


def _label(number: int, concepts: list[str], thesaurus: Thesaurus) -> dict[str, str]:
    """Name a group by what its projects have more often than others, else by its number."""
    japanese, english = ([thesaurus[c].pref[lang] for c in concepts] for lang in ("ja", "en"))
    return {
        "ja": f"自治体の群{number + 1}" + (f"（{'、'.join(japanese)}）" if concepts else ""),
        "en": f"Peer group {number + 1}" + (f" ({', '.join(english)})" if concepts else ""),
    }


def _computations(groups: Groups, iris: Iris) -> Iterator[Quad]:
    graph = iris.entity("source", RELATIONS_SOURCE)
    similar = {"weights": values(SIMILAR), "neighbours": NEIGHBOURS, **_constants()}
    louvain = {
        "seed": grouping.SEED,
        "resolution": grouping.RESOLUTION,
        "edges_of_a_node": grouping.STRONGEST,
        "joint_project": grouping.JOINT_PROJECT,
        "same_council_or_event": grouping.SAME_GROUP,
        "betweenness_pivots": groups.pivots or "all",
        "modularity": round(groups.modularity, SCORE_DIGITS),
    }
    library = f"networkx {metadata.version('networkx')}"
    own = f"tsunagu {metadata.version('tsunagu')}"
    for key, algorithm, parameters, version in (
        ("similar-projects", "weighted sum of measures (simGIC, cosine, decay)", similar, own),
        ("peer-groups", "Louvain communities, betweenness centrality", louvain, library),
    ):
        computation = iris.entity("computation", key)
        text = orjson.dumps(parameters, option=orjson.OPT_SORT_KEYS).decode()
        yield graph, PROV.wasGeneratedBy, computation, graph
        yield computation, RDF.type, PROV.Activity, graph
        yield computation, DCTERMS.source, graph, graph
        yield computation, TSN.algorithm, Literal(algorithm), graph
        yield computation, TSN.parameters, Literal(text), graph
        yield computation, TSN.softwareVersion, Literal(version), graph


def _constants() -> Mapping[str, float]:
    return {
        "shrinkage": measures.SHRINKAGE,
        "open_list": measures.OPEN_LIST,
        "derived": measures.LEVEL_DERIVED,
        "half_years": measures.HALF_YEARS,
        "half_km": measures.HALF_KM,
    }
