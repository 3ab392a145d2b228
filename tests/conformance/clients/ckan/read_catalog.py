"""Read a catalogue as CKAN harvests it, by ckanext-dcat; write what its datasets are as JSON.

    python read_catalog.py ADDRESS MEDIA_TYPE FORMAT

The parser is given the document alone, without the address that it is from. ``FORMAT`` is rdflib's
name of the media type.
"""

from __future__ import annotations

import json
import sys
from urllib.request import Request, urlopen

from ckanext.dcat.processors import RDFParser

address, media_type, form = sys.argv[1:]
with urlopen(Request(address, headers={"Accept": media_type})) as answer:  # noqa: S310 - our own
    body = answer.read()
parser = RDFParser(profiles=["euro_dcat_ap_3"])
parser.parse(body, form)
json.dump(list(parser.datasets()), sys.stdout, ensure_ascii=False)
