"""Every kind of page there is: what axe, vnu, the layout tests and the screenshots look at."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of the service.

    Args:
        name: what reports and files call it.
        path: path and query, readable; ``address`` is the encoded form.
        status: the HTTP status that it has.
    """

    name: str
    path: str
    status: int = HTTPStatus.OK

    @property
    def address(self) -> str:
        """The path and query as they are sent."""
        return quote(self.path, safe="/?&=:%+,")


QUERY = (
    "PREFIX tsn: <https://w3id.org/tsunagu/ns#>"
    " PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    " SELECT ?project ?label { ?project a tsn:Project ; rdfs:label ?label } LIMIT 5"
)
"""A query whose result is a table with links."""
PAGES = (
    SitePage("start", "/"),
    SitePage("results", "/?q=自動運転 大阪"),
    SitePage("results-narrowed", "/?q=ドローン&type=project&fiscal_year=2020..2022"),
    SitePage("results-none", "/?q=zzqqxx"),
    SitePage("query-error", "/?q=challenge:zzz", HTTPStatus.BAD_REQUEST),
    SitePage("parameter-error", "/?technology=zzz", HTTPStatus.BAD_REQUEST),
    SitePage("project", "/doc/project/mirai-2018-270008"),
    SitePage("municipality", "/doc/municipality/272051"),
    SitePage("prefecture", "/doc/municipality/270008"),
    SitePage("programme", "/doc/programme/mirai"),
    SitePage("technology", "/doc/technology/5g"),
    SitePage("challenge", "/doc/challenge/ageing-population"),
    SitePage("ministry", "/doc/ministry/cao"),
    SitePage("council", "/doc/council/aichi"),
    SitePage("event", "/doc/event/chichibu-drone-founding"),
    SitePage("scheme", "/doc/scheme/technologies"),
    SitePage("resource", "/doc/project-title/mirai-2018-270008.1"),
    SitePage("ontology", "/ontology"),
    SitePage("peers", "/peers"),
    SitePage("peers-results", "/peers?municipality=272051&technology=自動運転"),
    SitePage(
        "shortlist",
        "/peers/shortlist?municipality=272051&shortlist=272299,281000,271403&technology=自動運転",
    ),
    SitePage("similar", "/similar?project=mirai-2018-270008"),
    SitePage("network", "/network?focus=project/mirai-2018-270008"),
    SitePage("similar-choose", "/similar"),
    SitePage("network-choose", "/network"),
    SitePage("programmes", "/programmes"),
    SitePage("programmes-compare", "/programmes/compare?compare=mirai&compare=smartcity-soumu"),
    SitePage("programmes-match", "/programmes/match?technology=自動運転&stage=finishing"),
    SitePage("about", "/about"),
    SitePage("about-sources", "/about/sources"),
    SitePage("about-releases", "/about/releases"),
    SitePage("about-licences", "/about/licences"),
    SitePage("about-accessibility", "/about/accessibility"),
    SitePage("sparql", "/sparql"),
    SitePage("sparql-results", f"/sparql?query={quote(QUERY, safe='')}&format=html"),
    SitePage("docs", "/docs"),
    SitePage("developers", "/developers"),
    SitePage("help", "/help"),
    SitePage("correction", "/correction?about=https://w3id.org/tsunagu/id/municipality/272051"),
    SitePage("missing", "/doc/project/zzz", HTTPStatus.NOT_FOUND),
    SitePage("embed-card", "/embed/card/programme/mirai"),
    SitePage("embed-list", "/embed/list?q=ドローン&limit=5"),
    SitePage("embed-map", "/embed/map?technology=drone&lang=en"),
    SitePage("start-english", "/?lang=en"),
    SitePage("help-english", "/help?lang=en"),
    SitePage("results-english", "/?q=自動運転 大阪&lang=en"),
    SitePage("project-english", "/doc/project/mirai-2018-270008?lang=en"),
    SitePage("peers-english", "/peers?municipality=272051&technology=自動運転&lang=en"),
    SitePage("missing-english", "/doc/project/zzz?lang=en", HTTPStatus.NOT_FOUND),
)
OPENED = "() => document.querySelectorAll('details').forEach((box) => { box.open = true; })"
"""Opens what is folded, so that it is looked at too."""
BY_NAME = {page.name: page for page in PAGES}
