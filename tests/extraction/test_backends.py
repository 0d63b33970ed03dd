"""EXTRACTION_BACKEND: the rules, or a spaCy pipeline combined with the gazetteer and document rules."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from articles.batch.workers import stop_fork_server
from articles.checks import check_backend
from articles.extraction import backends, extract, extractor
from articles.extraction.annotations import Document, ExtractedMention
from articles.extraction.recognise.spacy_pipeline import CHUNK, PipelineError, chunks
from articles.extraction.store.annotate import annotate
from articles.models import Article
from tests.conftest import ROOT
from tests.extraction.pipelines import make_pipeline
from tests.extraction.test_robustness import TEXTS, check
from tests.factories import ArticleFactory


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A value of EXTRACTION_BACKEND with a pipeline made for the tests."""
    return f"spacy:{make_pipeline(tmp_path_factory.mktemp('pipeline') / 'small')}"


def mentions(backend: str, body: str, **fields: Any) -> list[ExtractedMention]:
    document = Document(body=body, **fields)
    found = backends.load(backend).extract(document)
    check(document, found)
    return list(found.mentions)


def command(backend: str, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"EXTRACTION_BACKEND": backend}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=ROOT, env=environment, input=text, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_pipeline_finds_what_no_rule_knows(pipeline: str) -> None:
    text = "Ketil Tovask flew to Quandel. Tovask spoke."
    assert [(m.text, m.kind, m.entity) for m in mentions(pipeline, text)] == [
        ("Ketil Tovask", "person", "Ketil Tovask"),
        ("Quandel", "place", "Quandel"),
        ("Tovask", "person", "Ketil Tovask"),
    ]
    assert [m.text for m in mentions("rules", text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aides of the White House left.", [("White House", "organisation", "metonym", "US")]),
        ("A Kenyan envoy left.", [("Kenyan", "country", "demonym", "KE")]),
        ("Republicans left.", []),
        ("Minsk is cold.", [("Minsk", "place", "capital", "BY")]),  # only in the gazetteer
        ("It met Vexil Group of Ostrivar.", [("Vexil Group of Ostrivar", "organisation", "name", None)]),
        ("Foreign Minister Ilmar Dask left.", [("Ilmar Dask", "person", "name", None)]),
        (
            "They saw Kenyan Joram Wexo run.",
            [("Kenyan", "country", "demonym", "KE"), ("Joram Wexo", "person", "name", None)],
        ),
        ("Snow fell on the Vorlu Ridge today.", [("Vorlu Ridge", "place", "region", None)]),
    ],
)  # fmt: skip
def test_lists_and_rules_have_their_say(
    pipeline: str, text: str, expected: list[tuple[str, str, str, str | None]]
) -> None:
    assert [(m.text, m.kind, m.evidence, m.code) for m in mentions(pipeline, text)] == expected


def test_a_family_name_is_no_company(pipeline: str) -> None:
    found = mentions(
        pipeline, "John Kerry came.\n\nLater Kerry left, said Foreign Minister Ilmar Dask. Dask left."
    )
    assert [(m.text, m.entity) for m in found] == [
        ("John Kerry", "John Kerry"),
        ("Kerry", "John Kerry"),
        ("Ilmar Dask", "Ilmar Dask"),
        ("Dask", "Ilmar Dask"),
    ]


def test_a_long_text_is_read_to_its_end(pipeline: str) -> None:
    text = "It was quiet. " * (CHUNK // 5) + "\n\nKetil Tovask flew to Quandel."
    found = mentions(pipeline, text, headline="Republicans leave")
    assert [m.text for m in found] == ["Ketil Tovask", "Quandel"]


@given(text=st.one_of(TEXTS, st.lists(TEXTS, max_size=8).map(lambda texts: "\n\n".join(texts) * 60)))
def test_pieces_keep_every_offset(text: str) -> None:
    end = 0
    for start, piece in chunks(text):
        assert text[end:start].strip() == "" or "  " in piece or len(text[end:start]) >= 60
        assert 0 < len(piece) <= CHUNK
        ours = text[start : start + len(piece)]
        assert all(a == b or b in " ?" for a, b in zip(ours, piece, strict=True))
        end = start + len(piece)


@given(headline=TEXTS, caption=TEXTS, body=TEXTS)
def test_any_text(pipeline: str, headline: str, caption: str, body: str) -> None:
    mentions(pipeline, body, headline=headline, caption=caption)


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "!" * 1_000_000, "A-" * 200_000, "ABC " * 20_000, "\x00\n\n" * 20_000, "'s" * 100_000],
    ids=lambda text: text[:4].strip() or "nul",
)
def test_hostile_texts(pipeline: str, text: str) -> None:
    mentions(pipeline, text, headline=text[:2000])


@pytest.fixture
def fresh_workers() -> Iterator[None]:
    """Workers have the environment of the process that they are forked from."""
    stop_fork_server()
    yield
    stop_fork_server()


@pytest.mark.django_db
def test_articles_keep_which_pipeline_read_them(
    pipeline: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, fresh_workers: None
) -> None:
    # The small pipeline was trained on few words, so do not expect anything of the headline.
    article = ArticleFactory.create(headline="-", body="Ketil Tovask flew to Quandel.")
    annotate([(article, extract(Document.of(article)))])
    assert article.extractor == extractor() == backends.name("default")
    settings.EXTRACTION_BACKEND = pipeline
    monkeypatch.setenv("EXTRACTION_BACKEND", pipeline)  # for the workers
    assert extractor() == f"spacy:en_small-1.2.3+{backends.RULES}"
    call_command("extract_entities", quiet=True)
    article.refresh_from_db()
    assert article.extractor == extractor()
    assert set(article.mentions.values_list("origin", flat=True)) == {extractor()}
    named = article.article_entities.values_list("entity__name", flat=True)
    assert set(named) == {"Ketil Tovask", "Quandel"}
    assert not Article.objects.exclude(extractor=extractor()).exists()


def test_extract_text_runs_a_pipeline(pipeline: str) -> None:
    line = json.dumps({"id": "a", "body": "Ketil Tovask flew to Quandel, a Kenyan said."})
    done = command(pipeline, "extract_text", text=f"{line}\n")
    assert (done.stderr, done.returncode) == ("", 0)
    answer = json.loads(done.stdout)
    assert (answer["people"], answer["countries"]) == (["Ketil Tovask"], ["KE"])
    assert [(m["start"], m["end"], m["evidence"]) for m in answer["mentions"]] == [
        (0, 12, "name"), (21, 28, "city"), (32, 38, "demonym"),
    ]  # fmt: skip


def test_evaluate_compares_backends(pipeline: str, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"body": "Ketil Tovask flew to Quandel.", "entities": [[0, 12, "PERSON"]]}))
    done = command("default", "evaluate_extraction", str(gold), "--json", "--backend", "rules", pipeline)
    assert (done.stderr, done.returncode) == ("", 0)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["extractor"] for report in reports] == [backends.RULES, backends.name(pipeline)]
    assert [report["kinds"]["PER"]["right"] for report in reports] == [0, 1]


@pytest.mark.parametrize(
    ("backend", "sentence"),
    [
        ("fast", "EXTRACTION_BACKEND='fast' is not a known backend; use default, rules, or spacy:"),
        ("spacy:", "EXTRACTION_BACKEND='spacy:' is not a known backend"),
        ("spacy:no_such_pipeline", "EXTRACTION_BACKEND=spacy:no_such_pipeline is not a spaCy pipeline"),
        ("spacy:os", "EXTRACTION_BACKEND=spacy:os is not a spaCy pipeline"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start(backend: str, sentence: str) -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed (the project's extra: spacy)")
    done = command(backend, "extract_text")
    assert done.returncode == 2
    assert done.stderr.startswith(f"The archive could not start: {sentence}")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_pipeline_that_does_not_load_says_so(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed (the project's extra: spacy)")
    (tmp_path / "meta.json").write_text('{"lang": "en", "name": "hollow", "version": "1"}')
    with pytest.raises(PipelineError, match=r"cannot be loaded.*must fit the installed spaCy"):
        backends.load(f"spacy:{tmp_path}")


def test_the_system_check_names_what_is_missing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert check_backend() == []
    settings.EXTRACTION_BACKEND = f"spacy:{tmp_path}"
    monkeypatch.setitem(sys.modules, "spacy", None)  # as if it were not installed
    with pytest.raises(SystemCheckError, match=r"articles\.E003.*needs spaCy, which is not installed"):
        call_command("check")


def test_long_names_of_pipelines_fit_their_column(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed (the project's extra: spacy)")
    names = set()
    for number in "12":
        folder = tmp_path / number
        folder.mkdir()
        meta = {"lang": "en", "name": "long" * 20, "version": number}
        (folder / "meta.json").write_text(json.dumps(meta))
        names.add(backends.name(f"spacy:{folder}"))
    assert [len(name) for name in names] == [60, 60]
