"""Fragments of HTML, in feeds, tables and wire formats."""

import pytest

from articles.importers.cleaning.html_fragment import fragment_text, has_markup
from articles.importers.cleaning.normalise import paragraphs
from articles.importers.record import RecordError

TABLE = "<table><caption>League</caption><tr><th>Team<th>Goals<tr><td><p>Norby</p><td>3<tr><td>Sund<td>"
LAYOUT = "<table><tr><td><h1>Crane falls</h1><p>It fell.</p><p>Nobody was hurt.</p></td><td>Ships</table>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Rain &amp; <b>wind</b> &eacute;</p><p>Sun</p>", ["Rain & wind é", "Sun"]),
        ("<p>Rain\nand\nwind<p>Sun", ["Rain and wind", "Sun"]),
        ("<p>To the<br>harbour<br/>of Norby</p><p>End</p>", ["To the\nharbour\nof Norby", "End"]),
        ("Rain<br><br>Sun<br>\n<br />Wind", ["Rain", "Sun", "Wind"]),
        ("Before<ul><li>One<li>Two</ul>after", ["Before", "One", "Two", "after"]),
        (f"Before{TABLE}</table>after", ["Before", "League\nTeam | Goals\nNorby | 3\nSund", "after"]),
        (LAYOUT, ["Crane falls", "It fell.", "Nobody was hurt.", "Ships"]),
        ("<pre>One\n  two\nthree</pre><p>End", ["One\ntwo\nthree", "End"]),
        ("<script>x()</script>Rain<style>p {}</style> and<iframe src='x'/> sun", ["Rain and sun"]),
        ("<p>Rain<embed src='x'> and sun</p>", ["Rain and sun"]),
        ("<!-- no -->Rain<!-- no --> and sun", ["Rain and sun"]),
        ("<html><head><title>No</title></head><body><p>Rain</body></html>", ["Rain"]),
        ("<i>Rain</i> fell.\n\nThen <b>sun</b>.", ["Rain fell.", "Then sun."]),
        ("no markup", ["no markup"]),
        (" \n ", []),
    ],
)
def test_paragraphs(markup: str, expected: list[str]) -> None:
    assert paragraphs(fragment_text(markup)) == expected


def test_lines_of_a_poem_are_not_joined() -> None:
    lines = [f"This is line number {number} of the poem, as long as any" for number in range(10, 20)]
    markup = f"<p>{'<br>'.join(lines)}</p><p>The end, and a few more words for good measure, as it were</p>"
    assert paragraphs(fragment_text(markup))[0] == "\n".join(lines)


def test_fragments_nested_too_deeply() -> None:
    with pytest.raises(RecordError, match="nested too deeply"):
        fragment_text("<div>" * 200_000 + "Rain")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a < b > c", False), ("if a<b and b>c", False), ("the <blink> tag", False), ("Rain<br/>", True),
     ("<p class='x'>Rain", True), ("<A HREF='x'>Rain</A>", True)],
)  # fmt: skip
def test_has_markup(text: str, expected: bool) -> None:
    assert has_markup(text) == expected
