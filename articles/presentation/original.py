"""Compares an original with its article: what became of each piece of the original.

Nothing here is stored. The pieces are looked up in the current article, so the comparison stays correct
after later imports and editors' corrections.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importers.cleaning.clean import is_banner
from articles.importers.cleaning.encodings import decode, decode_page
from articles.importers.cleaning.html_fragment import fragment_text, has_markup
from articles.importers.cleaning.normalise import normalise_text, paragraphs
from articles.importers.formats import messages
from articles.importers.record import RecordError
from articles.models import Article
from articles.text import fold

MAX_BYTES = 1_000_000  # read from an original
MAX_CHARACTERS = 200_000  # shown
MAX_PIECES = 2_000
FOLDED_LINES = 5  # longer markup is folded away
_SHORT = 20  # characters: a shorter piece may match by chance
_PART = re.compile(r"\S(?:(?!\n\s*\n).)*", re.DOTALL)
_TEXTS = ("headline", "standfirst", "byline", "dateline", "caption", "section")
_LABELS = {
    "headline": gettext_lazy("Headline"),
    "standfirst": gettext_lazy("Standfirst"),
    "byline": gettext_lazy("Byline"),
    "dateline": gettext_lazy("Dateline"),
    "caption": gettext_lazy("Caption"),
    "section": gettext_lazy("Section"),
    "source": gettext_lazy("Source"),
}
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLOCK = re.compile(
    r"(?<!\n)(?=<(?:p|div|h[1-6]|li|ul|figure|figcaption|section|article|aside|header|footer|nav|script|style|meta|link)\b)",
    re.IGNORECASE,
)
_INLINE = (
    r"a|b|br|byttl|chron|city|country|em|event|font|function|i|lang|location|money|name|num|object|org|person"
    r"|pronounce|q|region|span|state|strong|sub|sup|u|virtloc"
)
#: The start of any element of XML that is not part of a sentence, also if it is escaped, as HTML in feeds.
_XML_BLOCK = re.compile(rf"(?=(?:<|&lt;)(?!(?:\w+:)?(?:{_INLINE})\b)[a-z])", re.IGNORECASE)
_LONG_LINE = 1_000  # characters; a longer line of HTML is split before block elements
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_SPACES = re.compile(r"\s+")
_AHEAD = 6  # paragraphs in which to look for the next piece
# Control characters are shown as control pictures (U+2400 onwards), except tabs and line breaks.
_PICTURES = {code: 0x2400 + code for code in range(32) if code not in {9, 10, 13}} | {127: 0x2421}


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """A part of the article: a field such as "headline", or a "paragraph" with its number from 1."""

    name: str
    text: str
    number: int = 0

    @property
    def label(self) -> str:
        """Return the name of the part in the reader's language."""
        if label := _LABELS.get(self.name):
            return str(label)
        return _("Paragraph %(number)s") % {"number": self.number}


@dataclass(slots=True)
class Piece:
    """A piece of the original. name: its field, if the original is a JSON record; else "".

    fate: "kept", "again" (the headline repeated), "banner", "left" (not in the article), "data" (a value
    that is not text of the article) or "markup" (HTML source without text of the article).
    """

    text: str
    name: str = ""
    fate: str = "left"
    parts: list[ArticlePart] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """Whether to fold it away: markup of many lines."""
        return self.fate == "markup" and self.lines > FOLDED_LINES

    @property
    def lines(self) -> int:

        return self.text.count("\n") + 1


@dataclass(frozen=True, slots=True)
class OriginalComparison:
    """The pieces of an original, in order, each with the parts of the article that it became.

    added: parts of the article that are not in the original. is_cut: only the beginning of the original
    is compared and shown.
    """

    pieces: list[Piece]
    added: list[ArticlePart]
    is_cut: bool

    @classmethod
    def of(
        cls, article: Article, head: bytes, media_type: str, *, is_whole: bool = True
    ) -> "OriginalComparison":
        """Compare; ``head`` is the original, or its first MAX_BYTES bytes if not ``is_whole``."""
        if media_type == messages.PAGE_MEDIA_TYPE:
            media_type = "text/html"
            pieces = list(_lines(messages.page_text(head)))
        elif media_type == messages.MEDIA_TYPE:
            pieces = list(_fields(messages.fields(head)))
        else:
            pieces = list(_pieces(_decoded(head, media_type, is_whole=is_whole), media_type))
        shown, used = [], 0
        for piece in pieces[:MAX_PIECES]:
            if used + len(piece.text) > MAX_CHARACTERS:
                break
            used += len(piece.text)
            shown.append(piece)
        matcher = _Matcher(article)
        for piece in shown:
            matcher.place(piece)
            piece.text = piece.text.translate(_PICTURES)
        is_cut = not is_whole or len(shown) < len(pieces)
        if _is_markup(media_type):
            shown = list(_joined(shown))
        return cls(shown, [] if is_cut else matcher.left(), is_cut)


def _decoded(head: bytes, media_type: str, *, is_whole: bool) -> str:
    # If the last character is cut in two, drop it: else UTF-8 would not be recognised.
    for cut in range(0 if is_whole else 4):
        try:
            return head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
    return decode_page(head) if _is_markup(media_type) else decode(head)[0]


def _is_markup(media_type: str) -> bool:
    return media_type.endswith(("html", "xml")) or media_type.startswith("text/vnd.iptc.")


def _pieces(text: str, media_type: str) -> Iterator[Piece]:
    if media_type == "text/html":
        return _lines(text)
    if _is_markup(media_type):
        return (Piece(part, fate="markup") for part in _XML_BLOCK.split(text) if part.strip())
    values = _record(text) if media_type.endswith("json") else None
    return _fields(values) if values is not None else _blocks(text)


def _record(text: str) -> dict[str, object] | None:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _fields(values: dict[str, object], *, is_inside: bool = False) -> Iterator[Piece]:
    for name, value in values.items():
        if isinstance(value, str):
            yield from _texts(value, name)
        elif (
            isinstance(value, list)
            and value
            and not is_inside
            and all(isinstance(each, dict) for each in value)
        ):
            # Versions of a text, as in ninjs: {"role": "main", "value": "Rain at last"}
            for each in value:
                yield from _fields({f"{name}.{inner}": text for inner, text in each.items()}, is_inside=True)
        else:
            yield Piece(json.dumps(value, ensure_ascii=False), name, "data")


def _texts(text: str, name: str) -> Iterator[Piece]:
    with suppress(RecordError):  # its markup is nested too deeply
        text = fragment_text(text) if has_markup(text) else text
    for block in paragraphs(text) or [""]:
        yield Piece(block, name)


def _blocks(text: str) -> Iterator[Piece]:
    return (Piece(block) for block in paragraphs(normalise_text(text)[0]))


def _lines(text: str) -> Iterator[Piece]:
    """Yield the lines of an HTML page."""
    for line in text.splitlines():
        for part in _BLOCK.split(line) if len(line) > _LONG_LINE else [line]:
            if part.strip():
                yield Piece(part, fate="markup")


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join adjacent pieces that are only markup."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.fate == piece.fate == "markup":
            last.text += f"\n{piece.text}"
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _without_tags(source: str) -> str:
    """Return the text of markup for comparison. In feeds, tags may be escaped once more."""
    text = _TAG.sub(" ", _CDATA.sub(" ", source))
    return _plain(_TAG.sub(" ", unescape(text)) if "&lt;" in text else text)


def _plain(text: str) -> str:
    """Normalise text for comparison: fold case and accents, decode entities, collapse white space."""
    return _SPACES.sub(" ", fold(normalise_text(text)[0])).strip()


class _Matcher:
    """Finds which parts of an article the pieces of its original became. Each part is assigned once."""

    def __init__(self, article: Article) -> None:
        texts = [ArticlePart(name, getattr(article, name)) for name in _TEXTS if getattr(article, name)]
        if article.source:
            texts.append(ArticlePart("source", article.source.name))
        self._texts = {part.name: (part, _plain(part.text)) for part in texts}
        body = [
            ArticlePart("paragraph", text, number)
            for number, text in enumerate(_PART.findall(article.body), 1)
        ]
        self._body = [(part, _plain(part.text)) for part in body]
        self._exact = {plain: place for place, (_, plain) in reversed(list(enumerate(self._body)))}
        self._next = 0  # the next paragraph to match
        self._given: set[tuple[str, int]] = set()

    def left(self) -> list[ArticlePart]:
        """Return the unmatched parts, except the source: most originals do not name it."""
        every = [part for part, _ in (*self._texts.values(), *self._body)]
        return [
            part for part in every if (part.name, part.number) not in self._given and part.name != "source"
        ]

    def place(self, piece: Piece) -> None:
        """Set the fate and parts of the next piece."""
        source = piece.fate == "markup"
        plain = _without_tags(piece.text) if source else _plain(piece.text)
        if piece.fate == "data" or not plain:
            return
        found = self._text(plain, piece.name) or self._paragraphs(plain)
        if found:
            fresh = [part for part in found if (part.name, part.number) not in self._given]
            piece.parts = fresh
            self._given |= {(part.name, part.number) for part in fresh}
            again = not fresh and found[0].name == "headline"
            piece.fate = "again" if again else "kept"
        elif is_banner(normalise_text(_TAG.sub(" ", piece.text).strip())[0]):
            piece.fate = "banner"
        elif piece.name and not piece.name.startswith(("body", "bodies", "text", "content")):
            piece.fate = "data"

    def _text(self, plain: str, name: str) -> list[ArticlePart]:
        """Return the field other than the body that equals the piece, as a list of one, or []."""
        for part, own in self._texts.values():
            same_field = name == part.name and own in plain
            if plain == own or same_field or (part.name == "byline" and plain == f"by {own}"):
                return [part]
        return []

    def _paragraphs(self, plain: str) -> list[ArticlePart]:
        """Return the paragraphs that the piece contains, or the one that contains it, after any dateline."""
        if plain in self._exact:
            place = self._exact[plain]
            self._next = place + 1
            return [self._body[place][0]]
        found = []
        ahead = range(self._next, min(self._next + _AHEAD, len(self._body)))
        for place in ahead:
            if own := self._body[place][1]:
                if own in plain:
                    found.append(place)
                elif not found and len(plain) > _SHORT and plain in own:
                    found = [place]
                    break
        if not found:
            return []
        self._next = found[-1] + (0 if plain in self._body[found[-1]][1] else 1)
        dateline, own = self._texts.get("dateline", (None, ""))
        lead = [dateline] if dateline and plain.startswith(own) else []
        return [*lead, *(self._body[place][0] for place in found)]
