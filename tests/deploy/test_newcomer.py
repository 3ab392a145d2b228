"""A newcomer's hour: every command of ``docs/operating.md``, in its order, from the page itself.

What the page installs is installed already, and what it builds is built: the first are links to the
environment of the tests, the second are two small releases. Paths of the system are below a scratch
root. What cannot be run here at all is named below, with the reason.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from deployed import DEPLOY, asked, is_up, program, with_ports, within_nginx
from paths import ROOT
from ports import free_port
from small_data import TSUNAGU, environment
from waiting import until

from api.release.releases import Releases

PAGES = ("docs/operating.md", "docs/ja/operating.md")
NOT_HERE = {
    "apt-get ": "it needs root and a network; .ci/run installs the same",
    "python3 -m venv ": "it is linked to the environment of the tests; test_wheel makes one",
    "/opt/tsunagu/bin/pip ": "the same: pip needs a network",
    "own/bin/pip ": "the same",
    "systemctl daemon-reload": "no systemd runs here; test_examples checks the unit",
    ".venv/bin/python data/scripts/": "they write the tables of the checkout; tests/data runs them",
}
"""What is not run, by how it begins, and why."""
_EXAMPLE_ID = "09220093f68072eb"
"""The release that the page names to go back to."""


def commands(page: str) -> list[str]:
    """Return every command of a page, in its order."""
    text = (ROOT / page).read_text("utf-8")
    blocks: list[str] = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


class Machine:
    """A scratch root on which commands are run as the page has them.

    Args:
        root: the scratch root.
        pair: a folder with two releases in ``out``, and the ``data`` of one.
        running: ends what was started.
    """

    def __init__(self, root: Path, pair: Path, running: ExitStack) -> None:
        self.root = root
        self.checkout = root / "checkout"
        self.port, self.public = free_port(), free_port()
        self._running = running
        self._started: dict[str, Callable[[str], None]] = {
            "systemctl enable --now tsunagu": self._start_unit,
            "systemctl reload nginx": self._start_nginx,
            ".venv/bin/tsunagu serve": self._serve,
        }
        shutil.copytree(pair / "data", self.checkout / "data")
        shutil.copytree(pair / "out", self.checkout / "var", symlinks=True)
        shutil.copytree(pair / "out", root / "var/lib/tsunagu", symlinks=True)
        shutil.copytree(DEPLOY, self.checkout / "deploy")
        (self.checkout / "tests").symlink_to(ROOT / "tests")
        for folder in (self.checkout / ".venv/bin", root / "opt/tsunagu/bin"):
            folder.mkdir(parents=True)
            (folder / "tsunagu").symlink_to(TSUNAGU)
        for folder in ("etc/systemd/system", "etc/nginx/conf.d"):
            (root / folder).mkdir(parents=True)

    def run(self, command: str) -> None:
        """Do what a command says."""
        here = re.sub(r"(?<![\w.:/])/(opt|etc|var/lib)/", rf"{self.root}/\1/", command)
        here = here.replace(_EXAMPLE_ID, Releases(self.checkout / "var").wanted_id() or "")
        here = with_ports(here, self.port, self.public)
        if here == "nginx -t":
            here = shlex.join([program("nginx"), *within_nginx(self.root), "-t"])
        for begin, start in self._started.items():
            if command.startswith(begin):
                start(here)
                return
        done = subprocess.run(
            ["sh", "-eu", "-c", here],  # noqa: S607 - as an operator's shell is
            cwd=self.checkout,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        for copied in self.root.glob("etc/nginx/conf.d/*"):
            copied.write_text(
                with_ports(copied.read_text("utf-8"), self.port, self.public), "utf-8"
            )

    def _start(self, command: list[str], port: int, path: str, more: dict[str, str]) -> None:
        process = subprocess.Popen(command, cwd=self.checkout, env=environment() | more)
        self._running.callback(process.wait, 30)
        self._running.callback(process.terminate)
        until(lambda: is_up(port, path) or process.poll() is not None, f"{command[0]} answers")
        assert process.poll() is None, f"{command[0]} ended"

    def _start_unit(self, _: str) -> None:
        """Start what the unit that was copied says, with its settings."""
        unit = (self.root / "etc/systemd/system/tsunagu.service").read_text("utf-8")
        (command,) = re.findall(r"^ExecStart=/(.*)$", unit, re.MULTILINE)
        (file,) = re.findall(r"^EnvironmentFile=-/(.*)$", unit, re.MULTILINE)
        lines = re.findall(r"^Environment=(.*)$", unit, re.MULTILINE)
        lines += (self.root / file).read_text("utf-8").splitlines()
        more = dict(line.split("=", 1) for line in lines)
        more["TSUNAGU_OUT"] = f"{self.root}{more['TSUNAGU_OUT']}"
        more["TSUNAGU_PORT"] = str(self.port)
        self._start(
            [f"{self.root}/{command.split()[0]}", *command.split()[1:]], self.port, "/ready", more
        )

    def _start_nginx(self, _: str) -> None:
        command = [program("nginx"), *within_nginx(self.root)]
        self._start(command, self.public, "/tsunagu/ready", {})

    def _serve(self, command: str) -> None:
        port = free_port()
        words = shlex.split(command.replace("8000", str(port)))
        self._start([str(self.checkout / words[0]), *words[1:]], port, "/ready", {})


@pytest.fixture
def machine(small_pair: Path, tmp_path: Path) -> Iterator[Machine]:
    with ExitStack() as running:
        yield Machine(tmp_path, small_pair, running)


@pytest.mark.slow
def test_every_command_of_the_page_does_what_it_says(machine: Machine) -> None:
    for name in ("nginx", "curl"):
        program(name)
    left_out, current = set[str](), Releases(machine.checkout / "var").wanted_id()
    for command in commands(PAGES[0]):
        begun = [begin for begin in NOT_HERE if command.startswith(begin)]
        left_out.update(begun)
        if not begun:
            machine.run(command)
    assert left_out == set(NOT_HERE)  # no reason is left of a command that is gone
    restored = Releases(machine.checkout / "restored")
    assert restored.wanted_id() == current
    assert restored.is_intact(current or "")
    status, _, body = asked(machine.public, "/tsunagu/ready")
    assert (status, json.loads(body)["status"]) == (200, "ready")
    _, _, page = asked(machine.public, "/tsunagu/", {"Accept": "text/html"})
    assert b'href="/tsunagu/static/tsunagu.css"' in page


def test_both_pages_have_the_same_commands() -> None:
    assert commands(PAGES[0]) == commands(PAGES[1])


def test_the_page_goes_from_nothing_to_a_restored_back_up() -> None:
    found = commands(PAGES[0])
    steps = (
        "apt-get ",
        "/opt/tsunagu/bin/tsunagu build",
        "systemctl enable",
        "curl ",
        "tar -C var",
    )
    numbers = [next(n for n, line in enumerate(found) if line.startswith(step)) for step in steps]
    assert numbers == sorted(numbers)
    assert Path(found[-1].split()[0]).name == "tsunagu"
