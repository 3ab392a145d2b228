"""Answers that are written before there is a request that anybody could be asked about.

They are problems like all others (``api.http.problems``), in English, because the language of
whoever asks is not known yet.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import NamedTuple

import orjson

from api.contract.problems import MEDIA_TYPE, problem_type
from api.wording.messages import message


class Refusal(NamedTuple):
    """Why a connection is closed.

    Args:
        status: of HTTP.
        slug: of the problem.
        said: key of its text, without ``problem-``.
        retry: seconds after which it may go better; 0 for no hint.
    """

    status: HTTPStatus
    slug: str
    said: str
    retry: int = 0


URI_TOO_LONG = Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "request-too-long", "head-too-long")
HEADERS_TOO_LARGE = Refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "request-too-long", "head-too-long"
)
TOO_SLOW = Refusal(HTTPStatus.REQUEST_TIMEOUT, "request-timeout", "request-timeout")
TOO_MANY = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE, "too-many-connections", "too-many-connections", retry=5
)
_PHRASES = {414: "URI Too Long"}
"""Reason phrases that Python has by an older name (RFC 9110, section 15.5.15)."""


@cache
def refusal(why: Refusal, limit: int = 0) -> bytes:
    """Return a whole answer, after which the connection is closed.

    Args:
        why: what is wrong.
        limit: the number in its text, if there is one.
    """
    title = message(f"problem-{why.status.value}", "en")
    body = orjson.dumps(
        {
            "type": problem_type(why.slug),
            "title": title,
            "status": why.status.value,
            "detail": message(f"problem-{why.said}", "en").format(limit=limit),
        }
    )
    phrase = _PHRASES.get(why.status.value, why.status.phrase)
    retry = f"retry-after: {why.retry}\r\n" if why.retry else ""
    head = (
        f"HTTP/1.1 {why.status.value} {phrase}\r\ncontent-type: {MEDIA_TYPE}\r\n{retry}"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
