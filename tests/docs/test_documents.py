"""The documents say what the code does: commands, paths, rooms, settings, examples, figures."""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import typer
from paths import ROOT
from starlette.routing import Match
from starlette.testclient import TestClient

from api.app import routers
from api.cli import app
from api.release.settings import PREFIX, Settings
from ontology.kinds import KINDS
from ontology.namespaces import TSN
from ontology.vocabulary import load_vocabulary

READMES = ("README.md", "README.ja.md")
TWINS = {
    "README.md": "README.ja.md",
    "CONTRIBUTING.md": "docs/ja/contributing.md",
    **{
        f"docs/{path.name}": f"docs/ja/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))
    },
}
"""Each page in English and the same in Japanese."""
LANGUAGES = {"en": tuple(TWINS), "ja": tuple(TWINS.values())}
PAGES = tuple(name for names in LANGUAGES.values() for name in names)
LONGEST_README = 200
ARCHITECTURE = ("docs/architecture.md", "docs/ja/architecture.md")
FIGURES = ROOT / "tests" / "bench" / "report_page.py"
PACKAGES = ("ontology", "graph", "search", "api")
SIGNS = {",": ":"}
"""How the documents write that two rooms of one floor may know each other."""
DESCRIBE = ROOT / "data" / "scripts" / "describe_tables.py"
INSTALLED = {"node_modules", ".venv"}
"""Folders of installed packages, which hold no documents of the project."""
DOCUMENTS = sorted(
    path
    for folder in (".", "docs", "data", "tests", ".ci")
    for path in (ROOT.glob("*.md") if folder == "." else (ROOT / folder).rglob("*.md"))
    if not INSTALLED & {*path.parts}
)
OWN_HOST = "127.0.0.1:8000"


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def whole(lang: str) -> str:
    """Return all pages of a language as one text."""
    return "\n".join(text(name) for name in LANGUAGES[lang])


def every_block(name: str) -> list[tuple[str, str]]:
    """Return language and content of each fenced block."""
    return re.findall(r"^```(\w+)\n(.*?)\n```$", text(name), re.MULTILINE | re.DOTALL)


def blocks(name: str, *languages: str) -> list[str]:
    return [content for language, content in every_block(name) if language in languages]


def prose(path: Path) -> str:
    """Return a document without its fenced blocks, in which a # is no heading."""
    return re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(*names: str) -> list[str]:
    return [
        line
        for name in names
        for block in blocks(name, "sh")
        for line in block.splitlines()
        if line
    ]


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short(name: str) -> None:
    assert len(text(name).splitlines()) <= LONGEST_README


def test_every_page_has_its_twin_and_nothing_else_is_there() -> None:
    japanese = {f"docs/ja/{path.name}" for path in (ROOT / "docs" / "ja").glob("*.md")}
    assert [name for name in PAGES if not (ROOT / name).is_file()] == []
    assert japanese == {name for name in LANGUAGES["ja"] if name.startswith("docs/")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_reached_from_the_readme(lang: str) -> None:
    names = LANGUAGES[lang]
    reached: set[str] = set()
    ahead = [names[0]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            linked = (local(ROOT / name, target)[0] for target in links(ROOT / name))
            ahead += [str(path.relative_to(ROOT)) for path in linked if path.suffix == ".md"]
            ahead = [other for other in ahead if other in names]
    assert [name for name in names if name not in reached] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_make_target_that_is_named_exists(lang: str) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", whole(lang), re.MULTILINE))
    assert {"serve", "test", "bench"} <= named
    assert named <= make_targets()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_option_of_the_command_line_exists(lang: str) -> None:
    lines = [line for line in commands(*LANGUAGES[lang]) if ".venv/bin/tsunagu " in line]
    assert len(lines) >= 10
    for line in lines:
        command: Any = typer.main.get_command(app)
        for word in line.partition(".venv/bin/tsunagu ")[2].split():
            if word in getattr(command, "commands", {}):
                command = command.commands[word]
        assert not hasattr(command, "commands"), f"{line} names no command"
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--[a-z-]+", line)) <= known, line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_of_the_command_line_is_documented(lang: str) -> None:
    top: Any = typer.main.get_command(app)
    said = "\n".join(commands(*LANGUAGES[lang]))
    for command, what in top.commands.items():
        for name in getattr(what, "commands", {"": None}):
            assert f"tsunagu {command} {name}".strip() in said


def pasted_queries(name: str) -> list[tuple[str, str]]:
    """Return each query that a command holds itself, and the rows shown below it, if any."""
    return re.findall(
        r"--data-urlencode 'query=\n(.*?)'\n```(?:\n\n```csv\n(.*?)\n```)?", text(name), re.DOTALL
    )


@pytest.mark.parametrize("name", [name for name in PAGES if pasted_queries(name)])
def test_the_search_inside_sparql_answers(client: TestClient, name: str) -> None:
    for query, shown in pasted_queries(name):
        response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        assert response.status_code == 200, response.text
        lines = response.text.splitlines()
        assert lines[0].startswith("km,")
        assert len(lines) > 5
        assert not shown or lines == shown.splitlines()


def test_search_inside_sparql_is_shown_where_people_look() -> None:
    assert {name for name in PAGES if pasted_queries(name)} == {
        *READMES,
        "docs/sparql.md",
        "docs/ja/sparql.md",
    }


@pytest.mark.parametrize("name", PAGES)
def test_files_in_commands_exist(name: str) -> None:
    named = re.findall(r"(?:data|tests)/[\w./-]+", "\n".join(commands(name)))
    named += re.findall(r"(?:pytest|python) ((?:data|tests)/[\w./-]+)", text(name))
    named = [path for path in named if not path.startswith("data/project/")]
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_is_named_exists(name: str) -> None:
    named = re.findall(r"`((?:ontology|graph|search|api|tests)/[\w./-]*\w\.\w+)", text(name))
    assert [path for path in named if not (ROOT / path).is_file()] == []


OWN_PATH = re.compile(
    r"(?<![\w./-])((?:ontology|graph|search|api|tests)/[\w./-]*\w\.(?:py|rq|toml|md))\b"
)
RENAMED = {"graph/one/models.py"}
"""Paths that a test makes for itself."""


def test_every_own_path_that_is_written_anywhere_exists() -> None:
    written = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]
    for folder in (*PACKAGES, "tests", "data"):
        written += [p for p in (ROOT / folder).rglob("*.py") if not INSTALLED & {*p.parts}]
    named = {path for file in written for path in OWN_PATH.findall(file.read_text("utf-8"))}
    assert len(named) > 100
    assert [path for path in sorted(named - RENAMED) if not (ROOT / path).is_file()] == []


def tree(name: str) -> list[str]:
    """Return the paths in the tree of a page; a folder ends in a slash."""
    (block,) = [block for block in blocks(name, "text") if block.startswith("data/")]
    folders: list[str] = []
    found = []
    for line in block.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = "".join(folders[:depth])
        for part in re.split(r"\s{2,}", line.strip())[0].split():
            found.append(above + part)
            if part.endswith("/"):
                folders[depth:] = [part]
    return found


def rooms() -> set[str]:
    """Return the folders of the packages that hold modules; one with resources only is no room."""
    return {
        f"{path.parent.relative_to(ROOT)}/"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    }


@pytest.mark.parametrize("name", [*READMES, *ARCHITECTURE])
def test_every_path_in_the_tree_exists(name: str) -> None:
    seen = tree(name)
    assert [path for path in seen if not (ROOT / path).exists()] == []
    assert {"data/", "docs/", "tests/", *(f"{package}/" for package in PACKAGES)} <= set(seen)


@pytest.mark.parametrize("name", READMES)
def test_the_tree_of_the_readme_names_the_first_rooms(name: str) -> None:
    named = {path for path in tree(name) if path.startswith(PACKAGES) and path.endswith("/")}
    assert named == {"/".join(path.split("/")[:2]).rstrip("/") + "/" for path in rooms()}


@pytest.mark.parametrize("name", ARCHITECTURE)
def test_the_tree_of_the_architecture_names_every_room(name: str) -> None:
    named = [path for path in tree(name) if path.startswith(PACKAGES) and path.endswith("/")]
    assert len(named) == len(set(named))
    assert set(named) == rooms()


@pytest.mark.parametrize("name", ARCHITECTURE)
def test_a_newcomer_is_led_to_files_that_exist(name: str) -> None:
    (table,) = [
        part
        for part in re.split(r"^## ", text(name), flags=re.MULTILINE)
        if "exports/tables.py)" in part
    ]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(lines) >= 16
    for line in lines:
        paths = re.findall(r"\[`([^`]+)`\]\(([^)]+)\)", line)
        assert paths, line
        for path, target in paths:
            assert (ROOT / path).is_file(), path
            assert local(ROOT / name, target)[0] == ROOT / path


@pytest.mark.parametrize("name", ARCHITECTURE)
def test_the_floors_are_those_of_the_contracts(name: str) -> None:
    project = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    held = {
        contract["containers"][0]: [
            sorted(re.split(r" ([|:]) ", layer)) for layer in contract["layers"]
        ]
        for contract in project
        if "containers" in contract
    }
    shown = {
        container: [
            sorted(SIGNS.get(sign, sign) for sign in re.findall(r"\w+|[|,]", layer))
            for layer in floors.split("▸")
        ]
        for container, floors in re.findall(
            r"^\| `([\w.]+)` \| (`.*) \|$", text(name), re.MULTILINE
        )
    }
    assert shown == held


def local(document: Path, target: str) -> tuple[Path, str]:
    """Return the file and the fragment that a relative link of a document leads to."""
    file, _, fragment = unquote(target).partition("#")
    return ((document.parent / file).resolve() if file else document), fragment


def links(document: Path) -> Iterator[str]:
    """Yield the targets of a document's links and pictures that are not on other hosts."""
    page = prose(document)
    found = re.findall(r"\]\(([^)\s]+)\)", page)
    found += re.findall(r'<(?:a href|img src)="([^"]+)"', page)
    yield from (target for target in found if not re.match(r"https?://", target))


def slug(heading: str) -> str:
    """Return the fragment that renderers give a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w -]", "", plain.casefold()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    """Return what a link to a document may name after the #."""
    page = prose(path)
    slugs = [slug(heading) for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)]
    repeated = {
        f"{name}-{again}" for name, count in Counter(slugs).items() for again in range(1, count)
    }
    return {*slugs, *repeated, *re.findall(r'<a id="([^"]+)"></a>', page)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    for target in links(path):
        file, fragment = local(path, target)
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        assert not fragment or fragment in anchors(file), target


def test_every_rule_that_is_cited_exists() -> None:
    written = {".py", ".rq", ".toml", ".ttl", ".md", ".js"}
    lost = re.compile(r"\bDESIGN (?:section )?\d")
    known = {name.replace("-", ".") for name in anchors(ROOT / "docs" / "design.md")}
    for folder in (*PACKAGES, "tests", "data"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in written and "node_modules" not in path.parts:
                content = path.read_text("utf-8")
                cited = re.findall(r"docs/design\.md,?\s+(?:#\s+)?section (\d(?:\.\d)?)", content)
                assert [number for number in cited if number not in known] == [], path
                assert lost.findall(content) == [], path


@pytest.mark.parametrize(("english", "japanese"), TWINS.items())
def test_both_languages_have_the_same_commands_examples_and_headings(
    english: str, japanese: str
) -> None:
    def skeleton(name: str) -> tuple[list[str], list[str], list[str], list[str]]:
        return (
            blocks(name, "sh", "json", "sparql", "csv"),
            re.findall(r"^(#+) ", prose(ROOT / name), re.MULTILINE),
            re.findall(r"^\| `([^`]+)`", text(name), re.MULTILINE),
            re.findall(r'<a id="([^"]+)"></a>', text(name)),
        )

    assert skeleton(english) == skeleton(japanese)


def is_served(path: str) -> bool:
    scope = {"type": "http", "path": path, "method": "GET", "headers": []}
    return any(
        route.matches(scope)[0] is not Match.NONE  # some addresses take no GET
        for module in routers()
        for route in module.router.routes
    )


def named_paths(name: str) -> set[str]:
    addresses = re.findall(r"http://127\.0\.0\.1:8000(/[^\s'>?]*)", text(name))
    quoted = re.findall(r"`(/(?:[\w.-]+(?:/[\w.-]+)*/?)?(?:\{key\})?)`", text(name))
    return {*addresses, *quoted} - {"/"}


@pytest.mark.parametrize("name", PAGES)
def test_every_path_of_the_service_that_is_named_is_served(name: str) -> None:
    assert [path for path in sorted(named_paths(name)) if not is_served(path)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_paths_that_matter_are_named(lang: str) -> None:
    named = {path for name in LANGUAGES[lang] for path in named_paths(name)}
    assert {"/sparql", "/api/search", "/ontology", "/health", "/ready", "/docs"} <= named


def test_what_is_said_not_to_be_there_is_not_there() -> None:
    absent = ("/map", "/tiles")
    assert [path for path in absent if is_served(path)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_of_the_vocabulary_exists(lang: str) -> None:
    defined = {str(subject) for subject in load_vocabulary().subjects()}
    named = set(re.findall(r"\btsn:(\w+)", whole(lang)))
    assert len(named) >= 3
    assert [term for term in named if f"{TSN}{term}" not in defined] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_kinds_and_programmes_are_those_of_the_code_and_the_data(lang: str) -> None:
    pages = whole(lang)
    listed = re.findall(r"^\| `/api/\w+/\{key\}` \| `(\w+)`", pages, re.MULTILINE)
    assert sorted(listed) == sorted(KINDS)
    programmes = {row["key"]: row["name_ja"] for row in rows("programmes")}
    shown = re.findall(r"^\| `([\w-]+)` \| ([^\s(（|0-9][^\s(（]*)", pages, re.MULTILINE)
    names = {key: re.split(r"[\s(（]", name)[0] for key, name in programmes.items()}
    assert {key: value for key, value in shown if key in programmes} == names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_settings_are_those_of_the_code(lang: str) -> None:
    row = rf"^\| `({PREFIX}\w+)` \| (?:`([^`]+)`|empty|なし) \|"
    table = dict(re.findall(row, whole(lang), re.MULTILINE))
    settings = Settings()
    assert table == {
        PREFIX + field.name.upper(): re.sub(
            "^(True|False)$", lambda m: m[0].lower(), str(getattr(settings, field.name))
        )
        for field in fields(settings)
    }


def test_the_sparql_example_is_the_competency_question_and_its_answer() -> None:
    page = "docs/sparql.md"
    (query,) = blocks(page, "sparql")
    (answer,) = blocks(page, "csv")
    (named,) = [
        path
        for line in commands(page)
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


def answered(name: str) -> list[tuple[str, str]]:
    """Return each example of JSON on a page with the command above it."""
    pairs = itertools.pairwise(every_block(name))
    return [(command, shown) for (_, command), (language, shown) in pairs if language == "json"]


def answer_to(client: TestClient, command: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """Return what the service answers to a command: to its form, or to its address."""
    address = urlsplit(re.findall(r"'(http[^']+)'", command)[-1])
    assert address.netloc == OWN_HOST
    form = dict(re.findall(r"--data-urlencode '(\w+)=([^']+)'", command))
    if form:
        return client.post(address.path, data=form).json()
    return client.get(f"{address.path}?{address.query}").json()


@pytest.mark.parametrize("name", [name for name in PAGES if blocks(name, "json")])
def test_the_examples_are_what_the_service_answers(client: TestClient, name: str) -> None:
    assert len(answered(name)) == len(blocks(name, "json"))
    for command, shown in answered(name):
        answer, example = answer_to(client, command), json.loads(shown)
        assert covers(example, answer)
        if "items" not in example:
            continue
        first = answer["items"][: len(example["items"])]
        assert all(map(covers, example["items"], first))
        assert len(first) == min(example["total"], len(example["items"]))


def test_an_item_of_search_has_as_many_members_as_is_said(client: TestClient) -> None:
    size = re.search(r"an item has (\d+) members", whole("en"))
    assert size is not None
    answer = answer_to(client, answered("docs/search.md")[0][0])
    assert {len(item) for item in answer["items"]} == {int(size[1])}


def test_the_addresses_in_commands_answer(client: TestClient) -> None:
    lines = [line for line in commands(*TWINS) if "curl" in line and "urlencode" not in line]
    lines = [line for line in lines if ":8080" not in line]  # behind nginx: tests/deploy
    assert len(lines) >= 7
    for line in lines:
        accept = re.search(r"Accept: ([^']+)", line)
        for url in re.findall(r"http://[^\s']+", line):
            address = urlsplit(url)
            response = client.get(
                f"{address.path}?{address.query}",
                headers={"Accept": accept[1] if accept else "*/*"},
            )
            expected = 303 if address.path.startswith("/id/") else 200
            assert response.status_code == expected, line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_coverage_is_that_of_the_data(lang: str) -> None:
    counted = re.search(
        r"coverage: begin -->\n(.*?)\n<!-- coverage", text("data/README.md"), re.DOTALL
    )
    assert counted is not None
    wanted = [line for line in counted[1].splitlines() if line.startswith("| `")]
    assert len(wanted) == len(rows("programmes"))
    assert [line for line in wanted if line not in whole(lang).splitlines()] == []


def test_the_numbers_about_the_data_are_those_of_the_data() -> None:
    projects = rows("projects")
    listed = {row["key"] for row in projects if row["listed_number"]}
    titled = {row["project"] for row in rows("project_titles")}
    described = {row["project"] for row in rows("project_descriptions") if row["project"]}
    years = {row["fiscal_year"] for row in projects}
    said = " ".join(whole("en").split())
    assert f"{len(listed & titled)} of the {len(listed)} projects of the document" in said
    assert f"{len(described)} of the {len(projects)} projects" in said
    questions = list((ROOT / "tests" / "competency").glob("*.rq"))
    assert f"holds {len(questions)} questions" in said
    for name in ("README.md", "docs/data.md"):
        said = " ".join(text(name).split())
        assert f"{len(projects)} projects of {len(rows('programmes'))} programmes" in said
        assert f"from fiscal year {min(years)} to {max(years)}" in said
    for name in ("README.ja.md", "docs/ja/data.md"):
        assert f"プロジェクト{len(projects)}件" in text(name)
        assert f"{min(years)}年度から{max(years)}年度まで" in text(name)


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
        r"(?<![\w/.:-])/(?:home|Users|root|tmp|work|opt(?!/tsunagu\b)|usr|mnt|srv|private)(?:/|\b)"
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
    assert f"## {version}の制限事項" in text("README.ja.md")


def test_the_tables_of_figures_are_those_of_the_last_measurement() -> None:
    done = subprocess.run(
        [sys.executable, FIGURES, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("readme", "page"), [("README.md", "docs/figures.md"), ("README.ja.md", "docs/ja/figures.md")]
)
def test_the_figures_of_the_readme_are_among_all_figures(readme: str, page: str) -> None:
    shown = re.findall(r"^\| [^|]+ \| ([\d.,]+)[^|]* \| `[^`]+` \|$", text(readme), re.MULTILINE)
    assert len(shown) == 5
    assert [figure for figure in shown if figure not in text(page)] == []


def pictures() -> set[Path]:
    """Return the files of all screenshots."""
    docs = ROOT / "docs"
    return {*(docs / "screenshots").iterdir(), *(docs / "pages").iterdir()}


@pytest.mark.parametrize("name", ["docs/pages.md", "docs/ja/pages.md"])
def test_every_screenshot_is_shown(name: str) -> None:
    """And is said in words, for those who do not see it."""
    shown = re.findall(
        r'<a href="([^"]+)"><img src="([^"]+)" height="\d+" alt="([^"]+)"></a>', text(name)
    )
    assert all(leads == shows for leads, shows, _ in shown)
    assert {local(ROOT / name, source)[0] for _, source, _ in shown} == pictures()
    assert len({alternative for _, _, alternative in shown}) == len(shown) == len(pictures())


def test_screenshots_have_lost_nothing() -> None:
    """Six are PNG; the others are WebP whose one chunk is the lossless one."""
    kinds = Counter(path.suffix for path in pictures())
    assert kinds == {".png": 6, ".webp": len(pictures()) - 6}
    for path in pictures():
        begins = path.read_bytes()[:16]
        lossless = begins[:4] == b"RIFF" and begins[8:] == b"WEBPVP8L"
        assert lossless or begins.startswith(b"\x89PNG"), path.name


@pytest.mark.parametrize("name", READMES)
def test_a_readme_shows_one_screenshot(name: str) -> None:
    (shown,) = re.findall(r'<img src="([^"]+)" width="\d+" alt="[^"]+">', text(name))
    assert ROOT / shown in pictures()
