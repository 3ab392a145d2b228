"""The documents say what the code does: commands, paths, settings, examples, tables."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import typer
from starlette.routing import Match
from starlette.testclient import TestClient

from api.app import ROUTERS
from api.cli import app
from api.release.settings import PREFIX, Settings
from ontology.namespaces import TSN
from ontology.vocabulary import load_vocabulary
from search.model.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ja.md")
DESCRIBE = ROOT / "data" / "scripts" / "describe_tables.py"
DOCUMENTS = sorted(
    path
    for folder in (".", "data", "tests", ".ci")
    for path in (ROOT.glob("*.md") if folder == "." else (ROOT / folder).rglob("*.md"))
    if "node_modules" not in path.parts  # installed packages, not documents of the project
)
FRAMEWORK_PATHS = {"/openapi.json"}
OWN_HOST = "127.0.0.1:8000"


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, *languages: str) -> list[str]:
    found = re.findall(r"^```(\w+)\n(.*?)\n```$", text(name), re.MULTILINE | re.DOTALL)
    return [content for language, content in found if language in languages]


def commands(name: str) -> list[str]:
    return [line for block in blocks(name, "sh") for line in block.splitlines() if line]


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text(name), re.MULTILINE))
    assert {"serve", "test", "bench"} <= named
    assert named <= make_targets()


@pytest.mark.parametrize("name", READMES)
def test_every_command_and_option_of_the_command_line_exists(name: str) -> None:
    lines = [line for line in commands(name) if ".venv/bin/tsunagu " in line]
    assert len(lines) >= 10
    for line in lines:
        command: Any = typer.main.get_command(app)
        for word in line.partition(".venv/bin/tsunagu ")[2].split():
            if word in getattr(command, "commands", {}):
                command = command.commands[word]
        assert not hasattr(command, "commands"), f"{line} names no command"
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--[a-z-]+", line)) <= known, line


def test_every_command_of_the_command_line_is_documented() -> None:
    top: Any = typer.main.get_command(app)
    said = "\n".join(commands("README.md"))
    for command, what in top.commands.items():
        for name in getattr(what, "commands", {"": None}):
            assert f"tsunagu {command} {name}".strip() in said


@pytest.mark.parametrize("name", READMES)
def test_the_search_inside_sparql_answers(client: TestClient, name: str) -> None:
    (query,) = re.findall(
        r"--data-urlencode 'query=\n(.*?)'$", text(name), re.DOTALL | re.MULTILINE
    )
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    lines = response.text.splitlines()
    assert lines[0] == "km,project,applicant"
    assert "/id/project/mirai-2020-272299," in lines[1]
    assert len(lines) > 5


@pytest.mark.parametrize("name", READMES)
def test_files_in_commands_exist(name: str) -> None:
    named = re.findall(r"(?:data|tests)/[\w./-]+", "\n".join(commands(name)))
    named = [path for path in named if not path.startswith("data/project/")]
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_path_in_the_tree_exists(name: str) -> None:
    (tree,) = [block for block in blocks(name, "text") if block.startswith("data/")]
    folder, seen = "", []
    for line in tree.splitlines():
        path = line.split()[0]
        if line.startswith(" "):
            path = folder + path
        else:
            folder = path
        seen.append(path)
    assert [path for path in seen if not (ROOT / path).exists()] == []
    assert {"data/", "ontology/", "graph/", "search/", "api/", "tests/"} <= set(seen)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    page = path.read_text("utf-8")
    fragments = {slug(heading) for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)\s]+)\)", page):
        if target.startswith(("http://", "https://")):
            continue
        file, _, fragment = target.partition("#")
        assert (path.parent / file).exists(), target
        if fragment and not file:
            assert fragment in fragments


def slug(heading: str) -> str:
    """Return the fragment that renderers give a heading."""
    return re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-")


def test_both_languages_have_the_same_commands_examples_and_headings() -> None:
    english, japanese = (
        (
            blocks(name, "sh", "json", "sparql", "csv"),
            re.findall(r"^(#+) ", text(name), re.MULTILINE),
            re.findall(r"^\| `([^`]+)`", text(name), re.MULTILINE),
        )
        for name in READMES
    )
    assert english == japanese


def is_served(path: str) -> bool:
    scope = {"type": "http", "path": path, "method": "GET", "headers": []}
    return path in FRAMEWORK_PATHS or any(
        route.matches(scope)[0] is Match.FULL
        for module in ROUTERS
        for route in module.router.routes
    )


@pytest.mark.parametrize("name", READMES)
def test_every_path_of_the_service_that_is_named_is_served(name: str) -> None:
    addresses = re.findall(r"http://127\.0\.0\.1:8000(/[^\s'>?]*)", text(name))
    quoted = re.findall(r"`(/(?:[\w.-]+/?)*(?:\{key\})?)`", text(name))
    named = {*addresses, *quoted} - {"/"}
    assert {"/sparql", "/api/search", "/ontology", "/health", "/ready", "/docs"} <= named
    assert [path for path in sorted(named) if not is_served(path)] == []


def test_what_is_said_not_to_be_there_is_not_there() -> None:
    absent = ("/map", "/tiles")
    assert [path for path in absent if is_served(path)] == []


@pytest.mark.parametrize("name", READMES)
def test_every_term_of_the_vocabulary_exists(name: str) -> None:
    defined = {str(subject) for subject in load_vocabulary().subjects()}
    named = set(re.findall(r"\btsn:(\w+)", text(name)))
    assert len(named) >= 3
    assert [term for term in named if f"{TSN}{term}" not in defined] == []


@pytest.mark.parametrize("name", READMES)
def test_kinds_and_programmes_are_those_of_the_code_and_the_data(name: str) -> None:
    listed = re.findall(r"^\| `/api/\w+/\{key\}` \| `(\w+)`", text(name), re.MULTILINE)
    assert sorted(listed) == sorted(KINDS)
    programmes = {row["key"]: row["name_ja"] for row in rows("programmes")}
    shown = re.findall(r"^\| `([\w-]+)` \| ([^\s(（|0-9][^\s(（]*)", text(name), re.MULTILINE)
    assert {key: value for key, value in shown if key in programmes} == programmes


@pytest.mark.parametrize("name", READMES)
def test_the_settings_are_those_of_the_code(name: str) -> None:
    table = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| `([^`]+)` \|", text(name), re.MULTILINE))
    settings = Settings()
    assert table == {
        PREFIX + field.name.upper(): re.sub(
            "^(True|False)$", lambda m: m[0].lower(), str(getattr(settings, field.name))
        )
        for field in fields(settings)
    }


def test_the_sparql_example_is_the_competency_question_and_its_answer() -> None:
    (query,) = blocks("README.md", "sparql")
    (answer,) = blocks("README.md", "csv")
    (named,) = [
        path
        for line in commands("README.md")
        if line.startswith("curl")
        for path in re.findall(r"query@(\S+)", line)
    ]
    lines = [line for line in text(named).splitlines() if not re.match(r"# (title|why)", line)]
    assert query == "\n".join(lines).strip()
    assert answer.splitlines() == text(named.replace(".rq", ".csv")).split()


def covers(shown: object, real: Any) -> bool:  # noqa: ANN401 - JSON is what it is
    """Tell whether a shortened answer agrees with the real one."""
    if isinstance(shown, dict):
        return all(key in real and covers(value, real[key]) for key, value in shown.items())
    if isinstance(shown, list):
        wanted = iter(real)
        return all(any(covers(item, candidate) for candidate in wanted) for item in shown)
    if isinstance(shown, float):
        return bool(real == pytest.approx(shown, abs=1e-9))
    return bool(shown == real)


def test_the_search_example_is_what_the_service_answers(client: TestClient) -> None:
    (shown,) = blocks("README.md", "json")
    first = next(line for line in commands("README.md") if "/api/search?q=" in line)
    address = urlsplit(re.findall(r"'(http[^']+)'", first)[0])
    assert address.netloc == OWN_HOST
    answer = client.get(f"{address.path}?{address.query}").json()
    example = json.loads(shown)
    assert covers(example, answer)
    assert [item["key"] for item in example["items"]] == [item["key"] for item in answer["items"]]
    size = re.search(r"an item has (\d+) members", text("README.md"))
    assert size is not None
    assert {len(item) for item in answer["items"]} == {int(size[1])}


def test_the_addresses_in_commands_answer(client: TestClient) -> None:
    lines = [line for line in commands("README.md") if "curl" in line and "urlencode" not in line]
    assert len(lines) >= 7
    for line in lines:
        address = urlsplit(re.findall(r"http://[^\s']+", line)[0])
        accept = re.search(r"Accept: ([^']+)", line)
        response = client.get(
            f"{address.path}?{address.query}", headers={"Accept": accept[1] if accept else "*/*"}
        )
        assert response.status_code == (303 if address.path.startswith("/id/") else 200), line


@pytest.mark.parametrize("name", READMES)
def test_the_coverage_is_that_of_the_data(name: str) -> None:
    counted = re.search(
        r"coverage: begin -->\n(.*?)\n<!-- coverage", text("data/README.md"), re.DOTALL
    )
    assert counted is not None
    wanted = [line for line in counted[1].splitlines() if line.startswith("| `")]
    assert len(wanted) == len(rows("programmes"))
    assert [line for line in wanted if line not in text(name).splitlines()] == []


def test_the_numbers_about_the_data_are_those_of_the_data() -> None:
    projects = rows("projects")
    listed = {row["key"] for row in projects if row["listed_number"]}
    titled = {row["project"] for row in rows("project_titles")}
    described = {row["project"] for row in rows("project_descriptions") if row["project"]}
    peopled = [row for row in rows("municipalities") if row["population"]]
    years = {row["fiscal_year"] for row in projects}
    readme = text("README.md")
    assert f"{len(listed & titled)} of the {len(listed)} projects of the document" in readme
    assert f"{len(described)} of the {len(projects)} projects" in readme
    assert f"{len(projects)} projects of six programmes" in readme
    assert f"from fiscal year {min(years)} to {max(years)}" in readme
    assert f"populations for {len(peopled)} of them" in readme
    questions = list((ROOT / "tests" / "competency").glob("*.rq"))
    assert f"holds {len(questions)} questions" in readme


def test_the_list_of_tables_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, DESCRIBE, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_check_of_the_list_of_tables_sees_a_change(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for path in [*(ROOT / "data").glob("*.csv"), ROOT / "data" / "README.md"]:
        shutil.copy(path, data)
    arguments = [sys.executable, DESCRIBE, "--data", data]
    assert subprocess.run([*arguments, "--check"], check=False).returncode == 0
    with (data / "events.csv").open("ab") as stream:
        stream.write(b"\n")
    assert subprocess.run([*arguments, "--check"], check=False).returncode == 1
    assert subprocess.run(arguments, check=False).returncode == 0
    assert subprocess.run([*arguments, "--check"], check=False).returncode == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_names_a_path_of_a_machine(path: Path) -> None:
    machine = re.compile(
        r"(?<![\w/.:-])/(?:home|Users|root|tmp|work|opt|usr|mnt|srv|private)(?:/|\b)"
        r"|\b[A-Z]:\\|file://"
    )
    assert machine.findall(path.read_text("utf-8")) == []


def test_the_version_is_one() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    released = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", text("CHANGELOG.md"), re.MULTILINE
    )
    assert released[0] == version
    assert f'version="{version}"' in text("api/app.py")
    assert f"## What {version} does not do" in text("README.md")


@pytest.mark.parametrize("name", READMES)
def test_every_screenshot_is_shown(name: str) -> None:
    """And is said in words, for those who do not see it."""
    kept = {str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    shown = dict(re.findall(r'<img src="([^"]+)" height="\d+" alt="([^"]+)">', text(name)))
    assert kept
    assert set(shown) == kept
    assert len(set(shown.values())) == len(kept)
