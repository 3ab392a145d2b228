"""The command line: each command does what its help says, and errors are one plain line."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_data import tsunagu

from api.cli import main
from api.release.releases import Releases

QUERY = "SELECT (COUNT(?p) AS ?projects) WHERE { ?p a tsn:Project }"
PREFIX = "PREFIX tsn: <https://w3id.org/tsunagu/ns#>\n"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command inside this process, as its entry point does."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def run_main(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["tsunagu", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    return run_main


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ((), ("build", "serve", "search", "query", "validate", "import", "releases")),
        (("build",), ("--data", "TSUNAGU_DATA", "--out", "TSUNAGU_OUT")),
        (("serve",), ("--out", "--host", "--port")),
        (("search",), ("query", "--out", "--limit", "--programme", "--type", "--lang", "--format")),
        (("query",), ("file", "--out", "--accept")),
        (("validate",), ("--data",)),
        (
            ("import",),
            (
                "LIST",
                "--programme",
                "--fiscal-year",
                "--source",
                "--locator",
                "--sheet",
                "--column",
                "--resolve",
                "--skip",
                "--key",
                "--technology",
                "--selection-kind",
                "--data",
                "--format",
                "--write",
            ),
        ),
        (("releases",), ("list", "use", "prune")),
        (("releases", "list"), ("--out", "--format")),
        (("releases", "use"), ("ID", "--out")),
        (("releases", "prune"), ("--keep", "--out")),
    ],
)
def test_help_names_every_option(run: Run, command: tuple[str, ...], options: list[str]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    for option in options:
        assert option in done.out


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    done = run()
    assert "build" in done.out + done.err


@pytest.mark.parametrize("arguments", [("biuld",), ("build", "--dta", "x"), ("search",)])
def test_misuse_is_told_with_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_search_in_every_format(run: Run, small_out: Path) -> None:
    arguments = ("search", "ドローン", "--out", small_out, "--type", "project", "--format")
    rows = json.loads(run(*arguments, "json").out)
    assert rows
    assert {row["type"] for row in rows} == {"project"}
    assert list(csv.DictReader(io.StringIO(run(*arguments, "csv").out))) == rows
    table = run(*arguments, "table").out
    assert all(row["key"] in table for row in rows)
    assert f"{len(rows)} of {len(rows)}" in table


def test_search_obeys_limit_language_and_programme(run: Run, small_out: Path) -> None:
    base = ("search", "ドローン", "--out", small_out, "--format", "json")
    (row,) = json.loads(run(*base, "--limit", "1", "--lang", "en", "--type", "project").out)
    assert row["label"].isascii()
    assert json.loads(run(*base, "--programme", "mirai").out)


def test_search_for_an_unknown_programme_says_so(run: Run, small_out: Path) -> None:
    done = run("search", "ドローン", "--out", small_out, "--programme", "moonshot")
    assert_one_line_error(done)
    assert "moonshot" in done.err


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("technology:ドローン colour:red", "colour is not a field"),
        ("technology:(ドローン", "(character 12)"),
        ('technology:"ド\nロ"', "there is no technology called"),
    ],
)
def test_search_that_cannot_be_read_is_one_line(
    run: Run, small_out: Path, query: str, wanted: str
) -> None:
    done = run("search", query, "--out", small_out)
    assert_one_line_error(done)
    assert wanted in done.err


def test_query_from_file_and_from_standard_input(run: Run, small_out: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(PREFIX + QUERY, "utf-8")
    assert run("query", file, "--out", small_out).out.split() == ["projects", "8"]
    asked = (PREFIX + QUERY).encode()
    done = run(
        *("query", "-", "--out", small_out, "--accept", "application/sparql-results+json"),
        stdin=asked,
    )
    assert json.loads(done.out)["results"]["bindings"][0]["projects"]["value"] == "8"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"SELECT nonsense", "Error: "),
        (b"DELETE WHERE { ?s ?p ?o }", "Error: "),
        (b"SELECT * { SERVICE <http://e.jp/> { ?s ?p ?o } }", "Error: "),
        (b"\xff\xfe", "UTF-8"),
        (b"", "Error: "),
    ],
)
def test_query_that_cannot_be_answered_is_one_line(
    run: Run, small_out: Path, text: bytes, wanted: str
) -> None:
    done = run("query", "-", "--out", small_out, stdin=text)
    assert_one_line_error(done)
    assert wanted in done.err


def test_query_file_that_cannot_be_read_is_one_line(
    run: Run, small_out: Path, tmp_path: Path
) -> None:
    assert_one_line_error(run("query", tmp_path / "none.rq", "--out", small_out))
    (tmp_path / "bad.rq").write_bytes(b"\x82\xa0")
    done = run("query", tmp_path / "bad.rq", "--out", small_out)
    assert_one_line_error(done)
    assert "UTF-8" in done.err


def test_validate_counts_rows(run: Run, small: Path) -> None:
    done = run("validate", "--data", small)
    assert done.code == 0
    rows = sum(len(path.read_text("utf-8").splitlines()) - 1 for path in small.glob("*.csv"))
    assert done.out.startswith(f"{rows:,} rows in ")


def test_validate_lists_problems(run: Run, small: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(small, tmp_path / "data"))
    (data / "events.csv").unlink()
    done = run("validate", "--data", data)
    assert done.code == 1
    assert done.err.splitlines()[0] == "events.csv: the file is missing from data/"


def test_releases_in_every_format(run: Run, small_out: Path) -> None:
    release = Releases(small_out).current()
    (row,) = json.loads(run("releases", "list", "--out", small_out, "--format", "json").out)
    assert row["id"] == release.id
    assert row["current"] == "*"
    assert row["statements"] == release.manifest["counts"]["quads"]
    text = run("releases", "list", "--out", small_out, "--format", "csv").out
    (listed,) = csv.DictReader(io.StringIO(text))
    assert listed == {name: str(value) for name, value in row.items()}
    assert release.id in run("releases", "list", "--out", small_out).out


def test_releases_use_and_prune(run: Run, small_out: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(small_out, tmp_path / "out", symlinks=True))
    id_ = Releases(out).current().id
    (out / "current").unlink()
    assert run("releases", "use", id_, "--out", out).out == f"current is now {id_}\n"
    assert run("releases", "prune", "--out", out).out == "removed 0: nothing\n"
    assert Releases(out).current_id() == id_


def test_unknown_and_damaged_releases_cannot_be_used(
    run: Run, small_out: Path, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(small_out, tmp_path / "out", symlinks=True))
    assert_one_line_error(run("releases", "use", "nothing", "--out", out))
    release = Releases(out).current()
    (release.folder / "graph.nq").unlink()
    done = run("releases", "use", release.id, "--out", out)
    assert_one_line_error(done)
    assert "graph.nq" in done.err


@pytest.mark.parametrize(
    "name",
    [
        "corpus.json",
        "lexicon.json",
        "columns/type.flat.npy",
        "documents/documents.bin",
        "names/spelling.json",
        "whoosh/postings/words/terms.json",
    ],
)
def test_damaged_index_is_one_line(run: Run, small_out: Path, tmp_path: Path, name: str) -> None:
    out = Path(shutil.copytree(small_out, tmp_path / "out", symlinks=True))
    file = out / "current" / "search" / name
    assert file.is_file()
    file.write_bytes(b"{")
    assert_one_line_error(run("search", "ドローン", "--out", out))
    file.unlink()
    assert_one_line_error(run("search", "ドローン", "--out", out))


@pytest.mark.parametrize("command", ["search ドローン", "query -", "serve", "releases use x"])
def test_without_a_release_one_line_says_what_to_do(run: Run, tmp_path: Path, command: str) -> None:
    done = run(*command.split(), "--out", tmp_path, stdin=b"ASK {}")
    assert_one_line_error(done)
    assert "build" in done.err


def test_wrong_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSUNAGU_PROT", "1")
    done = run("releases", "list")
    assert_one_line_error(done)
    assert "TSUNAGU_PROT is not a setting" in done.err


def test_installed_command_runs_and_ends_with_exit_codes(tmp_path: Path) -> None:
    assert tsunagu("--help").returncode == 0
    done = tsunagu("search", "x", "--out", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: there is no release")


def assert_one_line_error(done: Done) -> None:
    assert done.code == 1, done
    assert done.out == ""
    assert done.err.startswith("Error: "), done.err
    assert done.err.count("\n") == 1, done.err
