"""Two files of sorted lines: what is passed over as a whole is what does not differ."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.description.differences.files import changed_subjects, lines_of_changed

SUBJECTS = [f"<http://e.jp/{name}>" for name in ("a", "aa", "b", "c" * 300)]
LINES = st.sets(
    st.builds(
        lambda subject, value: f'{subject} <http://e.jp/p> "{value}" <http://e.jp/g> .\n'.encode(),
        st.sampled_from(SUBJECTS),
        st.sampled_from(["", "x", "y" * 700, *map(str, range(40))]),
    )
)


def said(lines: set[bytes]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for line in sorted(lines):
        found.setdefault(line[: line.index(b" ") + 1], []).append(line)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=LINES, after=LINES)
def test_all_lines_of_the_subjects_that_differ_and_no_other(
    tmp_path: Path, before: set[bytes], after: set[bytes]
) -> None:
    old, new = tmp_path / "old.nq", tmp_path / "new.nq"
    old.write_bytes(b"".join(sorted(before)))
    new.write_bytes(b"".join(sorted(after)))
    one, other = said(before), said(after)
    differing = sorted(s for s in one.keys() | other.keys() if one.get(s) != other.get(s))
    expected = [(one.get(subject, []), other.get(subject, [])) for subject in differing]
    assert list(changed_subjects(old, new)) == expected
    assert list(lines_of_changed(old, new)) == [line for lines, _ in expected for line in lines]
