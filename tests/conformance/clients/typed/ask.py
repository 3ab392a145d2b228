"""The README's questions, asked with a client that was generated from ``/openapi.json``.

Usage: ``python ask.py ADDRESS``; it writes what it found as JSON. mypy checks it with the client.
"""

import json
import sys

from tsunagu_client import Client
from tsunagu_client.api.entities import entity
from tsunagu_client.api.relations import match_programmes, peers
from tsunagu_client.api.search import search
from tsunagu_client.models import (
    MatchAnswer,
    Municipality,
    PeersAnswer,
    ProjectHit,
    RetiredCodeProblem,
    SearchAnswer,
)

client = Client(base_url=sys.argv[1])

found = search.sync(client=client, q="自動運転 projects near Osaka", programme=["mirai"])
assert isinstance(found, SearchAnswer)
projects = [
    {"key": hit.key, "km": hit.distance_km, "year": hit.fiscal_year, "why": hit.reasons[0].kind}
    for hit in found.items
    if isinstance(hit, ProjectHit)
]

near = peers.sync("272051", client=client, technology=["自動運転"])
assert isinstance(near, PeersAnswer)
called = [peer.label for peer in near.items[:5]]

fitting = match_programmes.sync(client=client, technology=["自動運転"])
assert isinstance(fitting, MatchAnswer)
launched = [item.facts.since.launched_fiscal_year for item in fitting.items[:1]]

town = entity.sync("municipalities", "272299", client=client)
assert isinstance(town, Municipality)
population = max((row.as_of, row.population) for row in town.census)[1]

gone = entity.sync("municipalities", "033057", client=client)
assert isinstance(gone, RetiredCodeProblem)
successors = [one.label for one in gone.candidates]

answer = {
    "total": found.total,
    "projects": projects,
    "peers": {"total": near.total, "labels": called},
    "launched": launched,
    "town": {"label": town.label, "population": population},
    "successors": successors,
}
sys.stdout.write(json.dumps(answer))
