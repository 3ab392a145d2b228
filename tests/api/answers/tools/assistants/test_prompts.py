"""Prompts name only what exists, in both languages; completions are things that exist."""

from __future__ import annotations

import re

import pytest
from assistant_calls import answered, talk
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import PromptReference, ResourceTemplateReference
from starlette.testclient import TestClient

from api.answers.tools.assistants.prompts import PROMPTS, prompt_text
from api.answers.tools.assistants.tools import TOOLS, input_schema, output_schema
from api.wording.language import LANGUAGES
from api.wording.messages import message

NAMES = re.compile(r"(?<![\w<])[a-z]+(?:_[a-z]+)*(?![\w>])")
"""Words that a Japanese text writes in Latin letters: names of tools, parameters and members."""
FREE = {"iri"}
ENTERED = {
    "question": "大阪の近くで{自動運転}",
    "municipality": "四條畷市",
    "technology": "ドローン",
    "challenge": "",
}


def known() -> set[str]:
    names = set(TOOLS)
    for name in TOOLS:
        for schema in (input_schema(name), output_schema(name)):
            names |= set(schema["properties"])
            for part in schema.get("$defs", {}).values():
                names |= set(part.get("properties", ()))
    return names


@pytest.mark.parametrize("name", PROMPTS)
def test_a_prompt_names_only_tools_and_parameters_that_exist(name: str) -> None:
    text = message(f"assistant-prompt-{name}-text", "ja")
    named = set(NAMES.findall(re.sub(r"\{\w+\}", "", text)))
    assert named & set(TOOLS)
    assert named - {"tsn", "g"} <= known() | FREE


@pytest.mark.parametrize("name", PROMPTS)
def test_both_languages_name_the_same_tools(name: str) -> None:
    def named(lang: str) -> set[str]:
        words = re.findall(r"\w+", message(f"assistant-prompt-{name}-text", lang), re.ASCII)
        return set(words) & (set(TOOLS) - {"query"})

    assert named("ja") - named("en") == set()


def test_what_every_assistant_is_told_names_tools_that_exist() -> None:
    said = message("assistant-instructions", "ja")
    assert set(NAMES.findall(said)) <= known() | {*FREE, "true"}
    assert set(TOOLS) - {"sparql"} <= set(NAMES.findall(said))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PROMPTS)
def test_what_is_entered_stands_in_the_prompt(client: TestClient, name: str, lang: str) -> None:
    prompt = PROMPTS[name]
    entered = {argument: ENTERED[argument] for argument in prompt.arguments}

    async def said(assistant: Client) -> object:
        listed = {one.name: one for one in (await assistant.list_prompts()).prompts}
        return listed[name], await assistant.get_prompt(name, entered)

    listed, given = talk(client, said, lang)
    assert [one.name for one in listed.arguments] == list(prompt.arguments)
    assert [one.required for one in listed.arguments] == list(prompt.arguments.values())
    assert all(one.description for one in (listed, *listed.arguments))
    (only,) = given.messages
    assert only.role == "user"
    for value in filter(None, entered.values()):
        assert value in only.content.text


def test_what_may_be_left_out_is_said_to_be_open() -> None:
    given = {"municipality": "四條畷市", "technology": "ドローン"}
    assert "指定なし" in prompt_text(PROMPTS["consult"], given, "ja")


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [("nothing", {}, "find, query, consult"), ("consult", {"technology": "x"}, "municipality")],
)
def test_a_wrong_prompt_says_what_would_be_right(
    client: TestClient, name: str, given: dict[str, str], said: str
) -> None:
    async def asked(assistant: Client) -> object:
        return await assistant.get_prompt(name, given)

    with pytest.raises(MCPError, match=said):
        talk(client, asked)


def complete(
    client: TestClient,
    ref: PromptReference | ResourceTemplateReference,
    name: str,
    value: str,
    **context: str,
) -> list[str]:
    async def asked(assistant: Client) -> object:
        argument = {"name": name, "value": value}
        return await assistant.complete(ref, argument, context_arguments=context or None)

    values: list[str] = talk(client, asked).completion.values
    return values


def test_names_are_completed_to_what_a_tool_takes(client: TestClient) -> None:
    consult = PromptReference(name="consult")
    cities = complete(client, consult, "municipality", "四條")
    assert cities == ["大阪府四條畷市"]
    technologies = complete(client, consult, "technology", "ドロ")
    assert "ドローン" in technologies
    assert answered(client, "peers", municipality=cities[0], technology=technologies[0])["total"]
    assert complete(client, PromptReference(name="find"), "question", "四條") == []
    assert complete(client, consult, "technology", "") == []


def test_addresses_are_completed(client: TestClient) -> None:
    thing = ResourceTemplateReference(uri="https://w3id.org/tsunagu/id/{kind}/{key}")
    assert complete(client, thing, "kind", "pro") == ["project", "programme"]
    assert "272299" in complete(client, thing, "key", "四條畷", kind="municipality")
    assert complete(client, thing, "key", "四條畷") == []
