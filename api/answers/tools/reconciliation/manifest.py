"""The manifest of the service: what it can do, and where (specification, section 3.1)."""

from __future__ import annotations

from typing import Any

from api.answers.tools.reconciliation.entity_types import TYPES, with_broader
from api.answers.tools.reconciliation.extension import settings
from api.answers.tools.reconciliation.queries import BATCH
from api.release.opened import OpenRelease
from api.wording.messages import message
from ontology.namespaces import TSN

PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 300
"""Size of the frame of a preview, in pixels."""
_SUGGESTED = ("entity", "type", "property")


def manifest(opened: OpenRelease, lang: str, base: str) -> dict[str, Any]:
    """Return the manifest.

    Args:
        opened: the release.
        lang: language of names.
        base: public address of the service with a slash at its end. Where it is not known, what is
            asked at other addresses is left out; names and extensions are asked at this one.
    """
    found: dict[str, Any] = {
        "versions": ["0.1", "0.2"],
        "name": message("reconcile-name", lang),
        "identifierSpace": f"{opened.iris.base}id/",
        "schemaSpace": str(TSN),
        "serviceVersion": opened.release.id,
        "defaultTypes": [with_broader(id_, lang) for id_ in TYPES],
        "batchSize": BATCH,
        "view": {"url": f"{opened.iris.base}id/{{{{id}}}}"},
        "extend": {"property_settings": settings(lang)},
    }
    return found | _addresses(base, found["extend"]) if base else found


def _addresses(base: str, extend: dict[str, Any]) -> dict[str, Any]:
    service = f"{base}reconcile"
    return {
        "documentation": f"{base}help",
        "logo": f"{base}static/favicon.svg",
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            name: {
                "service_url": service,
                "service_path": f"/suggest/{name}",
                "flyout_service_url": service,
                "flyout_service_path": f"/flyout/{name}?id=${{id}}",
            }
            for name in _SUGGESTED
        },
        "extend": {
            **extend,
            "propose_properties": {"service_url": service, "service_path": "/properties"},
        },
    }
