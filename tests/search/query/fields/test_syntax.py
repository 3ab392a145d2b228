"""Field syntax: what is in it, what it groups, and where it is wrong."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wording.faults import fault_texts
from search.query.fields.faults import FieldSyntaxError
from search.query.fields.syntax import FIELDS, MAX_DEPTH, MAX_LEAVES, is_fielded, parse_fielded
from search.query.fields.tree import (
    Group,
    Leaf,
    Node,
    conjuncts,
    deny,
    inward,
    join,
    leaves,
    without,
)


def shown(node: Node) -> str:
    """A tree on one line: what is expected is easier to read so."""
    if isinstance(node, Leaf):
        value = f'"{node.value}"' if node.phrase else node.value
        return f"{node.field}={value}"
    return f"{node.operator}({' '.join(map(shown, node.children))})"


@pytest.mark.parametrize(
    "query",
    [
        "technology:ドローン",
        "TECHNOLOGY:ドローン",
        "ｔｅｃｈｎｏｌｏｇｙ：ドローン",
        "自動運転 -prefecture:北海道",
        "fiscal_year:2020",
        "fiscal-year:2020",
        "radius_km:3",
        "(type:project)",
        "technology:",
        "technology:(",
        'technology:"',
        '"温泉街" の事業',
        "“温泉街”",
        "〝温泉街〟",
        'foo:bar "x"',
    ],
)
def test_a_known_field_or_a_quotation_makes_field_syntax(query: str) -> None:
    assert is_fielded(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "ドローン near 大阪",
        "http://example.org/technology:ai",
        "https://w3id.org/tsunagu/id/technology/drone",
        "technology://x",
        "10:30 開会",
        "project:foo",
        "技術：ドローン",
        "mytechnology:x",
        '5" の画面',
        '""',
        '" 　"',
        "(ドローン OR ロボット) -大阪",
        "AI NOT IoT",
    ],
)
def test_anything_else_is_plain_text(query: str) -> None:
    assert not is_fielded(query)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("technology:ドローン", "technology=ドローン"),
        (
            'technology:ドローン year:2020..2022 -prefecture:北海道 "温泉 街"',
            'and(technology=ドローン year=2020..2022 not(prefecture=北海道) text="温泉 街")',
        ),
        ("type:a b OR c d", "and(type=a or(=b =c) =d)"),
        ("type:a AND b OR c AND d", "or(and(type=a =b) and(=c =d))"),
        ("type:a OR b OR c OR d", "or(type=a =b =c =d)"),
        ("type:a OR NOT b", "or(type=a not(=b))"),
        ("NOT type:a b", "and(not(type=a) =b)"),
        ("(type:a OR b) AND c AND d", "and(or(type=a =b) =c =d)"),
        ("(type:a b) OR c", "or(and(type=a =b) =c)"),
        ("((type:a))", "type=a"),
        ("-(type:a OR b)", "not(or(type=a =b))"),
        ("-(-type:a)", "type=a"),
        ("technology:(a OR b) c", "and(or(technology=a technology=b) =c)"),
        ('technology:(a year:2020 "b c")', 'and(technology=a year=2020 technology="b c")'),
        ("technology:(a OR type:(b OR c))", "or(technology=a type=b type=c)"),
        ('prefecture:"北海道"', 'prefecture="北海道"'),
        ("fiscal_year:R4 radius:5 Status:a", "and(year=R4 radius_km=5 status=a)"),
        ("programme:new-maas-meti", "programme=new-maas-meti"),
        ("technology:-x", "technology=-x"),
        ("type:a AI-IoT", "and(type=a =AI-IoT)"),
        ("type:a --b - c", "and(type=a =--b =- =c)"),
        ("technology:https://x.jp/id/technology/a", "technology=https://x.jp/id/technology/a"),
        ('"a" http://b.jp/c 10:30 note: d', 'and(text="a" =http://b.jp/c =10:30 =note: =d)'),
        ("text:* te?t /a.*/ b~2 c^3", "and(text=* =te?t =/a.*/ =b~2 =c^3)"),
        ("text:[a TO b] {c} d'e", "and(text=[a =TO =b] ={c} =d'e)"),
        ("text:and or not", "and(text=and =or =not)"),
        ('"a"b', 'and(text="a" =b)'),
        ("text:0 1 2", "and(text=0 =1 =2)"),
    ],
)  # fmt: skip
def test_terms_are_joined_as_documented(query: str, tree: str) -> None:
    assert shown(parse_fielded(query)) == tree


def test_a_term_knows_where_it_stands() -> None:
    query = ' -technology：“自動 運転”　technology:(AI OR "x") 語'
    found = leaves(parse_fielded(query))
    assert [query[leaf.start : leaf.end] for leaf in found] == [
        "technology：“自動 運転”", "AI", '"x"', "語",
    ]  # fmt: skip
    assert [query[leaf.value_start :][: len(leaf.value)] for leaf in found] == [
        "自動 運転", "AI", "x", "語",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "position", "says"),
    [
        ("type:project foo:bar", 13, "foo is not a field; the fields are type, technology"),
        ("type:project foo:(bar)", 13, "foo is not a field"),
        ('type:project foo:"bar"', 13, "foo is not a field"),
        ("technolgy:AI year:2020", 0, "technolgy is not a field (did you mean technology?)"),
        ("year:2020 prefectur:x", 10, "(did you mean prefecture?)"),
        ("year:2020 -Program:x", 11, "(did you mean programme?)"),
        ("technology:", 10, "technology: has no value"),
        ("year:2020 technology: AI", 20, "technology: has no value"),
        ("year:2020 (technology:)", 21, "technology: has no value"),
        ('text:""', 5, "enter something in these quotation marks"),
        ('type:project " "', 13, "enter something in these quotation marks"),
        ('type:project "温泉', 13, "this quotation mark is not closed"),
        ("type:project “温泉", 13, "this quotation mark is not closed"),
        ('technology:"温泉', 11, "this quotation mark is not closed"),
        ('"a" "b" "', 8, "this quotation mark is not closed"),
        ("(type:project", 0, "this bracket is not closed"),
        ("type:project (a (b)", 13, "this bracket is not closed"),
        ("type:project)", 12, "this bracket has no opening bracket"),
        ("type:project ()", 13, "enter something in these brackets"),
        ("technology:( )", 11, "enter something in these brackets"),
        ("type:project OR", 13, "enter something after OR"),
        ("type:project ＡＮＤ", 13, "enter something after AND"),
        ("(type:project AND ) a", 14, "enter something after AND"),
        ("type:project NOT", 13, "enter something after NOT"),
        ("OR type:project", 0, "enter something before OR"),
        ("type:project (AND a)", 14, "enter something before AND"),
        ("type:project OR AND a", 16, "enter something between OR and AND"),
        ("type:project NOT OR a", 17, "enter something between NOT and OR"),
        ("NOT NOT type:project", 4, "NOT is given twice"),
        ("-NOT type:project", 1, "NOT is given twice"),
        ("", 0, "enter something to search for"),
    ],
)
def test_what_is_wrong_is_said_with_its_position(query: str, position: int, says: str) -> None:
    with pytest.raises(FieldSyntaxError) as caught:
        parse_fielded(query)
    assert says in fault_texts(caught.value)["en"]
    assert caught.value.position == position
    assert str(caught.value).endswith(f"at character {position + 1}")


def test_messages_repeat_no_more_of_a_query_than_is_readable() -> None:
    with pytest.raises(FieldSyntaxError) as caught:
        parse_fielded("type:project " + "a" * 1900 + ":x")
    assert fault_texts(caught.value)["en"].startswith("a" * 40 + "… is not a field")


def test_terms_are_limited() -> None:
    query = "type:a" + " OR x" * (MAX_LEAVES - 1)
    assert len(leaves(parse_fielded(query))) == MAX_LEAVES
    with pytest.raises(FieldSyntaxError, match="terms") as caught:
        parse_fielded(query + " y")
    assert caught.value.shown == {"most": 50}
    assert caught.value.position == len(query) + 1


def test_brackets_within_each_other_are_limited() -> None:
    assert parse_fielded("(" * MAX_DEPTH + "type:a" + ")" * MAX_DEPTH).field == "type"  # type: ignore[union-attr]
    for opening in ("(", "type:(", "-(", "NOT ("):
        query = opening * 300 + "type:a" + ")" * 300
        with pytest.raises(FieldSyntaxError, match="brackets-deep") as caught:
            parse_fielded(query)
        assert caught.value.position == len(opening) * (MAX_DEPTH + 1) - 1


PIECES = [
    *(f"{field}:" for field in FIELDS), "foo:", "AND", "OR", "NOT", "(", ")", "-", '"', "“", "”",
    "：", "（", "）", " ", "　", "ドローン", "AI", "2020..", "http://x", "*", "?", "0", "\\", "^2",
]  # fmt: skip


def read(query: str) -> Node | FieldSyntaxError:
    try:
        return parse_fielded(query)
    except FieldSyntaxError as error:
        return error


def depth(node: Node) -> int:
    return 0 if isinstance(node, Leaf) else 1 + max(map(depth, node.children))


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=150).map("".join))
def test_any_text_is_read_or_refused_with_a_position(query: str) -> None:
    is_fielded(query)
    tree = read(query)
    if isinstance(tree, FieldSyntaxError):
        assert 0 <= tree.position <= max(0, len(query) - 1)
        assert all(fault_texts(tree).values())
        return
    found = leaves(tree)
    assert 0 < len(found) <= MAX_LEAVES
    assert depth(tree) <= 3 * MAX_DEPTH + 3
    starts = [leaf.start for leaf in found]
    assert starts == sorted(set(starts))
    assert all(leaf.start <= leaf.value_start < leaf.end <= len(query) for leaf in found)
    assert all(leaf.field in {"", *FIELDS} and leaf.value for leaf in found)


@given(st.sampled_from(PIECES), st.sampled_from(PIECES))
def test_two_thousand_characters_of_anything_end(first: str, second: str) -> None:
    query = ("type:a " + (first + second) * 2000)[:2000]
    tree = read(query)
    if isinstance(tree, FieldSyntaxError):
        assert tree.position < len(query)
    else:
        assert len(leaves(tree)) <= MAX_LEAVES


VALUES = st.text(alphabet="ドローン自動運転AIx0*?-.:/'", min_size=1, max_size=6).filter(
    lambda text: not text.startswith(("-", "//")) and ":" not in text
)
TERMS = st.builds(
    lambda field, value, phrase: Leaf(field or ("text" if phrase else ""), value, phrase, 0, 0, 0),
    st.sampled_from(["", *FIELDS]),
    VALUES,
    st.booleans(),
)
TREES = st.recursive(
    TERMS,
    lambda parts: st.one_of(
        parts.map(deny),
        st.builds(join, st.sampled_from(["and", "or"]), st.lists(parts, min_size=2, max_size=3)),
    ),
    max_leaves=12,
)
STRENGTH = {"blank": 0, "or": 1, "and": 2, "not": 3}


def printed(node: Node, within: int, blank: str) -> str:
    """A tree in field syntax with no more brackets than it needs."""
    if isinstance(node, Leaf):
        value = f'"{node.value}"' if node.phrase else node.value
        return f"{node.field}:{value}" if node.field else value
    operator = blank if node.operator == "and" else node.operator
    strength = STRENGTH[operator]
    parts = [printed(child, strength + (operator != "not"), blank) for child in node.children]
    joint = {"blank": " ", "or": " OR ", "and": " AND "}.get(operator, "")
    text = f"NOT {parts[0]}" if operator == "not" else joint.join(parts)
    return f"({text})" if strength < within else text


def bare(node: Node) -> Node:
    """A tree without positions."""
    if isinstance(node, Leaf):
        return replace(node, start=0, end=0, value_start=0)
    return Group(node.operator, tuple(map(bare, node.children)))


@given(TREES, st.sampled_from(["blank", "and"]))
def test_a_tree_printed_back_is_read_as_the_same_tree(tree: Node, blank: str) -> None:
    assert bare(parse_fielded(printed(tree, 0, blank))) == tree


@given(TREES)
def test_full_width_is_read_as_half_width(tree: Node) -> None:
    query = printed(tree, 0, "blank")
    wide = query.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000})
    assert parse_fielded(wide) == parse_fielded(query)
    assert is_fielded(wide) == is_fielded(query)


def holds(node: Node, true: frozenset[Leaf]) -> bool:
    if isinstance(node, Leaf):
        return node in true
    if node.operator == "not":
        return not holds(node.children[0], true)
    return (all if node.operator == "and" else any)(holds(x, true) for x in node.children)


@given(TREES, st.data())
def test_denials_pushed_inward_say_the_same(tree: Node, data: st.DataObject) -> None:
    true = frozenset(data.draw(st.sets(st.sampled_from(leaves(tree)))))
    pushed = inward(tree)
    assert holds(pushed, true) == holds(tree, true)
    assert not re.search(r"not\((?:and|or|not)\(", shown(pushed))


def test_terms_left_out_leave_the_rest_joined() -> None:
    tree = parse_fielded("type:a (b OR NOT c) -d")
    by_value = {leaf.value: leaf for leaf in leaves(tree)}
    kept = without(tree, {by_value["c"], by_value["d"]})
    assert kept is not None
    assert [shown(node) for node in conjuncts(kept)] == ["type=a", "=b"]
    assert without(tree, set(leaves(tree))) is None
