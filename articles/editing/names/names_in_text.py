"""Corrections of names in a text: any words of an article can be said to mean an entity, or nobody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from articles.editing.names.candidates import EntityCandidate, candidates_for
from articles.editing.names.word_links import (
    DecisionOutcome,
    EntityRefusedError,
    UnresolvedWords,
    decide_words,
)
from articles.extraction.store.editor_decisions import occurrences
from articles.models import Article, Entity, Kind, Mention, MentionDecision, User
from articles.presentation.evidence import Evidence, reading_order
from articles.search.query.compiler import read_query
from articles.text import fold_name

MAX_WORDS = 200  # characters
BATCH = 50  # articles at a time


@dataclass(frozen=True, slots=True)
class WordsInText:
    """Words of an article, and what they mean so far.

    surface: as the text has them; times: how often; kinds: of the mentions with these words; entity: what
    they are linked to, None if they are unresolved or no mention; why: the reason in a sentence.
    """

    article: Article
    surface: str
    times: int
    kinds: tuple[str, ...]
    entity: Entity | None
    why: str

    @property
    def folded(self) -> str:
        """The words, normalised for comparison."""
        return fold_name(self.surface)

    def keys(self, kind: str) -> list[UnresolvedWords]:
        """Return what to decide on: the mentions with these words, or new ones of a kind."""
        return [UnresolvedWords(self.article.pk, each, self.folded) for each in self.kinds or (kind,)]

    def candidates(self) -> list[EntityCandidate]:
        """Return the entities that may be meant, without the present one."""
        keys = self.keys(Kind.PERSON)
        found = {each.entity.pk: each for listed in candidates_for(keys).values() for each in listed}
        return [each for key, each in found.items() if not self.entity or key != self.entity.pk]


def words_in(article: Article, words: str) -> WordsInText:
    """Find words in an article. Raises EntityRefusedError if the text does not have them."""
    surface = " ".join(words.replace("\0", "").split())
    if not fold_name(surface) or len(surface) > MAX_WORDS:
        raise EntityRefusedError(gettext("Select a name of 1 to %(most)s characters.") % {"most": MAX_WORDS})
    mentions = [each for each in article.mentions.select_related("entity") if _same(each, surface)]
    decided = article.mention_decisions.filter(folded=fold_name(surface)).values_list("kind", flat=True)
    times = max(len(mentions), sum(1 for _ in occurrences(article, surface)))
    if not times:
        raise EntityRefusedError(
            gettext("The text does not have the words “%(words)s”.") % {"words": surface}
        )
    linked = next((each for each in mentions if each.entity), None)
    entities = {each.entity.pk: each.entity for each in mentions if each.entity}
    # A decided word is found under the kind that extraction gave it, not that of its entity.
    kinds = tuple(sorted(decided)) or tuple(sorted({each.kind for each in mentions}))
    shown = linked or next(iter(mentions), None)
    why = Evidence(mentions, entities).explain(shown) if shown else gettext("not recognised as a name")
    return WordsInText(article, surface, times, kinds, linked.entity if linked else None, why)


def correct_words(found: WordsInText, entity: Entity | None, editor: User, at: datetime) -> DecisionOutcome:
    """Decide what the words mean in their article; None: nobody, or not a name.

    Raises EntityRefusedError if that changes nothing, or if the entity is gone.
    """
    if entity is None and not found.kinds:
        raise EntityRefusedError(
            gettext("“%(words)s” is not linked to anything. Nothing was changed.") % {"words": found.surface}
        )
    keys = found.keys(entity.kind if entity else "")
    return decide_words(keys, entity, editor, at=at, surface=found.surface)


def correct_everywhere(
    found: WordsInText,
    before: Entity | None,
    entity: Entity | None,
    editor: User,
    at: datetime,
    between: Callable[[], None] = lambda: None,
) -> int:
    """Correct the words in all other articles where they meant the same as ``before``; return their number.

    Words that an editor has decided on stay. ``between`` runs after each article; what it raises stops the
    work, which can be run again.
    """
    corrected = 0
    for article in _others(found):
        decided = MentionDecision.objects.filter(article=article, folded=found.folded).exists()
        try:
            here = words_in(article, found.surface)
        except EntityRefusedError:
            continue  # only a similar word
        if not decided and here.entity == before and (entity or here.kinds):
            corrected += bool(correct_words(here, entity, editor, at).decided)
        between()
    return corrected


def _others(found: WordsInText) -> Iterator[Article]:
    """Yield the other articles that a search for the words finds, public or not, by id."""
    where = read_query('"' + found.surface.replace('"', " ") + '"', public=False).where
    ids = list(
        Article.objects.filter(where).exclude(pk=found.article.pk).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(ids), BATCH):
        batch = Article.objects.filter(pk__in=ids[start : start + BATCH]).defer("search", "entity_names")
        yield from batch.order_by("pk")


def _same(mention: Mention, words: str) -> bool:
    return fold_name(mention.surface) == fold_name(words)


@dataclass(frozen=True, slots=True)
class NameInText:
    """The words of mentions with the same meaning in an article, and how often they appear."""

    surface: str
    times: int
    entity: Entity | None


def names_of(article: Article) -> list[NameInText]:
    """Return the names of an article in reading order, each once for each meaning."""
    counts: dict[tuple[str, int], tuple[Mention, int]] = {}
    for mention in sorted(article.mentions.select_related("entity"), key=reading_order):
        key = mention.surface, mention.entity_id or 0
        counts[key] = counts.get(key, (mention, 0))[0], counts.get(key, (mention, 0))[1] + 1
    return [NameInText(mention.surface, times, mention.entity) for mention, times in counts.values()]
