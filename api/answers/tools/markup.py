"""Writes XML that every reader takes: nothing in it that XML 1.0 does not allow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, even escaped (XML 1.0, 2.2)."""

Attributes = Mapping[str, str]


def root(name: str, namespace: str = "", attributes: Attributes | None = None) -> Element:
    """Return the outermost element of a document, in whose namespace all others are.

    Args:
        name: its name.
        namespace: the namespace, or none.
        attributes: its attributes.
    """
    own = {"xmlns": namespace} if namespace else {}
    return Element(name, own | _clean(attributes))


def add(
    parent: Element, name: str, text: str = "", attributes: Attributes | None = None
) -> Element:
    """Add an element inside another one, and return it.

    Args:
        parent: the other one.
        name: its name.
        text: what it holds, as plain text.
        attributes: its attributes.
    """
    element = SubElement(parent, name, _clean(attributes))
    element.text = _FORBIDDEN.sub("", text) or None
    return element


def written(document: Element) -> bytes:
    """Return a document in UTF-8, with its declaration."""
    body: bytes = tostring(document, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _clean(attributes: Attributes | None) -> dict[str, str]:
    return {name: _FORBIDDEN.sub("", value) for name, value in (attributes or {}).items()}
