"""vCards: what is written is read back, whatever a name holds; lines as RFC 2426 wants them."""

from __future__ import annotations

import pytest
import vobject  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from api.answers.relations.contacts import Card, contact_note, folded, vcard
from api.wording.messages import messages
from graph.entities.contacts import Contact, published

_NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.sampled_from(",;:\\\n\"'😀髙"),
    min_size=1,
    max_size=120,
).map(lambda text: f"市{text}町")
_PREFECTURE = Contact({"ja": "大阪府"}, "prefecture", "s", "2026", "retrieved", url="https://a.jp/")


@given(_NAMES, _NAMES)
def test_names_and_notes_come_back_as_they_were(name: str, note: str) -> None:
    text = vcard(Card(name, ("https://example.jp/",), ("a@example.jp",), ("03-0000",), note))
    read = vobject.readOne(text)
    assert (read.fn.value, read.org.value, read.note.value) == (name, [name], note)
    assert read.n.value.family == name
    assert (read.email.value, read.tel.value) == ("a@example.jp", "03-0000")


@given(_NAMES)
def test_lines_have_at_most_75_octets_and_cut_no_character(name: str) -> None:
    lines = vcard(Card(name, note=name * 3)).encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()


def test_short_lines_of_long_characters_are_folded_too() -> None:
    line = "NOTE:" + "あ" * 60
    assert folded(line).replace("\r\n ", "") == f"{line}\r\n"
    assert max(map(len, folded(line).encode().split(b"\r\n"))) <= 75


def test_other_ends_of_lines_become_line_feeds() -> None:
    assert vobject.readOne(vcard(Card("a\r\nb\rc"))).fn.value == "a\nb\nc"


def test_addresses_hold_nothing_that_readers_take_apart() -> None:
    text = vcard(Card("a", ("https://a.jp/x,y;z",)))
    assert "URL:https://a.jp/x%2Cy%3Bz" in text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.city.example.jp/", True),
        ("http://192.0.2.1/page", False),
        ("https://[2001:db8::1]/", False),
        ("ftp://example.jp/", False),
        ("", False),
    ],
)
def test_bare_addresses_are_never_links(url: str, *, shown: bool) -> None:
    assert published(url) == (url if shown else "")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_is_said_when_no_direct_contact_is_known(lang: str) -> None:
    assert contact_note((), lang) == messages()["contact-none"][lang]
    assert contact_note((_PREFECTURE,), lang) == messages()["contact-prefecture"][lang]
    own = Contact({"ja": "市"}, "official-page", "s", "2026", "retrieved", url="https://a.jp/")
    assert contact_note((own,), lang) is None
    assert contact_note((own,), lang, ward=True) == messages()["contact-ward"][lang]
