"""The nursery's own program: it has read the libraries once, and forks workers.

The functions of GeoSPARQL are imported here, not by the service, which calls none of them.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys

import orjson

from graph.sparql.extension_functions import Functions
from graph.sparql.geometry.functions import prepared
from graph.sparql.workers.nursery import PID
from graph.sparql.workers.worker import Setup, serve

_LARGEST_SETUP = 1 << 20
_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent ends."""


def run(descriptor: int) -> None:
    """Fork a worker for each message, until the service ends.

    Args:
        descriptor: the nursery's end of the connection to the service.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets workers when they end
    _end_with_parent()
    further = prepared()
    gc.freeze()
    with socket.socket(fileno=descriptor) as service:
        while True:
            content, descriptors, _, _ = socket.recv_fds(service, _LARGEST_SETUP, 1)
            if not content:
                return
            pid = os.fork()
            if not pid:
                service.close()
                _work(descriptors[0], content, further)
            os.close(descriptors[0])
            service.send(PID.pack(pid))


def _work(descriptor: int, content: bytes, further: Functions) -> None:
    """Be a worker, and end without what a main program does at its end."""
    try:
        _end_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with socket.socket(fileno=descriptor) as connection:
            serve(connection, Setup(**orjson.loads(content)), further)
    finally:
        os._exit(0)


def _end_with_parent() -> None:
    """Have the system end this process when the one that started it ends (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
