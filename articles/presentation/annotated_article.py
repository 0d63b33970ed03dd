"""An article as readers see it: text with marked entities, and a margin that lists and explains them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from articles.models import Article, ArticleEntity, Decision, Entity, Kind, Mention
from articles.models.entities.entities import PATHS
from articles.presentation.evidence import Evidence, reading_order
from articles.presentation.searched_words import SearchedWords
from articles.search.page.highlighting import MatchSpan
from articles.search.query.ast import Text

_PARAGRAPH = re.compile(r"\S(?:(?!\n\s*\n).)*", re.DOTALL)
LABELS = {
    "person": gettext_lazy("People"),
    "country": gettext_lazy("Countries"),
    "organisation": gettext_lazy("Organisations"),
    "place": gettext_lazy("Places"),
}
FIELDS = {
    "headline": gettext_lazy("headline"),
    "standfirst": gettext_lazy("standfirst"),
    "caption": gettext_lazy("caption"),
    "dateline": gettext_lazy("dateline"),
    "body": gettext_lazy("text"),
}
SHOWN_PLACES = 30  # per reason
SHOWN_ENTRIES = 10  # per kind; the others are folded away


@dataclass(frozen=True, slots=True)
class MentionLocation:
    """Where a mention occurs, and the HTML id to link to: of its mark, else of its paragraph or field.

    paragraph: its number in the body from 1, or 0 for another field, which ``label`` names.
    """

    label: str
    paragraph: int
    target: str


@dataclass(slots=True)
class MarginReason:
    """Words that name an entity, how they do so, and where they occur."""

    words: str
    why: str
    places: list[MentionLocation] = field(default_factory=list)

    @property
    def shown(self) -> list[MentionLocation]:

        return self.places[:SHOWN_PLACES]

    @property
    def more(self) -> int:

        return max(0, len(self.places) - SHOWN_PLACES)


@dataclass(slots=True)
class MarginEntry:
    """An entity in the margin: how often the text mentions it, and with which words.

    note: the number shown where the text first mentions it, or 0 if it does not.
    """

    entity: Entity
    count: int
    confirmed: bool
    is_about: bool
    reported_from: bool
    note: int = 0
    reasons: dict[tuple[str, str], MarginReason] = field(default_factory=dict)

    @property
    def parameter(self) -> str:
        """The search parameter that filters by this entity."""
        return f"{self.entity.kind}={self.entity.key}"


@dataclass(frozen=True, slots=True)
class MarginGroup:
    """The entities of one kind, most often mentioned first."""

    kind: str
    label: str
    path: str
    entries: list[MarginEntry]

    @property
    def first(self) -> list[MarginEntry]:
        """The entries shown at first. A single remaining entry is shown too rather than folded away."""
        return self.entries if len(self.entries) == SHOWN_ENTRIES + 1 else self.entries[:SHOWN_ENTRIES]

    @property
    def rest(self) -> list[MarginEntry]:
        """The entries that are folded away at first."""
        return self.entries[len(self.first) :]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """The marked texts of an article, as escaped HTML with links and marks only, and its entities in groups.

    searched: the words of the reader's search, as far as they were found.
    """

    headline: SafeString
    standfirst: SafeString
    caption: SafeString
    dateline: SafeString
    paragraphs: list[SafeString]
    groups: list[MarginGroup]
    reported_from: list[Entity]
    searched: SearchedWords

    @property
    def subjects(self) -> list[Entity]:
        """Return the entities that the article is about."""
        return [entry.entity for group in self.groups for entry in group.entries if entry.is_about]

    @property
    def reported_from_links(self) -> SafeString:
        """Links to the countries that the report came from, separated by commas."""
        pairs = [(each.get_absolute_url(), each.label) for each in self.reported_from]
        return format_html_join(", ", '<a href="{}">{}</a>', pairs)

    @classmethod
    def of(
        cls, article: Article, terms: Sequence[Text] = (), *, show_names: bool = False
    ) -> "AnnotatedArticle":
        """Annotate an article, with two queries. Rejected entities are neither marked nor listed.

        terms: what the reader searched for. show_names: whether the names in the text are links at first.
        """
        entries = _entries(article)
        mentions = sorted(article.mentions.all(), key=reading_order)
        evidence = Evidence(mentions, {key: entry.entity for key, entry in entries.items()})
        searched = SearchedWords(terms, article.language)
        marker = MentionMarker(article, mentions, entries, evidence, searched, show_names=show_names)
        reading = cls(
            headline=marker.field("headline"),
            standfirst=marker.field("standfirst"),
            caption=marker.field("caption"),
            dateline=marker.field("dateline"),
            paragraphs=list(marker.paragraphs()),
            groups=[
                MarginGroup(kind, str(LABELS[kind]), PATHS[kind], listed)
                for kind in Kind.values
                if (listed := [entry for entry in entries.values() if entry.entity.kind == kind])
            ],
            reported_from=[entry.entity for entry in entries.values() if entry.reported_from],
            searched=searched,
        )
        _give_reasons(entries, mentions, marker, evidence)
        return reading


def _entries(article: Article) -> dict[int, MarginEntry]:
    links = (
        ArticleEntity.objects.filter(article=article)
        .exclude(status=Decision.REJECTED)
        .select_related("entity")
        .order_by("-is_about", "-mention_count", "entity__name")
    )
    return {
        link.entity_id: MarginEntry(
            entity=link.entity,
            count=link.mention_count,
            confirmed=link.status == Decision.CONFIRMED,
            is_about=link.is_about,
            reported_from=link.reported_from,
        )
        for link in links
    }


class MentionMarker:
    """Marks the mentions in an article's texts, and records which could be marked.

    Where the body first mentions an entity, it adds a numbered note that links to the margin. The words of
    the reader's search are marked as well, within names and outside them.
    """

    def __init__(
        self,
        article: Article,
        mentions: list[Mention],
        entries: dict[int, MarginEntry],
        evidence: Evidence,
        searched: SearchedWords,
        *,
        show_names: bool,
    ) -> None:
        self.article = article
        self.marked: set[int] = set()
        self._evidence = evidence
        self._searched = searched
        # A name that is not shown has its address ready for the script, but is not a link.
        self._href = "href" if show_names else "data-href"
        self._paragraphs = list(_PARAGRAPH.finditer(article.body))
        self._starts = [match.start() for match in self._paragraphs]
        self._entries = entries
        self._notes = 0
        self._mentions = [each for each in mentions if each.entity_id in entries]

    def field(self, name: str) -> SafeString:
        """Return one of the texts other than the body, marked."""
        text = getattr(self.article, name)
        inside = [each for each in self._mentions if each.field == name]
        return self._mark(name, text, inside, self._searched.find(name, text))

    def paragraphs(self) -> Iterator[SafeString]:
        """Yield the paragraphs of the body, marked."""
        inside: list[list[Mention]] = [[] for _ in self._paragraphs]
        for mention in self._mentions:
            number = self.paragraph(mention)
            if number and mention.end <= self._paragraphs[number - 1].end():
                inside[number - 1].append(mention)
        found = self._searched.find("body", self.article.body)
        for match, mentions in zip(self._paragraphs, inside, strict=True):
            begin = match.start()
            yield self._mark("body", match.group(), mentions, _within(found, begin, match.end()), begin)

    def paragraph(self, mention: Mention) -> int:
        """Return the number of the body paragraph with the mention, from 1; 0 for other fields."""
        return bisect_right(self._starts, mention.start) if mention.field == "body" else 0

    def _mark(
        self, name: str, text: str, mentions: list[Mention], found: list[MatchSpan], offset: int = 0
    ) -> SafeString:
        """Escape a text, link each mention and mark what was ``found``.

        offset: where the text begins in the field. Mentions whose words have moved stay unmarked.
        """

        def marked(begin: int, end: int) -> SafeString:
            return self._searched.html(text[begin:end], _within(found, begin, end), name)

        parts: list[str] = []
        position = 0
        for mention in mentions:
            start, end = mention.start - offset, mention.end - offset
            if start < position or not text[max(start, 0) : end].startswith(mention.surface):
                continue
            entry = self._entries[mention.entity_id or 0]
            parts += [marked(position, start), self._link(marked(start, end), mention, entry.entity)]
            if name == "body" and not entry.note:
                parts.append(self._note(entry))
            self.marked.add(mention.pk)
            position = end
        parts.append(marked(position, len(text)))
        return mark_safe("".join(parts))  # noqa: S308  (every part is escaped above)

    def _link(self, words: SafeString, mention: Mention, entity: Entity) -> SafeString:
        return format_html(
            '<a class="e-{}" id="m{}" {}="{}" title="{}">{}</a>',
            entity.kind,
            mention.pk,
            mark_safe(self._href),  # noqa: S308  (one of two constants)
            entity.get_absolute_url(),
            _capitalised(self._evidence.explain(mention)),
            words,
        )

    def _note(self, entry: MarginEntry) -> SafeString:
        """Number the entry and return its note. The style sheet draws the number, so copied text has none."""
        self._notes += 1
        entry.note = self._notes
        label = gettext("Note %(number)d: %(name)s") % {"number": entry.note, "name": entry.entity.label}
        return format_html(
            '<a class="noteref" id="r{0}" href="#n{0}" data-note="{0}" aria-label="{1}"></a>',
            entry.note,
            label,
        )


def _within(found: list[MatchSpan], begin: int, end: int) -> list[MatchSpan]:
    """Return the matches that reach into a part of a text, counted from its beginning."""
    first = bisect_right(found, begin, key=lambda span: span.end)
    last = bisect_left(found, end, key=lambda span: span.start)
    return [MatchSpan(each.start - begin, each.end - begin, each.pattern) for each in found[first:last]]


def _give_reasons(
    entries: dict[int, MarginEntry], mentions: Iterable[Mention], marker: MentionMarker, evidence: Evidence
) -> None:
    """Give each entry the words that name it. A country also gets those of places and institutions in it."""
    countries = {entry.entity.code: entry for entry in entries.values() if entry.entity.kind == Kind.COUNTRY}
    for mention in mentions:
        named, country = entries.get(mention.entity_id or 0), countries.get(mention.code)
        for entry in (named, None if country is named else country):
            if entry is not None:
                why = evidence.explain(mention)
                reason = entry.reasons.setdefault((mention.surface, why), MarginReason(mention.surface, why))
                paragraph = marker.paragraph(mention)
                near = f"p{paragraph}" if paragraph else mention.field
                target = f"m{mention.pk}" if mention.pk in marker.marked else near
                reason.places.append(MentionLocation(str(FIELDS[mention.field]), paragraph, target))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
