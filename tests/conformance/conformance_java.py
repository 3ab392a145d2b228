"""Clients that run in Java: Jena as Debian has it, RDF4J as ``make clients`` installs it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

JARS = Path("/usr/share/java")
"""Where Debian's libapache-jena-java puts it and what it needs."""
JENA = (
    "jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-iri", "jena-rdfconnection",
    "jena-shacl", "jena-shex", "jena-tdb", "jena-tdb2", "jena-dboe-base", "jena-dboe-index",
    "jena-dboe-storage", "jena-dboe-transaction", "jena-dboe-trans-data", "commons-cli",
    "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3",
    "dexx.collection", "gson", "guava", "httpclient", "httpcore", "jackson-annotations",
    "jackson-core", "jackson-databind", "jsonld-java", "protobuf", "thrift",
    "titanium-json-ld", "slf4j-api",
)  # fmt: skip
MOVED = "org/apache/jena/ext/"
"""Where Debian's jena-core.jar has the messages of the XML library that its classes look for
without this beginning; without them it does not start."""
RDF4J = Path(__file__).parent / "clients" / "rdf4j"
"""Folder of the program for RDF4J; its libraries are in ``lib``."""
_OPTIONS = (
    "-Dfile.encoding=UTF-8",
    "-Dsun.stdout.encoding=UTF-8",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
)


def jena_command(resources: Path) -> list[str]:
    """Return the command that runs a class of Jena; without Jena the test is skipped.

    Args:
        resources: a folder for what its libraries need and do not find.
    """
    java = shutil.which("java")
    if java is None or not (JARS / "jena-cmds.jar").exists():
        pytest.skip("java or Debian's libapache-jena-java is not installed")
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(MOVED) and name.endswith(".properties"):
                target = resources / name.removeprefix(MOVED)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    path = ":".join(map(str, [resources, *(JARS / f"{name}.jar" for name in JENA)]))
    return [java, *_OPTIONS, "-cp", path]


def rdf4j_command() -> list[str]:
    """Return the command of the bound join; without RDF4J or a compiler the test is skipped."""
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None or not (RDF4J / "lib").is_dir():
        pytest.skip("a Java compiler or the libraries of tests/conformance/clients are not there")
    return [java, *_OPTIONS, "-cp", f"{RDF4J / 'lib'}/*", str(RDF4J / "BoundJoin.java")]
