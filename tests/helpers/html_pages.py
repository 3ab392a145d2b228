"""Pages as tests read them, and texts that no page may take for markup."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202e\u05d0\u05d1\u05d2 <b>",
    "🚁🏙️ドローン",
    "{{ 7*7 }}",
)


class Page(HTMLParser):
    """What the tests look at: elements with their attributes and their text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self._open: list[int] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        self.texts.append("")
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in {"input", "meta", "link", "br"}:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self.elements[self._open.pop()][0] == tag:
                break

    def handle_data(self, data: str) -> None:
        for number in self._open:
            self.texts[number] += data

    def links(self) -> list[tuple[str, str, dict[str, str]]]:
        """Return every link: address, text, attributes."""
        return [
            (attrs["href"], " ".join(text.split()), attrs)
            for (tag, attrs), text in zip(self.elements, self.texts, strict=True)
            if tag == "a"
        ]

    def fields(self) -> dict[str, list[str]]:
        """Return what the forms of the page would send as they stand."""
        found: dict[str, list[str]] = {}
        for number, (tag, attrs) in enumerate(self.elements):
            if tag == "input" and attrs.get("name"):
                if attrs.get("type") in {"checkbox", "radio"} and "checked" not in attrs:
                    continue
                found.setdefault(attrs["name"], []).append(attrs.get("value", ""))
            elif tag == "select":
                for other, option in self.elements[number + 1 :]:
                    if other != "option":
                        break
                    if "selected" in option:
                        found.setdefault(attrs["name"], []).append(option["value"])
        return found

    def text_of(self, tag: str) -> list[str]:
        """Return the texts of every element of a tag."""
        pairs = zip(self.elements, self.texts, strict=True)
        return [" ".join(text.split()) for (name, _), text in pairs if name == tag]
