"""The server of the Model Context Protocol, for every transport: made anew for each who asks.

This module alone imports the SDK, which takes longer than everything else that a start reads; it is
imported when the first assistant asks.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Any

import mcp_types as types
from fastapi.concurrency import run_in_threadpool
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from api.answers.tools.assistants.asking import Asking
from api.answers.tools.assistants.faults import fault_text
from api.answers.tools.assistants.prompts import PROMPTS, prompt_text
from api.answers.tools.assistants.resources import (
    JSON,
    TURTLE,
    VOCABULARY,
    resource_text,
    templates,
)
from api.answers.tools.assistants.tools import TOOLS, AssistantTool, input_schema, output_schema
from api.http.problems import ApiProblem
from api.release.following.current import CurrentRelease
from api.release.settings import Settings
from api.wording.language import LANGUAGES, pick
from api.wording.messages import message
from ontology.kinds import KINDS

NAME = "tsunagu"
Paged = types.PaginatedRequestParams | None
Context = Any
"""What the SDK gives with each request; nothing of it is used here."""
_MOST_COMPLETIONS = 20

logging.getLogger("mcp").setLevel(logging.WARNING)  # it tells the start and end of each request


class Assistants:
    """What one client is answered; each call takes the release that is current then.

    Args:
        holder: gives the current release.
        settings: limits.
        lang: language of names, descriptions and prompts, and of answers where a call says none.
        client: who asks, for the lanes of SPARQL.
    """

    def __init__(
        self, holder: CurrentRelease, settings: Settings, lang: str, client: str = ""
    ) -> None:
        self._holder = holder
        self._settings = settings
        self._lang = lang
        self._client = client

    def server(self) -> Server[Any]:
        """Return the server that gives these answers."""
        return Server(
            NAME,
            version=version(NAME),
            title=self._say("title"),
            instructions=self._say("instructions"),
            website_url=self._settings.public_url or None,
            get_tool_input_schema=lambda name: input_schema(name) if name in TOOLS else None,
            on_list_tools=self.list_tools,
            on_call_tool=self.call_tool,
            on_list_prompts=self.list_prompts,
            on_get_prompt=self.get_prompt,
            on_list_resources=self.list_resources,
            on_list_resource_templates=self.list_templates,
            on_read_resource=self.read_resource,
            on_completion=self.complete,
        )

    def _say(self, key: str, **shown: object) -> str:
        return message(f"assistant-{key}", self._lang).format(**shown)

    async def list_tools(self, _: Context, __: Paged) -> types.ListToolsResult:
        """Return every tool."""
        return types.ListToolsResult(tools=[self._tool(tool) for tool in TOOLS.values()])

    def _tool(self, tool: AssistantTool) -> types.Tool:
        title = self._say(f"tool-{tool.name}")
        return types.Tool(
            name=tool.name,
            title=title,
            description=self._say(f"tool-{tool.name}-about"),
            input_schema=input_schema(tool.name),
            output_schema=output_schema(tool.name),
            annotations=types.ToolAnnotations(
                title=title,
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )

    async def call_tool(
        self, _: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        """Return what a tool answers; what is wrong with a call is an answer, too.

        Raises:
            MCPError: there is no such tool.
        """
        tool = TOOLS.get(params.name)
        if tool is None:
            raise self._no("tool", name=params.name, known=", ".join(TOOLS))
        given = params.arguments or {}
        lang = given["lang"] if given.get("lang") in LANGUAGES else self._lang
        with self._holder.current() as opened:
            asking = Asking(opened, self._settings, lang, self._client)
            try:
                answer = await tool.answer(asking, given)
            except Exception as error:  # noqa: BLE001 - an assistant is told of every error alike
                text = await run_in_threadpool(fault_text, asking, error)
                return types.CallToolResult(content=[_text(text)], is_error=True)
        return types.CallToolResult(
            content=[_text(answer.text)], structured_content=dict(answer.structured)
        )

    def _no(self, what: str, **shown: str) -> MCPError:
        cut = {name: value[:200] for name, value in shown.items()}
        return MCPError(types.INVALID_PARAMS, self._say(f"no-{what}", **cut))

    async def list_prompts(self, _: Context, __: Paged) -> types.ListPromptsResult:
        """Return every prompt."""
        return types.ListPromptsResult(
            prompts=[
                types.Prompt(
                    name=prompt.name,
                    title=self._say(f"prompt-{prompt.name}"),
                    description=self._say(f"prompt-{prompt.name}-about"),
                    arguments=[
                        types.PromptArgument(
                            name=name,
                            description=self._say(f"prompt-{prompt.name}-{name}"),
                            required=needed,
                        )
                        for name, needed in prompt.arguments.items()
                    ],
                )
                for prompt in PROMPTS.values()
            ]
        )

    async def get_prompt(
        self, _: Context, params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        """Return a prompt with what was entered.

        Raises:
            MCPError: there is no such prompt, or something that it needs is missing.
        """
        prompt = PROMPTS.get(params.name)
        if prompt is None:
            raise self._no("prompt", name=params.name, known=", ".join(PROMPTS))
        entered = params.arguments or {}
        for name, needed in prompt.arguments.items():
            if needed and not entered.get(name, "").strip():
                raise self._no("argument", name=prompt.name, argument=name)
        text = prompt_text(prompt, entered, self._lang)
        return types.GetPromptResult(
            description=self._say(f"prompt-{prompt.name}-about"),
            messages=[types.PromptMessage(role="user", content=_text(text))],
        )

    async def list_resources(self, _: Context, __: Paged) -> types.ListResourcesResult:
        """Return the resources that are not things: there are thousands of those."""
        return types.ListResourcesResult(
            resources=[
                types.Resource(
                    uri=VOCABULARY,
                    name="vocabulary",
                    title=self._say("resource-vocabulary"),
                    description=self._say("resource-vocabulary-about"),
                    mime_type=TURTLE,
                )
            ]
        )

    async def list_templates(self, _: Context, __: Paged) -> types.ListResourceTemplatesResult:
        """Return the templates of the addresses of things."""
        with self._holder.current() as opened:
            known = templates(opened)
        media = {"thing": JSON, "data": TURTLE}
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=template,
                    name=name,
                    title=self._say(f"resource-{name}"),
                    description=self._say(f"resource-{name}-about"),
                    mime_type=media[name],
                )
                for name, template in known.items()
            ]
        )

    async def read_resource(
        self, _: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Return what an address holds.

        Raises:
            MCPError: there is nothing at it.
        """
        uri = str(params.uri)
        with self._holder.current() as opened:
            try:
                found = await run_in_threadpool(resource_text, opened, uri, self._lang)
            except ApiProblem as problem:
                asking = Asking(opened, self._settings, self._lang)
                text = await run_in_threadpool(fault_text, asking, problem)
                raise MCPError(types.INVALID_PARAMS, text, {"uri": uri[:1000]}) from problem
        if found is None:
            raise self._no("resource", uri=uri)
        content = types.TextResourceContents(uri=uri, mime_type=found.media_type, text=found.text)
        return types.ReadResourceResult(contents=[content])

    async def complete(
        self, _: Context, params: types.CompleteRequestParams
    ) -> types.CompleteResult:
        """Return completions of what is entered into a prompt or a template."""
        values = await run_in_threadpool(self._completions, params)
        return types.CompleteResult(completion=types.Completion(values=values))

    def _completions(self, params: types.CompleteRequestParams) -> list[str]:
        argument = params.argument
        if isinstance(params.ref, types.PromptReference):
            prompt = PROMPTS.get(params.ref.name)
            kind = prompt.kinds.get(argument.name) if prompt else None
            return self._suggested(argument.value, kind, key=False) if kind else []
        if argument.name == "kind":
            return [kind for kind in KINDS if kind.startswith(argument.value)]
        chosen = params.context.arguments if params.context else None
        kind = (chosen or {}).get("kind")
        if argument.name != "key" or kind not in KINDS:
            return []
        return self._suggested(argument.value, kind, key=True)

    def _suggested(self, text: str, kind: str, *, key: bool) -> list[str]:
        if not text.strip() or len(text) > self._settings.query_limit:
            return []
        with self._holder.current() as opened:
            found = opened.search.suggest(text, _MOST_COMPLETIONS, (kind,))
        return [one.key if key else pick(one.labels, self._lang) for one in found]


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
