"""How a query was interpreted, as one sentence in the reader's language."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from articles.search.results import QueryPart, Understanding

#: Wording of a query part and of its negation, by its field or else its role; {} is the search term.
_PHRASES = {
    "after": (gettext_noop("from {} onwards"), gettext_noop("not from {} onwards")),
    "before": (gettext_noop("up to {}"), gettext_noop("not up to {}")),
    "author": (gettext_noop("by {}"), gettext_noop("not by {}")),
    "source": (gettext_noop("from {}"), gettext_noop("not from {}")),
    "country": (gettext_noop("about {}"), gettext_noop("not about {}")),
    "headline": (gettext_noop("with {} in the headline"), gettext_noop("without {} in the headline")),
    "person": (gettext_noop("mentioning {}"), gettext_noop("not mentioning {}")),
    "organisation": (
        gettext_noop("mentioning the organisation {}"),
        gettext_noop("not mentioning the organisation {}"),
    ),
    "place": (gettext_noop("mentioning the place {}"), gettext_noop("not mentioning the place {}")),
    "section": (gettext_noop("in the section {}"), gettext_noop("not in the section {}")),
    "language": (gettext_noop("written in {}"), gettext_noop("not written in {}")),
    "date": (gettext_noop("dated {}"), gettext_noop("not dated {}")),
    "phrase": (gettext_noop("with the phrase {}"), gettext_noop("without the phrase {}")),
    "prefix": (
        gettext_noop("with words starting with {}"),
        gettext_noop("without words starting with {}"),
    ),
}
_WORDS = (gettext_noop("containing {}"), gettext_noop("without {}"))


def sentence(understanding: Understanding) -> SafeString:
    """Describe a query in HTML: "Articles with oil and price, mentioning John Kerry."; plain words first."""
    words = [part for part in understanding.parts if part.role == "with"]
    others = [_phrase(part) for part in understanding.parts if part.role != "with"]
    phrases = [_phrase(*words), *others] if words else others
    return format_html(gettext("Articles {}."), format_html_join(", ", "{}", ((each,) for each in phrases)))


def _phrase(part: QueryPart, *more: QueryPart) -> SafeString:
    with_it, without_it = _PHRASES.get(part.field or part.role, _WORDS)
    excluded = part.excluded or part.role == "without"
    texts = format_html_join(gettext(" and "), "<b>{}</b>", ((each.text,) for each in (part, *more)))
    return format_html(gettext(without_it if excluded else with_it), texts)
