"""Prompts for the three kinds of users; what they tell an assistant to do is in the texts.

No model is asked here: a prompt is a text with what a person entered in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.wording.messages import message


@dataclass(frozen=True, slots=True)
class AssistantPrompt:
    """A prompt.

    Args:
        name: its name; ``assistant-prompt-{name}`` are the keys of its texts.
        arguments: what a person enters, each with whether it is needed.
        kinds: kinds of things that arguments name, for their completion.
    """

    name: str
    arguments: Mapping[str, bool]
    kinds: Mapping[str, str]


PROMPTS: Mapping[str, AssistantPrompt] = {
    prompt.name: prompt
    for prompt in (
        AssistantPrompt("find", {"question": True}, {}),
        AssistantPrompt("query", {"question": True}, {}),
        AssistantPrompt(
            "consult",
            {"municipality": True, "technology": True, "challenge": False},
            {
                "municipality": "municipality",
                "technology": "technology",
                "challenge": "challenge",
            },
        ),
    )
}
"""For staff who search, for whoever writes SPARQL, and for a municipality that looks for peers."""


def prompt_text(prompt: AssistantPrompt, arguments: Mapping[str, str], lang: str) -> str:
    """Return a prompt with what was entered.

    Args:
        prompt: which one.
        arguments: what was entered; what is missing is said to be open.
        lang: ``ja`` or ``en``; also the language that the answer is to have.
    """
    given = {
        name: arguments.get(name, "").strip() or message("assistant-prompt-open", lang)
        for name in prompt.arguments
    }
    return message(f"assistant-prompt-{prompt.name}-text", lang).format(**given)
