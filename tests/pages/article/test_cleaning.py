"""The article's page says what cleaning did to the original."""

import re
from pathlib import Path

import pytest

from articles.importers.cleaning.clean import LIMITS
from articles.models import Capture
from articles.presentation.cleaning import cleaning_in_words
from tests.factories import ArticleFactory
from tests.pages.article.article_parts import capture
from tests.pages.conftest import Getter

IMPORTERS = Path(__file__).parents[3] / "articles" / "importers"
#: The notes that the importers can write; those with a variable name in them are listed by hand.
NOTES = {
    *(
        note
        for path in IMPORTERS.rglob("*.py")
        for note in re.findall(r'note\("([^"]+)"\)', path.read_text())
    ),
    *re.findall(r'done\.append\("([^"]+)"\)', (IMPORTERS / "cleaning" / "normalise.py").read_text()),
    *(f"{name} shortened" for name in LIMITS),
    *("name of the source", "repeated byline", "caption", "standfirst", "dateline", "agency"),
}


def test_every_note_of_the_importers_has_words() -> None:
    assert len(NOTES) > 20
    groups = cleaning_in_words(Capture(cleaning=sorted(NOTES), media_type="text/plain"))
    assert [group.label for group in groups] == ["Removed:", "Moved out of the text:", "Changed:"]
    assert sum(len(group.steps) for group in groups) == len(NOTES)


@pytest.mark.django_db
def test_the_article_says_what_was_removed_and_leads_to_the_original(get: Getter) -> None:
    article = ArticleFactory.create()
    made = capture(article, b"x", cleaning=["doubled headline", "dateline", "<b>later</b>"])
    page = get(article.get_absolute_url())
    text = page.one("dl", class_="prov").text
    assert "Removed: the rest of the page, such as menus and advertisements, the repeated headline" in text
    assert "Moved out of the text: the dateline" in text
    assert "Other steps: <b>later</b>" in text
    link = page.links()["See the original next to the article"]
    assert link == f"{article.get_absolute_url()}original/?capture={made.pk}"
    assert "Removed: the rest of the page" in get(link).one("dl", class_="prov").text


@pytest.mark.django_db
def test_an_original_that_needed_no_cleaning(get: Getter) -> None:
    article = ArticleFactory.create()
    capture(article, b"x", media_type="text/plain", cleaning=[])
    assert "no cleaning was needed" in get(article.get_absolute_url()).one("dl", class_="prov").text
