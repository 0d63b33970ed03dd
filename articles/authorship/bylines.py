"""Parse bylines into authors."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from articles.authorship.byline_words import ADDRESSES, LABELS, OTHER_WORK, SUFFIXES, WRITING
from articles.authorship.name_forms import (
    author_of,
    begins_body,
    is_agency,
    is_body,
    is_family,
    is_given,
    is_initials,
    is_role,
    is_suffix,
    keeps_and,
    recased,
)
from articles.authorship.parsed import ParsedAuthor
from articles.text import fold

MOST_AUTHORS = 40
NAME_CHARACTERS = 150
_BY = re.compile(r"^(?:by|written by|story by)\b[\s:]+|^(?:von|par|por)\s+(?=\S+\s\S)", re.IGNORECASE)
_WRITING = re.compile(rf"(?:^|(?<=[.;,]))\s*(?:additional\s+)?(?:{WRITING})\s+by\s+", re.IGNORECASE)
_OTHER_WORK = re.compile(
    rf"(?:^|(?<=[.;,]))\s*(?:additional\s+)?(?:{OTHER_WORK})\s+by\b[^.;]*", re.IGNORECASE
)
_LABEL = re.compile(rf"^(?:{LABELS})\s*[:\-–—|]?\s+(?=\S+\s\S)", re.IGNORECASE)
_FORM_OF_ADDRESS = re.compile(rf"^{ADDRESSES}\s+(?=\S+\s\S)", re.IGNORECASE)
_AFTER_DASH = re.compile(r"\s+[-–—|]\s.*$")  # "Kyle Peterson - Analysis"
_DANGLING = re.compile(r"^(?:by|and)$|\s+(?:and|&|by)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\S)@\w+")
_QUOTES = "\"'“”‘’«»*_ \t\n"
_CHUNKS = re.compile(r"\s*[;；•]\s*|\s+[/|]\s+|(?<=[a-z])/(?=[A-Z])")
_AND = re.compile(r"\s*,?\s+(?:(?i:and)|&|with|und|et|y|e|mit|avec|con)\s+|\s*&\s+")
_COMMA = re.compile(r"\s*[,，、]\s*")
_SPECIAL = re.compile(
    r"(?:^|[,\s]+)(?:special(?:ly)?\s+(?:to|for)|exclusive(?:ly)?\s+(?:to|for))\s.*$", re.IGNORECASE
)
# "Ann Berg in Norby", "Ann Berg of the Record"
_WHERE = re.compile(r"^(\S+\s+\S.*?)\s+(?:in|at|from|aus|à|en|of|for|reports?|reporting|writes?)\s+\S.*$")
_TITLE = re.compile(
    r"^(\S+\s+\S.*?)\s+(?:staff|senior|special|contributing|chief|associate|assistant|deputy|foreign|political)"
    r"\s+\w+$",
    re.IGNORECASE,
)


@lru_cache(maxsize=5_000)  # of the few bylines of a list, most stand there twice
def read_byline(byline: str, source: str = "") -> tuple[ParsedAuthor, ...]:
    """Return the authors of a byline: "By A and B", "A, B and C; D", "Berg, Ann; Roe, Mark", "A, Reuters".

    source: the article's publication. An agency, a role, an affiliation or the publication beside a person's
    name is dropped; alone it is the author. Editors, translators and photographers are no authors.
    """
    groups = [
        parts
        for chunk in _CHUNKS.split(_cleaned(byline))
        for group in _split_at_and(chunk)
        if (
            parts := [
                part
                for each in _pieces(recased(group) if group.isupper() else group)
                if (part := _tidy(each))
            ]
        )
    ]
    found = _inverted_names(groups, fold(source)) or _straight_names(groups, fold(source))
    return tuple(dict.fromkeys(found))[:MOST_AUTHORS]


def _cleaned(byline: str) -> str:
    text = _ADDRESS.sub("", _BRACKETS.sub("", " ".join(byline.split())))
    text = _OTHER_WORK.sub(" ", text)
    text = _WRITING.sub("; ", text)
    text = _SPECIAL.sub("", text.strip(_QUOTES))
    head, *tail = re.split(r"\s+[-–—|]\s+", text, maxsplit=1)
    if tail and is_agency(head):
        return tail[0]
    return _DANGLING.sub("", _AFTER_DASH.sub("", text))


def _split_at_and(chunk: str) -> list[str]:
    """Split at "and", unless it belongs to the name of an organisation."""
    groups: list[str] = []
    begin = before = 0  # of the text after "and", and of "and" itself
    for end, following in [*(found.span() for found in _AND.finditer(chunk)), (len(chunk), len(chunk))]:
        text = chunk[begin:end]
        if groups and keeps_and(_last_piece(groups[-1]), _COMMA.split(text)[0].strip()):
            groups[-1] += chunk[before:end]
        else:
            groups.append(text)
        before, begin = end, following
    return groups


def _last_piece(group: str) -> str:
    return group if begins_body(group) else _COMMA.split(group)[-1].strip()


def _pieces(group: str) -> list[str]:
    """Split at commas, unless they are in an organisation's name ("… for Culture, Media and Sport")."""
    pieces = [piece for piece in _COMMA.split(group) if piece.strip(_QUOTES)]
    if pieces and begins_body(pieces[0]) and _AND.search(pieces[-1]) and len(pieces) > 1:
        return [group]
    return pieces


def _tidy(part: str) -> str:
    """Remove what surrounds a name, but keep the full stop of an abbreviation."""
    bare = _BY.sub("", part.strip(_QUOTES).lstrip(".:,-–—").removeprefix("the "))
    bare = _FORM_OF_ADDRESS.sub("", _LABEL.sub("", recased(bare.strip(_QUOTES))))
    for tail in (_WHERE, _TITLE):
        if (found := tail.match(bare)) and not (is_body(found[1]) or begins_body(bare) or is_agency(bare)):
            bare = found[1]
    last = bare.rpartition(" ")[2]
    bare = bare if len(last) <= 3 or last.count(".") > 1 else bare.rstrip(".")
    return bare[:NAME_CHARACTERS].strip(_QUOTES) if re.search(r"\w", bare) else ""


def _inverted_names(groups: list[list[str]], source: str) -> list[ParsedAuthor]:
    """Return the authors if all names are inverted ("Berg, Ann; Roe, Mark"), or only the first, else none."""
    named = [_without_affiliations(group, source) for group in groups]
    strict = [_inverted(group) for group in named]
    loose = [_inverted(group, most_words=3) for group in named]
    if any(strict) and all(loose):
        return [each for each in loose if each]
    flat = [part for group in named for part in group]
    pairs = list(zip(flat[::2], flat[1::2], strict=False))
    if len(flat) >= 4 and len(flat) % 2 == 0 and all(map(_is_pair, pairs)):
        return [ParsedAuthor(given, family) for family, given in pairs]
    others = flat[2:]
    if len(flat) > 2 and _is_pair((flat[0], flat[1])) and all(" " in each for each in others):
        return [ParsedAuthor(flat[1], flat[0]), *_straight_names([others], source)]
    return []


def _is_pair(pair: tuple[str, str]) -> bool:
    """Whether these are a family name and one given name or initials, as they follow each other in a list."""
    family, given = pair
    return is_family(family) and is_given(given) and (" " not in given or is_initials(given))


def _inverted(parts: list[str], most_words: int = 1) -> ParsedAuthor | None:
    """Return the author of "Berg, Ann" or "Doe, Jane, Jr.", or None."""
    if not 2 <= len(parts) <= 3 or not is_family(parts[0], most_words) or not is_given(parts[1]):
        return None
    suffix = SUFFIXES.get(fold(parts[2]), "") if len(parts) == 3 else ""
    return None if len(parts) == 3 and not suffix else ParsedAuthor(parts[1], parts[0], suffix)


def _without_affiliations(parts: list[str], source: str) -> list[str]:
    while len(parts) > 2 and (is_role(parts[-1]) or is_body(parts[-1]) or fold(parts[-1]) == source):
        parts = parts[:-1]
    return parts


def _straight_names(groups: Iterable[list[str]], source: str) -> list[ParsedAuthor]:
    """Return the authors of names in natural order."""
    authors: list[ParsedAuthor] = []
    beside: list[ParsedAuthor] = []  # who is the author only if nobody else is
    for part, after_comma in _parts(groups):
        author = author_of(part)
        if fold(part) == source or is_role(part) or is_agency(part):
            beside.append(ParsedAuthor(literal=part, kind="organisation"))
        elif after_comma and (author.kind == "organisation" or (" " not in part and _is_full(authors))):
            beside.append(author)  # where the person before works, or is ("Ann Berg, Norby")
        else:
            authors.append(author)
    return authors or beside


def _is_full(authors: list[ParsedAuthor]) -> bool:
    return bool(authors) and " " in authors[0].straight


def _parts(groups: Iterable[list[str]]) -> Iterator[tuple[str, bool]]:
    """Yield each name, with a suffix after a comma joined to it, and whether it follows a comma."""
    for group in groups:
        skip = False
        for place, (part, following) in enumerate(pairwise([*group, ""])):
            if not skip:
                yield (f"{part} {following}" if is_suffix(following) else part), place > 0
            skip = is_suffix(following)
