"""The site, its catalogue and its dataset in the words of schema.org."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.answers.tools.structured_data.things import CONTEXT
from api.release.opened import OpenRelease
from api.release.versions import numbers_of
from api.wording.messages import message
from graph.description.contact_point import Operator
from graph.description.document import CATALOG_PATH, LICENCE
from graph.description.dumps import Dump


def site_data(resolve: Callable[[str], str], lang: str) -> dict[str, Any]:
    """Return the site, with where it is searched, as JSON-LD.

    Args:
        resolve: makes a whole address of a path.
        lang: language of the texts.
    """
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": message("page-site", lang),
        "description": message("page-tagline", lang),
        "url": resolve("/"),
        "inLanguage": ["ja", "en"],
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": resolve("/?q={search_term_string}"),
            },
            "query-input": "required name=search_term_string",
        },
    }


def catalogue_data(
    opened: OpenRelease, operator: Operator, resolve: Callable[[str], str], lang: str
) -> dict[str, Any]:
    """Return the catalogue with its dataset, as JSON-LD.

    Args:
        opened: the release that is served.
        operator: who runs the service.
        resolve: makes a whole address of a path.
        lang: language of the texts.
    """
    numbers, manifest = numbers_of(opened.release), opened.release.manifest
    publisher = {"@type": "Organization", "name": operator.name} if operator.name else None
    said = {"publisher": publisher} if publisher else {}
    dataset = {
        "@type": "Dataset",
        "@id": str(numbers.dataset),
        "name": message("structured-dataset", lang),
        "description": message("structured-description", lang),
        "url": resolve("/about"),
        "license": str(LICENCE),
        "isAccessibleForFree": True,
        "creator": publisher or {"@type": "Organization", "name": message("page-site", lang)},
        "version": opened.release.id,
        "datePublished": opened.read_on,
        "dateModified": manifest["built_at"],
        "inLanguage": ["ja", "en"],
        "keywords": message("structured-keywords", lang).split(", "),
        "spatialCoverage": {"@type": "Country", "name": "日本", "identifier": "JP"},
        "distribution": [_download(dump, resolve) for dump in (*numbers.dumps, *numbers.tables)],
        **said,
    }
    return {
        "@context": CONTEXT,
        "@type": "DataCatalog",
        "@id": f"{numbers.base}catalog",
        "name": message("structured-catalogue", lang),
        "description": message("structured-description", lang),
        "url": resolve(CATALOG_PATH),
        "license": str(LICENCE),
        "dataset": dataset,
        **said,
    }


def _download(dump: Dump, resolve: Callable[[str], str]) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": dump.name,
        "encodingFormat": dump.media_type,
        "contentUrl": resolve(f"/dump/{dump.name}"),
        "contentSize": f"{dump.bytes} B",
        "sha256": dump.sha256,
    }
