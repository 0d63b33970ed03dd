"""Two entities together: the sentences that name both, in order of time."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.sentences.passages import NamingArticle, Sentence
from articles.sentences.splitting import split

_MOST_SENTENCES = 3  # of one article
_MONTH, _YEAR = 30.44, 365.25  # days
_BETWEEN_CHARACTERS = 20_000  # that are split to count the sentences between two


@dataclass(frozen=True, slots=True)
class Meeting:
    """An article with two entities, as one entry of a timeline.

    together: whether a sentence names both. sentences: those that do, else the first that names each.
    between: the number of sentences between these, if both are in one text. days: since the article before;
    None for the first and without dates.
    """

    naming: NamingArticle
    together: bool
    sentences: list[Sentence]
    between: int | None
    days: int | None

    @property
    def apart(self) -> str:
        """How far apart the two sentences are, in words; "" if one names both."""
        if self.between is None:
            return ""
        if not self.between:
            return _("the next sentence")
        return ngettext("%(n)d sentence later", "%(n)d sentences later", self.between + 1) % {
            "n": self.between + 1
        }

    @property
    def later(self) -> str:
        """The time since the article before, in words."""
        return "" if self.days is None else time_between(self.days)


def meetings(articles: Iterable[NamingArticle], one: int, other: int) -> list[Meeting]:
    """Return an entry for each of the articles, which are in order of time."""
    found: list[Meeting] = []
    before = None
    for naming in articles:
        day = naming.article.day
        days = (day - before).days if day and before else None
        before = day or before
        found.append(_meeting(naming, one, other, days))
    return found


def _meeting(naming: NamingArticle, one: int, other: int, days: int | None) -> Meeting:
    sentences = naming.sentences
    both = common_sentences(sentences, one, other)
    if both:
        return Meeting(naming, True, both[:_MOST_SENTENCES], None, days)
    firsts = [next((each for each in sentences if pk in each.entities), None) for pk in (one, other)]
    apart = [each for each in sentences if any(each is first for first in firsts)]
    return Meeting(naming, False, apart, _between(naming, apart), days)


def common_sentences(sentences: Iterable[Sentence], one: int, other: int) -> list[Sentence]:
    """Return the sentences that name both, those of the text before a headline."""
    both = [each for each in sentences if {one, other} <= each.entities]
    return sorted(both, key=lambda each: each.field == "headline")


def _between(naming: NamingArticle, apart: list[Sentence]) -> int | None:
    if len(apart) < 2 or apart[0].field != apart[1].field:
        return None
    begin, end = apart[0].start + len(apart[0].text), apart[1].start
    if end - begin > _BETWEEN_CHARACTERS:
        return None
    return sum(1 for _ in split(naming.text(apart[0].field)[begin:end], naming.article.language))


def time_between(days: int) -> str:
    """Return a time in words: "the next day", "3 weeks later", "16 months later"."""
    if days == 0:
        return _("the same day")
    if days == 1:
        return _("the next day")
    if days < 2 * _MONTH:
        return ngettext("%(n)d day later", "%(n)d days later", days) % {"n": days}
    if days < 2 * _YEAR:
        months = round(days / _MONTH)
        return ngettext("%(n)d month later", "%(n)d months later", months) % {"n": months}
    years = round(days / _YEAR)
    return ngettext("%(n)d year later", "%(n)d years later", years) % {"n": years}
