"""``/llms.txt``: what there is here and where, as a page of Markdown (https://llmstxt.org/)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from api.answers.tools.feeds.feed import ATOM
from api.answers.tools.sitemaps import INDEX
from api.release.opened import OpenRelease
from api.wording.messages import message

_PAGES = (("search", "/"), ("peers", "/peers"), ("programmes", "/programmes"), ("about", "/about"),
          ("help", "/help"), ("developers", "/developers"))  # fmt: skip
_DATA = (("sparql", "/sparql"), ("ontology", "/ontology"), ("openapi", "/openapi.json"),
         ("dump", "/dump"), ("catalog", "/catalog"), ("feed", ATOM),
         ("sitemap", INDEX))  # fmt: skip
"""Names of texts, and where these are."""


def llms_text(
    opened: OpenRelease, openapi: Mapping[str, Any], resolve: Callable[[str], str], lang: str
) -> str:
    """Return the page.

    Args:
        opened: the release that is served.
        openapi: the application's own OpenAPI description.
        resolve: makes a whole address of a path.
        lang: language of the texts.
    """
    return "\n".join(_lines(opened, openapi, resolve, lang)) + "\n"


def _lines(
    opened: OpenRelease, openapi: Mapping[str, Any], resolve: Callable[[str], str], lang: str
) -> Iterator[str]:
    manifest = opened.release.manifest
    rows = manifest["counts"]["rows"]
    yield f"# {message('page-site', lang)}"
    yield f"\n> {message('structured-description', lang)}\n"
    counted = {name: f"{rows[name]:,}" for name in ("projects", "programmes", "sources")}
    yield message("page-start-numbers", lang).format(**counted)
    yield message("llms-rules", lang).format(
        base=opened.iris.base, release=opened.release.id, read=opened.read_on
    )
    yield f"\n## {message('llms-pages', lang)}\n"
    for name, path in _PAGES:
        yield f"- [{message(f'page-nav-{name}', lang)}]({resolve(path)})"
    yield f"\n## {message('page-data', lang)}\n"
    for name, path in _DATA:
        said = message(f"page-developers-{name}-help", lang)
        yield f"- [{message(f'page-developers-{name}', lang)}]({resolve(path)}): {said}"
    yield "\n## API\n"
    for path, methods in openapi["paths"].items():
        if "get" in methods:
            yield f"- [{path}]({resolve('/docs')}): {methods['get'].get('summary', '')}"
