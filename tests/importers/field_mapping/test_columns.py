"""Columns: mapped by the archivist, named if unused, and files that would come in without a text."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Capture

pytestmark = pytest.mark.django_db

TABLE = "kop,datum,story words,mood,empty\nBridge closed,1998-11-06,The bridge was closed.,grim,\n"
MAPPED = ("--map", "text=Story Words")


def run(*arguments: object) -> str:
    """Run the import; return its output and errors, also if it fails."""
    out = StringIO()
    try:
        call_command("import_articles", *map(str, arguments), "--no-extract", stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"{error}\n")
    return out.getvalue()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table with a column for the text that no list of names knows."""
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    return path


def test_a_file_without_texts_is_refused_and_says_how_to_name_them(table: Path) -> None:
    said = run(table)
    assert "none of its records would have a text" in said
    assert "its columns are “kop”, “datum”, “story words”, “mood”, “empty”" in said
    assert '--map text="story words"' in said
    assert not Article.objects.exists()


def test_a_json_file_without_texts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"title": "Bridge closed", "words": {"all": "The bridge was closed."}}))
    assert "perhaps --map text=words.all" in run(path)
    assert "created            1" in run(path, "--map", "text=words.all")
    assert Article.objects.get().body == "The bridge was closed."


def test_a_mapped_column_is_read_and_the_unused_are_named(table: Path) -> None:
    said = run(table, *MAPPED)
    assert "created            1" in said
    assert "not used  mood (100% filled), empty (0% filled)\n" in said
    article = Article.objects.get()
    assert (article.headline, article.body) == ("Bridge closed", "The bridge was closed.")


def test_without_texts_on_purpose(table: Path) -> None:
    assert "created            1" in run(table, "--map", "text=")
    assert Article.objects.get().body == ""


def test_a_table_of_titles_and_addresses_needs_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "publish_date,title,url,themes\n1998-11-06,Bridge closed,https://lune.example/a,roads and rivers\n"
    )
    assert "created            1" in run(path)


def test_another_reading_of_a_known_file_updates_its_articles(table: Path) -> None:
    run(table, "--map", "text=")
    assert "updated            1 (body)" in run(table, *MAPPED)
    assert "unchanged          1" in run(table, *MAPPED)
    assert Capture.objects.count() == 1


def test_a_mapping_can_be_kept_and_used_again(table: Path, tmp_path: Path) -> None:
    kept = tmp_path / "lune.json"
    run(table, *MAPPED, "--map", "section=mood", "--date-order", "dmy", "--keep-mapping", kept)
    assert json.loads(kept.read_text()) == {
        "columns": {"body": "Story Words", "section": "mood"}, "date_order": "dmy", "encoding": "",
    }  # fmt: skip
    (tmp_path / "b.csv").write_text(TABLE.replace("1998-11-06", "03/04/1998"))
    run(tmp_path / "b.csv", "--mapping", kept)
    article = Article.objects.latest("pk")
    assert (article.body, article.section) == ("The bridge was closed.", "grim")
    assert str(article.published_on) == "1998-04-03"


def test_two_columns_can_be_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,first,second\nBridge closed,The bridge was closed.,Drivers turned back.\n")
    run(path, "--map", "text=first+second")
    assert Article.objects.get().body == "The bridge was closed.\n\nDrivers turned back."


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--map", "text"], "as FIELD=COLUMN"),
        (["--map", "mood=grim"], "There is no field called “mood”. The fields are id, headline"),
        (["--map", "text=missing"], "it has no column “missing”; its columns are “kop”, “datum”"),
        (["--mapping", "nowhere.json"], "nowhere.json"),
        (["--mapping", "TABLE"], "is not a mapping such as"),
        (["--encoding", "klingon"], "There is no encoding called “klingon”"),
        (["--map", "headline=empty"], "none of its records would have a headline"),
    ],
)
def test_wrong_mappings_are_refused(table: Path, arguments: list[str], reason: str) -> None:
    assert reason in run(table, *(str(table) if each == "TABLE" else each for each in arguments))
    assert not Article.objects.exists()


def test_empty_values_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "headline,body,author,source,date,section,url\n"
        "Bridge closed,It is closed.,nan,NULL,0000-00-00 00:00:00,N/A,None\n"
    )
    said = run(path)
    article = Article.objects.get()
    assert (article.byline, article.source, article.section, article.url) == ("", None, "", "")
    assert (article.published_on, article.date_text) == (None, "")
    assert "no date" not in said


def test_markup_in_fields_becomes_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({
        "title": "Bridge <em>closed</em> &amp; shut",
        "body": "<!-- --><p>The <b>old</b> bridge<br>was closed.</p><script>x()</script><ul><li>1</li></ul>",
        "summary": "&lt;p&gt;Drivers turned back.&lt;/p&gt;",
        "caption": "5 < 6 and a <laugh>",
    }))  # fmt: skip
    run(path)
    article = Article.objects.get()
    assert article.headline == "Bridge closed & shut"
    assert article.body == "The old bridge\nwas closed.\n\n1"
    assert (article.standfirst, article.caption) == ("Drivers turned back.", "5 < 6 and a <laugh>")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Źródło rzeki wyschło, a wójt płakał"),
        ("cp1251", "Мост закрыли в пятницу"),
        ("utf-16", "Brücke zu"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    table, lines = tmp_path / "a.csv", tmp_path / "b.jsonl"
    table.write_bytes(f"headline,body\n{text},{text}.\n".encode(encoding))
    lines.write_bytes(
        (json.dumps({"headline": text, "body": text}, ensure_ascii=False) + "\n").encode(encoding)
    )
    run(table, lines, "--encoding", encoding) if encoding != "utf-16" else run(table, lines)
    assert set(Article.objects.values_list("headline", flat=True)) == {text}


def test_the_encoding_is_found_by_content(tmp_path: Path) -> None:
    rows = [
        "Мост через реку закрыли в пятницу",
        "Водители были вынуждены повернуть назад",
        "Ремонт продлится до весны",
    ]
    (tmp_path / "a.csv").write_bytes(
        ("headline;body\n" + "".join(f"{row};{row}.\n" for row in rows)).encode("cp1251")
    )
    run(tmp_path / "a.csv")
    assert set(Article.objects.values_list("headline", flat=True)) == set(rows)


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n'])
def test_the_separator_line_of_excel(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.csv").write_text(
        f"\ufeff{line}headline;date;body\r\nBridge, closed;1998-11-06;It is.\r\n", newline=""
    )
    run(tmp_path / "a.csv")
    assert Article.objects.get().headline == "Bridge, closed"
