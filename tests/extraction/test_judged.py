"""Names and countries in 188 articles of recent news, as a reader judged them: ids and judgements only."""

from dataclasses import replace
from pathlib import Path

import pytest

from articles.extraction.annotations import ExtractedMention, Extraction
from articles.extraction.evaluation.gold import GoldError, read_gold
from articles.extraction.evaluation.judged import compare, judgement_of
from articles.extraction.evaluation.scoring import evaluate

FOLDER = Path(__file__).with_name("judged")
MENTION = ExtractedMention("body", 0, 4, "Acme", "organisation", "name", 0.9, "Acme", None, "linked")


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "floors"),
    [
        (
            # In brackets: the same before the rules were changed for the first 60 of the 120 articles.
            "names.jsonl",
            {
                "judged person": (0.985, 0.975),  # (0.981, 0.968)
                "judged organisation": (0.98, 0.93),  # (0.940, 0.855)
                "judged place": (0.95, 0.97),  # (0.952, 0.974)
                "judged countries": (0.99, 0.99),  # (0.993, 0.993)
                "articles without error": (0.80, 0.80),  # 78 of 120
            },
        ),
        ("countries.jsonl", {"judged countries": (0.92, 0.98)}),
    ],
)
def test_names_are_those_that_a_reader_found(
    corpora: Path, name: str, floors: dict[str, tuple[float, float]]
) -> None:
    report = evaluate(read_gold(FOLDER / name, corpora / "news-30k.jsonl.xz"))
    reached = {kind: (report.kinds[kind].precision, report.kinds[kind].recall) for kind in floors}
    assert all(reached[kind][at] >= floor for kind in floors for at, floor in enumerate(floors[kind])), (
        reached
    )


def test_judgements_need_their_articles(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text('{"id": "other", "date": "2020-01-02", "body": "Nothing."}\n', encoding="utf-8")
    with pytest.raises(GoldError, match="--articles"):
        list(read_gold(FOLDER / "names.jsonl"))
    with pytest.raises(ValueError, match="has no article"):
        list(read_gold(FOLDER / "names.jsonl", articles))


@pytest.mark.parametrize(
    ("judged", "found", "right", "wrong"),
    [
        ("Acme", [("Acme Inc", "Acme")], 1, 0),
        ("General Acme|GA", [("GA", "General Acme Holdings")], 1, 0),
        ("General Acme", [("GA", "Georgia")], 0, 1),
        ("Acme", [("Acme", "Acme"), ("Acme Group", "Acme Group")], 1, 1),
        ("Acme", [], 0, 0),
    ],
)
def test_organisations_are_compared_without_their_endings(
    judged: str, found: list[tuple[str, str]], right: int, wrong: int
) -> None:
    mentions = tuple(replace(MENTION, text=text, entity=entity) for text, entity in found)
    comparison = compare(judgement_of({"organisations": [judged]}), Extraction(mentions, ()), "organisation")
    assert (comparison.right, len(comparison.wrong)) == (right, wrong)
    assert len(comparison.missed) == 1 - right


def test_what_may_be_found_is_not_counted_but_its_kind_is() -> None:
    judgement = judgement_of({"organisations": [], "people": [], "may": {"organisations": ["Acme"]}})
    person = replace(MENTION, kind="person")
    assert not compare(judgement, Extraction((MENTION,), ()), "organisation").wrong
    assert len(compare(judgement, Extraction((person,), ()), "person").wrong) == 1


def test_a_place_in_another_country_is_another_place() -> None:
    judgement = judgement_of({"places": ["Rochester@US"]})
    place = replace(MENTION, kind="place", text="Rochester", entity="Rochester", code="GB")
    assert len(compare(judgement, Extraction((place,), ()), "place").wrong) == 1
    assert compare(judgement, Extraction((replace(place, code="US"),), ()), "place").right == 1
