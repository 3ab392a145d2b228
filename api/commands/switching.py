"""A switch at a set time: replicas have the release open beforehand, and are asked whether."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import typer

from api.release.disk.upcoming import Upcoming, said_at
from api.release.following.condition import Trouble
from api.release.releases import ReleaseError, Releases

LONGEST_WAIT = 600.0
"""Seconds within which every replica must have opened the release."""
_PAUSE = 0.2
_SOON = "+5"
"""When to switch where nothing is said: longer than replicas look for a change, by default."""


def moment_of(text: str, now: float) -> float:
    """Return a time as seconds since 1970.

    Args:
        text: ``+`` and seconds from now on, or a date with a time (ISO 8601); without a time zone
            it is that of this machine.
        now: seconds since 1970.

    Raises:
        ReleaseError: it cannot be read, or is over.
    """
    try:
        moment = now + float(text) if text.startswith("+") else _parsed(text)
    except ValueError as error:
        raise ReleaseError(
            f"--at {text} is no time; e.g. +30 (seconds), or 2027-04-01T09:00:00+09:00"
        ) from error
    if not now < moment < float("inf"):
        raise ReleaseError(f"--at {text} is over already")
    return moment


def _parsed(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def plan_switch(found: Releases, id_: str, at: str | None, replicas: Sequence[str]) -> None:
    """Make a release current at a time; first wait until replicas have it open, if any are named.

    Args:
        found: the folder of releases.
        id_: of the release, which is intact.
        at: when; seconds count from when all are ready.
        replicas: addresses of services, whose ``/ready`` is asked.

    Raises:
        ReleaseError: the time is over, or a replica cannot open the release or does not answer.
            Then nothing will be switched to.
    """
    wanted = at or _SOON
    moment_of(wanted, time.time())
    if replicas:
        found.plan(Upcoming(id_, None))
        try:
            _wait(replicas, partial(_opening, id_=id_), id_, time.time() + LONGEST_WAIT)
        except ReleaseError:
            found.withdraw()
            raise
    moment = moment_of(wanted, time.time())
    found.plan(Upcoming(id_, moment))
    typer.echo(f"{id_} is to be current at {said_at(moment)}")
    if replicas:
        _wait(replicas, partial(_knowing, id_=id_, at=said_at(moment)), id_, moment)
        typer.echo(f"{len(replicas)} have it open, and know the time")


def _opening(answer: dict[str, Any], id_: str) -> str:
    is_open = id_ in {answer.get("prepared"), answer.get("release")}
    return "" if is_open else "it has not opened it yet"


def _knowing(answer: dict[str, Any], id_: str, at: str) -> str:
    knows = answer.get("release") == id_ or answer.get("switch_at") == at
    return "" if knows else "it does not know the time; is it another folder?"


def _wait(
    replicas: Sequence[str],
    state: Callable[[dict[str, Any]], str],
    id_: str,
    until: float,
) -> None:
    """Ask every replica again and again until its state is as it should be, which is empty."""
    import httpx2  # noqa: PLC0415 - other commands do without

    with httpx2.Client(timeout=5.0) as client:
        for replica in replicas:
            while True:
                try:
                    answer = client.get(f"{replica.rstrip('/')}/ready").json()
                    said, refused = state(answer), _refused(answer, id_)
                except (httpx2.HTTPError, ValueError) as error:
                    said, refused = f"it does not answer ({error})", ""
                if not said:
                    break
                if refused or time.time() >= until:
                    raise ReleaseError(
                        f"{replica} is not ready for release {id_}: {refused or said}"
                    )
                time.sleep(_PAUSE)


def _refused(answer: dict[str, Any], id_: str) -> str:
    """Return why a replica cannot open a release, as it says; empty where it does not."""
    wrong = (
        str(reason["detail"])
        for reason in answer.get("reasons", ())
        if reason["reason"] == Trouble.NEXT_FAILED.value and id_ in reason["detail"]
    )
    return next(wrong, "")
