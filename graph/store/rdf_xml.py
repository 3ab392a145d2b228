"""What Oxigraph writes as XML, made XML that a parser reads the same; or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from graph.store.formats import UnwritableError

_NOT_XML = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]|\xEF\xBF[\xBE\xBF]")
"""Characters, in UTF-8, that no document of XML 1.0 may have (section 2.2)."""
_NO_NAME = re.compile(rb"</?[^\s<>/:]+:[\s>/]")
"""A tag without a local name: of a property or class whose IRI ends in what no name may have."""
_NODE = re.compile(rb'\n\t<([^\s<>/:]+):(?: xmlns:[^=\s]+="([^"]*)")?( rdf:[a-zA-Z]+="[^"]*")>')
_NODE_END = re.compile(rb"\n\t</[^\s<>/:]+:>")


class NotXmlError(UnwritableError):
    """Something cannot be written as XML."""


def as_xml(body: bytes) -> bytes:
    """Return what was written as XML, so that a parser of XML reads the same.

    Raises:
        NotXmlError: it has characters that XML cannot have.
    """
    if _NOT_XML.search(body):
        raise NotXmlError("it has a character that XML 1.0 cannot have")
    return body.replace(b"\r", b"&#xD;")  # else read as a line feed (XML 1.0, section 2.11)


def as_rdf_xml(body: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Return what was written as RDF/XML, so that it is.

    A class that no tag can name becomes a statement of ``rdf:type`` (RDF/XML, section 2.13 says
    that a typed node is short for it).

    Args:
        body: what the engine wrote.
        prefixes: what it was written with.

    Raises:
        NotXmlError: a property cannot be the name of a tag, or a character cannot be written.
    """
    if _NO_NAME.search(body):

        def node(match: re.Match[bytes]) -> bytes:
            prefix, declared, about = match.groups()
            class_ = declared or escape(prefixes.get(prefix.decode(), "")).encode()
            return (
                b"\n\t<rdf:Description%b>" % about + b'\n\t\t<rdf:type rdf:resource="%b"/>' % class_
            )

        body = _NODE_END.sub(b"\n\t</rdf:Description>", _NODE.sub(node, body))
        if _NO_NAME.search(body):
            raise NotXmlError("a property has no local name")
    return as_xml(body)
