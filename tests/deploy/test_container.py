"""The steps of the Containerfile, run in scratch roots: no daemon and no registry can be had here.

What pip would fetch is taken from the environment of the tests, which the lock pins as well, and
the data are a small copy. All else is as the file says: its paths, its users, its last command.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from deployed import DEPLOY, asked, is_up, program
from paths import ROOT
from ports import free_port
from waiting import until

SITE = next(path for path in sys.path if path.endswith("site-packages"))
SHARED = ("/usr", "/dev", sys.base_prefix, str(Path(SITE).parents[2]))
"""Folders of the machine that stand for the base image; nobody writes in them."""
OF_BASE = ("passwd", "group", "shadow", "gshadow", "login.defs", "ld.so.cache", "nsswitch.conf")
"""Files of ``/etc`` that it has."""
NEEDS_NETWORK = re.compile(r"(\S+)/bin/pip install .* (?:-r \S+|([\w-]+)==\S+)$")
ENTER = """
root=$1; shift
mount --bind "$root" "$root"
mount --bind "$root/tmp" "$root/tmp"
for folder in $SHARED; do mount --rbind "$folder" "$root$folder"; done
if [ -n "$READ_ONLY" ]; then mount -o remount,bind,ro "$root"; fi
exec chroot --userspec="$USER_OF_IT" "$root" "$@"
"""


class Image:
    """A root that a stage of a Containerfile fills.

    Args:
        root: an empty folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = "/"
        self.user = "0:0"
        self.variables = {"PATH": f"{sys.base_prefix}/bin:/usr/sbin:/usr/bin"}
        for folder in (*SHARED, "/etc", "/tmp", "/srv", "/proc"):  # noqa: S108 - within the root
            (root / folder[1:]).mkdir(parents=True, exist_ok=True)
        (root / "tmp").chmod(0o1777)
        for name in ("bin", "sbin", "lib", "lib64"):
            (root / name).symlink_to(f"usr/{name}")
        for name in OF_BASE:
            shutil.copy(f"/etc/{name}", root / "etc")

    def entered(self, *command: str, read_only: bool = False) -> tuple[list[str], dict[str, str]]:
        """Return what runs a command in the root, and its environment."""
        environment = {
            **self.variables,
            "SHARED": " ".join(SHARED),
            "READ_ONLY": "yes" if read_only else "",
            "USER_OF_IT": self.user,
        }
        inside = ["/usr/bin/env", "-C", self.folder, *command]
        unshared = [
            program("unshare"),
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-euc",
            ENTER,
            "sh",
        ]
        return [*unshared, str(self.root), *inside], environment

    def run(self, *command: str) -> None:
        whole, environment = self.entered(*command)
        done = subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    def at(self, path: str) -> Path:
        """Return where a path of the image is."""
        return self.root / os.path.join(self.folder, path)[1:]  # noqa: PTH118 - may be absolute


class Builder:
    """Does what the lines of a Containerfile say.

    Args:
        folder: where the roots are made.
        data: what stands for the project's data.
    """

    def __init__(self, folder: Path, data: Path) -> None:
        self._folder = folder
        self._data = data
        self._environments: list[str] = []
        self.stages: dict[str, Image] = {}
        self.last: dict[str, str] = {}

    @property
    def image(self) -> Image:
        return list(self.stages.values())[-1]

    def build(self, text: str) -> None:
        for line in text.replace("\\\n", " ").splitlines():
            word, _, rest = line.partition(" ")
            if line and not line.startswith("#"):
                getattr(self, f"_{word.lower()}", self._keep)(rest.strip(), word)

    def _keep(self, rest: str, word: str) -> None:
        self.last[word] = rest

    def _from(self, rest: str, _: str) -> None:
        name = rest.partition(" AS ")[2] or "last"
        self.stages[name] = Image(self._folder / name)

    def _workdir(self, rest: str, _: str) -> None:
        self.image.folder = rest
        self.image.at("").mkdir(parents=True)

    def _user(self, rest: str, _: str) -> None:
        self.image.user = rest

    def _env(self, rest: str, _: str) -> None:
        self.image.variables |= dict(pair.split("=", 1) for pair in shlex.split(rest))

    def _run(self, rest: str, _: str) -> None:
        for command in map(str.strip, rest.split("&&")):
            if fetching := NEEDS_NETWORK.match(command):
                self._fetch(fetching[1], fetching[2])
            else:
                # pip would take what is fetched already for what it is to install
                self.fetched(there="/pip install" not in command)
                self.image.run("sh", "-euc", command)

    def _fetch(self, folder: str, program: str | None) -> None:
        self._environments.append(folder)
        if program:
            self.image.at(f"{folder}/bin/{program}").symlink_to(Path(SITE, "../../../bin", program))

    def fetched(self, *, there: bool) -> None:
        """Put what was fetched where the environments of this stage find it, or take it away."""
        for folder in self._environments:
            for site in self.image.at(folder).glob("lib/python*/site-packages"):
                if there:
                    (site / "fetched.pth").write_text(SITE, "utf-8")
                else:
                    (site / "fetched.pth").unlink(missing_ok=True)

    def _copy(self, rest: str, _: str) -> None:
        *words, target = rest.split()
        options = dict(word[2:].split("=") for word in words if word.startswith("--"))
        sources = [word for word in words if not word.startswith("--")]
        stage = self.stages.get(options.get("from", ""))
        for source in sources:
            path = stage.at(source) if stage else ROOT / source
            place = self.image.at(target)
            if source == "data/":
                path = self._data
            if path.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(path, place, symlinks=True, dirs_exist_ok=True, ignore=ignored)
            else:
                shutil.copy(path, place)
        if "chown" in options:
            self.image.run("chown", "-R", options["chown"], target)


@pytest.fixture(scope="module")
def built(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Builder:
    """The image, at a free port of this machine."""
    allowed = subprocess.run(
        [program("unshare"), "--mount", "true"], capture_output=True, check=False
    )
    if os.geteuid() != 0 or allowed.returncode != 0:
        pytest.skip("roots of others can be entered as root only")
    found = Builder(tmp_path_factory.mktemp("image"), small)
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    found.build(re.sub(r"\b8000\b", str(free_port()), text))
    found.fetched(there=True)
    return found


@contextmanager
def running(built: Builder, log: Path) -> Iterator[int]:
    """Run the image's last command as ``compose.yaml`` does: nothing but ``/tmp`` is written."""
    words = [word for key in ("ENTRYPOINT", "CMD") for word in yaml.safe_load(built.last[key])]
    command, environment = built.image.entered(*words, read_only=True)
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stderr=stream)
    port = int(built.image.variables["TSUNAGU_PORT"])
    try:
        until(lambda: is_up(port) or process.poll() is not None, "the service is ready")
        assert process.poll() is None, log.read_text("utf-8")
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.slow
def test_its_steps_make_a_service_that_owns_nothing_and_answers(
    built: Builder, tmp_path: Path
) -> None:
    image = built.image
    assert not image.at("/src").exists()
    assert image.at("/srv/releases").stat().st_uid == int(image.user.partition(":")[0])
    code = image.at("/opt/tsunagu/bin/tsunagu").stat()
    assert (code.st_uid, code.st_mode & 0o022) == (0, 0)
    health = yaml.safe_load(built.last["HEALTHCHECK"].partition("CMD")[2])
    command, environment = image.entered(*health)
    log = tmp_path / "log"
    with running(built, log) as pid:
        users = Path(f"/proc/{pid}/status").read_text("ascii").partition("\nUid:")[2].split("\n")[0]
        assert set(users.split()) == {image.user.partition(":")[0]}
        assert subprocess.run(command, env=environment, check=False).returncode == 0
        port = int(image.variables["TSUNAGU_PORT"])
        status, _, page = asked(port, "/?q=%E5%A4%A7%E9%98%AA", source="127.0.0.3")
        assert status == 200
        assert "大阪".encode() in page
        answer = asked(port, "/sparql?format=json&query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D")[2]
        assert json.loads(answer)["boolean"] is True
    assert "Traceback" not in log.read_text("utf-8")
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode
