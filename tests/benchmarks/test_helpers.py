"""The benchmarks' calculations, and the peers that need no installation."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from articles.fulltext.stopwords import STOP_WORDS
from articles.search.request import SearchRequest
from benchmarks import concurrency
from benchmarks.relevance import mean_reciprocal_rank, reciprocal_rank, words_of
from benchmarks.search import table
from benchmarks.support import peers
from benchmarks.support.searches import Search, choose, frequencies, ids_of
from tests.factories import ArticleFactory, SourceFactory, country

ARTICLES = [
    {"id": 1, "text": "Oil prices rose in Paris", "headline": "Oil up", "day": 20140317, "source": 3}
    | {"countries": [5, 6], "people": [9]},
    {"id": 2, "text": "Oil fell after the referendum", "headline": "Oil down", "day": 20150317, "source": 4}
    | {"countries": [5], "people": []},
    {"id": 3, "text": "A vote in the city", "headline": "Vote", "day": 0, "source": 0}
    | {"countries": [], "people": [9]},
]
REQUESTS: list[tuple[dict[str, Any], set[int]]] = [
    ({"kind": "words", "words": ["oil"]}, {1, 2}),
    ({"kind": "words", "words": ["oil", "price"]}, {1}),
    ({"kind": "words", "words": ["oil"], "country": 6}, {1}),
    ({"kind": "phrase", "words": ["oil", "prices"]}, {1}),
    ({"kind": "or", "words": ["paris", "vote"]}, {1, 3}),
    ({"kind": "not", "words": ["oil", "referendum"]}, {1}),
    ({"kind": "prefix", "words": ["refer"]}, {2}),
    ({"kind": "none", "words": [], "sort": "oldest", "days": [20140101, 20141231]}, {1}),
    ({"kind": "none", "words": [], "sort": "newest", "person": 9}, {1, 3}),
    ({"kind": "words", "words": ["oil"], "source": 4}, {2}),
]


@pytest.mark.parametrize("name", list(peers.PEERS))
def test_peers_find_and_count(name: str, tmp_path: Path) -> None:
    if name == "tantivy":
        pytest.importorskip("tantivy", reason="tantivy (benchmarks/requirements.txt) is not installed")
    command = [sys.executable, peers.__file__, name]
    lines = "".join(json.dumps(article) + "\n" for article in ARTICLES)
    subprocess.run([*command, "build", str(tmp_path)], input=lines, text=True, check=True)
    asked = "".join(
        json.dumps({"sort": "relevance", "limit": 20, **request}) + "\n" for request, _ in REQUESTS
    )
    done = subprocess.run(
        [*command, "answer", str(tmp_path)], input=asked, text=True, check=True, capture_output=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()[1:]]
    assert [set(answer["ids"]) for answer in answers] == [ids for _, ids in REQUESTS]
    assert [answer["total"] for answer in answers] == [len(ids) for _, ids in REQUESTS]
    # A facet ignores its own filter, but all others apply.
    narrowed = answers[2]["facets"]
    assert sorted(narrowed["country"]) == [[5, 2], [6, 1]]
    assert narrowed["person"] == [[9, 1]]
    assert narrowed["month"] == [[201403, 1]]
    assert sorted(answers[7]["facets"]["month"]) == [[201403, 1], [201503, 1]]


def test_words_of_a_headline_are_three_of_it_in_order() -> None:
    draw = random.Random(1)
    for _ in range(20):
        words = words_of("The Oil of Norway, the oil of Russia and the gas", STOP_WORDS, draw)
        assert len(words) == 3
        assert [each for each in ("oil", "norway", "russia", "gas") if each in words] == list(words)
    assert words_of("Oil and the gas", STOP_WORDS, draw) == ()


def test_reciprocal_rank_looks_at_ten() -> None:
    assert reciprocal_rank([7, 8, 9], 8) == 0.5
    assert reciprocal_rank(list(range(20)), 9) == 0.1
    assert reciprocal_rank(list(range(20)), 10) == 0
    assert mean_reciprocal_rank([(1, ("a",)), (2, ("b",))], lambda _: [2, 1]) == 0.75


def test_percentiles() -> None:
    assert concurrency.percentile(range(101), 95) == 95
    assert concurrency.percentile([4.0], 99) == 4
    assert concurrency.percentile([], 50) == 0


def test_every_kind_of_the_mix_has_an_address() -> None:
    seen = concurrency.RequestMaterial(["oil"], [("country", "US")], ["/articles/1/oil/"])
    addresses = {kind: concurrency.path(kind, seen, random.Random(1)) for kind in concurrency.MIX}
    assert sum(concurrency.MIX.values()) == 100
    assert addresses["word and facet"] == "/articles/?q=oil&country=US"
    assert addresses["article"] == "/articles/1/oil/"


def test_words_are_chosen_by_their_share(db: None) -> None:
    for number in range(20):
        ArticleFactory.create(headline=f"Oil {'price' if number < 3 else 'market'}", body="")
    known = frequencies()
    assert known["market"] == pytest.approx(0.85)
    assert choose(known, (0.1, 0.2), 1, seed=1) == ["price"]
    with pytest.raises(SystemExit, match="Only 0 words"):
        choose(known, (0.001, 0.01), 1, seed=1)


def test_a_search_says_the_same_to_peers(db: None) -> None:
    ukraine, paper = country("UA"), SourceFactory.create(name="The Record")
    request = SearchRequest(q="oil", country=("UA",), source=(paper.slug,), after="2014-02", before="2014-03")
    search = Search(request, "words", ("oil",))
    assert search.peer(ids_of([search])) == {
        "kind": "words",
        "words": ("oil",),
        "sort": "relevance",
        "limit": 20,
        "country": ukraine.pk,
        "source": paper.pk,
        "days": [20140201, 20140331],
    }
    assert Search(SearchRequest(q="oil", page=2), "words", ("oil",)).peer({}) is None


def test_table_leaves_out_who_was_not_there() -> None:
    row = {"name": "a word", "target": 60, "ours": 20.0, "counted": 8.0, "matches": 1234}
    rows = [{**row, "sql": 100.0, "slowest": 21.0}]
    lines = table({"rows": rows, "tantivy": "tantivy is not installed"}).splitlines()
    assert lines[0] == "| search | matches | target | ours | counted | sql | ratio |"
    assert lines[2] == "| a word | 1,234 | 60 ms | 20.0 | 8.0 | 100.0 | 5.0x |"
    assert lines[-1] == "- tantivy: tantivy is not installed"
