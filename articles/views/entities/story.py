"""The sentences of the page about two entities: a timeline, and the snippets of its list."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from articles.models import Entity
from articles.partial_dates import value_of
from articles.search.counting.interface import Counting
from articles.search.query.selection import Selection
from articles.search.results import Hit, SearchResults
from articles.sentences.marking import marked
from articles.sentences.meetings import Meeting, common_sentences, meetings
from articles.sentences.passages import Sentence, naming_articles
from articles.sentences.spread import Spread
from articles.views.entities.calendar import CalendarUnit

MOST_TOLD = 30  # articles on the timeline; as many can be drawn as squares
MOST_READ = 40  # if there are more


@dataclass(frozen=True)
class Story:
    """The entries of the timeline, and the sentences that name both of the articles on this page of the list.

    read: the number of articles that were read for the timeline, of ``total``. If not all were, it has only
    those in which a sentence names both.
    """

    entries: list[Meeting]
    read: int
    total: int
    common: dict[int, Sentence] = field(repr=False)

    @classmethod
    def of(cls, using: Counting, results: SearchResults, one: Entity, other: Entity) -> "Story":
        """Read the sentences of the articles found."""
        chosen = Spread.of(using, Selection(results.request), MOST_TOLD)
        if not chosen.is_complete:
            chosen = Spread.of(using, Selection(results.request), MOST_READ)
        listed = [hit.article.pk for hit in results.hits]
        every = {
            each.article.pk: each
            for each in naming_articles(list(dict.fromkeys([*chosen.ids, *listed])), [one.pk, other.pk])
        }
        told = [every[pk] for pk in chosen.ids if pk in every]
        if len(told) > MOST_TOLD:
            told = [each for each in told if common_sentences(each.sentences, one.pk, other.pk)][:MOST_TOLD]
        entries = meetings(told, one.pk, other.pk)
        common = {
            pk: both[0]
            for pk in listed
            if pk in every and (both := common_sentences(every[pk].sentences, one.pk, other.pk))
        }
        return cls(entries, len(chosen.ids), chosen.total, common)

    @property
    def is_complete(self) -> bool:
        """Whether every article has an entry."""
        return len(self.entries) == self.total

    @property
    def together(self) -> int:
        """The number of entries in which a sentence names both."""
        return sum(1 for each in self.entries if each.together)

    @property
    def units(self) -> dict[str, list[CalendarUnit]]:
        """The squares of each month, if every article has an entry."""
        found: dict[str, list[CalendarUnit]] = defaultdict(list)
        for each in self.entries if self.is_complete else []:
            article = each.naming.article
            if article.date and article.date.level in ("day", "month"):
                month = value_of(article.date.first, "month")
                unit = CalendarUnit(each.together, article.get_absolute_url(), article.headline)
                found[month].append(unit)
        return found

    def with_sentences(self, results: SearchResults) -> SearchResults:
        """Return the results with the sentence that names both as the snippet, where there is one.

        If the reader searched for words, the snippets show these.
        """
        if results.request.q:
            return results
        return replace(results, hits=[self._with_sentence(hit) for hit in results.hits])

    def _with_sentence(self, hit: Hit) -> Hit:
        sentence = self.common.get(hit.article.pk)
        return (
            hit
            if sentence is None or sentence.field == "headline"
            else replace(hit, snippet=marked(sentence))
        )
