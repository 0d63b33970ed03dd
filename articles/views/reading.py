"""An article as it is read: paragraphs with the entities marked, and the margin that lists them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, ArticleEntity, Decision, Entity, Kind, Mention
from articles.models.entities import PATHS

_PARAGRAPH = re.compile(r"\S(?:(?!\n\s*\n).)*", re.DOTALL)
LABELS = {"person": "People", "country": "Countries", "organisation": "Organisations", "place": "Places"}
EVIDENCE = {
    "name": "by name",
    "alias": "by another name",
    "surname": "by surname",
    "demonym": "by the word for its people",
    "capital": "by its capital",
    "region": "by one of its regions",
    "city": "by one of its cities",
    "metonym": "by an institution that stands for it",
}


@dataclass(slots=True)
class Entry:
    """One line of the margin: an entity and how often, and where first, the text names it."""

    entity: Entity
    confirmed: bool
    is_about: bool
    reported_from: bool
    count: int = 0
    first: int | None = None
    words: list[str] = field(default_factory=list)

    @property
    def parameter(self) -> str:
        """The search parameter that selects this entity's articles."""
        return f"{self.entity.kind}={self.entity.key}"


@dataclass(frozen=True, slots=True)
class Group:
    """The entities of one kind, most often named first."""

    kind: str
    label: str
    path: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Reading:
    """The marked texts of an article (escaped; no markup but links) and its groups of entities."""

    headline: SafeString
    standfirst: SafeString
    caption: SafeString
    dateline: SafeString
    paragraphs: list[SafeString]
    groups: list[Group]
    reported_from: list[Entity]

    @classmethod
    def of(cls, article: Article, *, show_marks: bool = True) -> "Reading":
        """Read the article's entities with two queries. Rejected entities are neither marked nor listed."""
        entries = _entries(article)
        mentions = list(article.mentions.order_by("field", "start"))
        _trace(entries, mentions)
        marked = [each for each in mentions if show_marks and each.entity_id in entries]
        return cls(
            headline=_mark(article.headline, _within(marked, "headline"), entries),
            standfirst=_mark(article.standfirst, _within(marked, "standfirst"), entries),
            caption=_mark(article.caption, _within(marked, "caption"), entries),
            dateline=_mark(article.dateline, _within(marked, "dateline"), entries),
            paragraphs=list(_paragraphs(article.body, _within(marked, "body"), entries)),
            groups=[
                Group(kind, LABELS[kind], PATHS[kind], listed)
                for kind in Kind.values
                if (listed := [entry for entry in entries.values() if entry.entity.kind == kind])
            ],
            reported_from=[entry.entity for entry in entries.values() if entry.reported_from],
        )


def _entries(article: Article) -> dict[int, Entry]:
    links = (
        ArticleEntity.objects.filter(article=article)
        .exclude(status=Decision.REJECTED)
        .select_related("entity")
        .order_by("-is_about", "-mention_count", "entity__name")
    )
    return {
        link.entity_id: Entry(
            link.entity, link.status == Decision.CONFIRMED, link.is_about, link.reported_from
        )
        for link in links
    }


def _trace(entries: dict[int, Entry], mentions: Iterable[Mention]) -> None:
    """Give each entry its first mention and the words used; a country also those that point to it."""
    countries = {entry.entity.code: entry for entry in entries.values() if entry.entity.kind == Kind.COUNTRY}
    order = {"headline": 0, "standfirst": 1, "caption": 2, "dateline": 3, "body": 4}
    for mention in sorted(mentions, key=lambda each: (order[each.field], each.start)):
        named, country = entries.get(mention.entity_id or 0), countries.get(mention.code)
        for entry in (named, None if country is named else country):
            if entry is None:
                continue
            entry.count += 1
            if entry.first is None and named:
                entry.first = mention.pk
            if mention.surface not in entry.words:
                entry.words.append(mention.surface)


def _within(mentions: list[Mention], name: str) -> list[Mention]:
    return [mention for mention in mentions if mention.field == name]


def _paragraphs(body: str, mentions: list[Mention], entries: dict[int, Entry]) -> Iterator[SafeString]:
    for match in _PARAGRAPH.finditer(body):
        inside = [each for each in mentions if match.start() <= each.start and each.end <= match.end()]
        yield _mark(match.group(), inside, entries, offset=match.start())


def _mark(text: str, mentions: list[Mention], entries: dict[int, Entry], offset: int = 0) -> SafeString:
    """``text`` escaped, with a link around each mention. Words that have moved since are left unmarked."""
    parts: list[str] = []
    position = 0
    for mention in mentions:
        start, end = mention.start - offset, mention.end - offset
        words = text[max(start, 0) : end]
        if start < position or not words.startswith(mention.surface):
            continue
        entity = entries[mention.entity_id or 0].entity
        parts += [escape(text[position:start]), _link(words, mention, entity)]
        position = end
    parts.append(escape(text[position:]))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped above)


def _link(words: str, mention: Mention, entity: Entity) -> SafeString:
    return format_html(
        '<a class="e-{}" id="m{}" href="{}" title="{}">{}</a>',
        entity.kind,
        mention.pk,
        entity.get_absolute_url(),
        f"{entity.name}, {entity.get_kind_display().lower()}, {EVIDENCE.get(mention.evidence, 'found here')}",
        words,
    )
