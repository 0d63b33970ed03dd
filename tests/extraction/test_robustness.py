"""Extraction accepts any text, takes linear time, and returns exact offsets."""

import pickle
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction import extract, prepare
from articles.extraction.annotations import FIELDS, KINDS, Document, Extraction

WORDS = st.sampled_from(
    [
        *("John", "Kerry", "Kerry's", "Mr.", "President", "van", "der", "J.", "Jr.", "U.S.", "US", "us"),
        *("Russia", "Russian", "Georgia", "New", "York", "Bank", "of", "England", "Inc", "(", ")", "-"),
        *("\n\n", "\n", ",", ".", "'s", "“", "KLI", "Foreign", "Ministry", "Will", "Smith", "LAVROV"),
        *("JOHN", "KERRY", "OFFICIALS", "MEET"),
        *("pro-Moscow", "Kim", "Jong-un", "&", "said", "\x00", "\ud800", "É", "中文", "R-Calif."),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS, max_size=40).map("".join),
)


def check(document: Document, found: Extraction) -> None:
    ends = dict.fromkeys(FIELDS, 0)
    order = [(FIELDS.index(mention.field), mention.start) for mention in found.mentions]
    assert order == sorted(order)
    for mention in found.mentions:
        assert mention.text == document.field(mention.field)[mention.start : mention.end] != ""
        assert mention.start >= ends[mention.field]
        ends[mention.field] = mention.end
        assert mention.kind in KINDS
        assert 0 < mention.score <= 1
        assert (mention.entity is not None) == (mention.status == "linked")
        assert mention.kind != "country" or mention.code
    assert len(set(found.countries)) == len(found.countries)


@given(headline=TEXTS, dateline=TEXTS, caption=TEXTS, body=TEXTS)
def test_any_text(headline: str, dateline: str, caption: str, body: str) -> None:
    document = Document(headline=headline, dateline=dateline, caption=caption, body=body)
    found = extract(document)
    check(document, found)
    assert extract(document) == found
    assert pickle.loads(pickle.dumps((document, found))) == (document, found)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "A" * 1_000_000,
        "ABC " * 100_000,
        "Aaa " * 100_000,
        " " * 1_000_000,
        "\n\t" * 400_000,
        "A-" * 400_000,
        "A. " * 100_000,
        "'s" * 200_000,
        "John Smith " * 40_000,
        "Bank of A and " * 30_000,
        "Van der " * 60_000,
        "Georgia " * 50_000,
        "A, " * 100_000,
        "John Smith, Jr., " * 20_000,
        "Foo Inc (FI) " * 30_000,
        "Mr. " * 100_000,
        "Reporting by " * 50_000,
    ],
    ids=lambda text: text[:10].strip() or "space",
)
def test_hostile_texts_take_seconds_at_most(text: str) -> None:
    prepare()
    begun = process_time()
    document = Document(headline=text[:2000], body=text)
    check(document, extract(document))
    # Linear work takes a second or two on a slow machine; quadratic work would take hours.
    assert process_time() - begun < 20


def test_empty() -> None:
    assert extract(Document()) == Extraction((), ())
