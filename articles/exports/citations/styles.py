"""Citations in written styles: APA (7th edition), Chicago (17th, bibliography), MLA (9th).

Headlines keep their original capitals, since no rule can tell which words are names. Newspapers and agencies
are set in italics as publications; if none is known, the archive is cited as the publication.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from articles.authorship.parsed import ParsedAuthor
from articles.exports.citations.citation import ARCHIVE, Citation, year_of
from articles.partial_dates import PartialDate

_MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ENDS = (".", "?", "!", "…")
_CLOSING = "”’\"')"


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of text in a citation, in italics or not."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Styled:
    """A complete citation in one style."""

    name: str
    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        """The citation as plain text."""
        return "".join(run.text for run in self.runs)


def styled(citation: Citation, today: date) -> list[Styled]:
    """Return the citation in each style; ``today``: the date of access, used for undated articles."""
    return [
        Styled("APA", tuple(_apa(citation))),
        Styled("Chicago", tuple(_chicago(citation, today))),
        Styled("MLA", tuple(_mla(citation, today))),
    ]


def _apa(citation: Citation) -> Iterable[TextRun]:
    date = citation.published
    day = _day(date, _MONTHS, "{month} {day}") if date else ""
    when = f"({', '.join(filter(None, (year_of(date), day)))})." if date else "(n.d.)."
    title = TextRun(_sentence(citation.title), italic=not citation.source)
    if citation.authors:
        yield TextRun(f"{_sentence(_apa_authors(citation.authors))} {when} ")
        yield title
        yield TextRun(" ")
    else:
        yield title
        yield TextRun(f" {when} ")
    yield TextRun(citation.source or ARCHIVE, italic=bool(citation.source))
    yield TextRun(f". {citation.address}")


def _day(date: PartialDate, months: Sequence[str], form: str) -> str:
    """Return month and day in this form, the month alone, or "", as far as they are known."""
    month = months[date.first.month - 1]
    return {"day": form.format(month=month, day=date.first.day), "month": month}.get(date.level, "")


def _apa_authors(authors: Sequence[ParsedAuthor]) -> str:
    names = [_apa_name(author) for author in authors]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return ", & ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _apa_name(author: ParsedAuthor) -> str:
    initials = " ".join(
        "-".join(f"{part[0]}." for part in word.split("-") if part)
        for word in author.given.split()
        if word.strip("-")
    )
    return author.literal or ", ".join(filter(None, (author.family, initials, author.suffix)))


def _chicago(citation: Citation, today: date) -> Iterable[TextRun]:
    date = citation.published
    when = f"{_day(date, _MONTHS, '{month} {day},')} {year_of(date)}".strip() if date else ""
    accessed = f"Accessed {_MONTHS[today.month - 1]} {today.day}, {today.year}"
    publication = TextRun(citation.source or ARCHIVE, italic=bool(citation.source))
    title = TextRun(f"{_quoted(citation.title)} ")
    if not citation.authors and citation.source:  # the newspaper takes the author's place
        yield publication
        yield TextRun(". ")
        yield title
        yield TextRun(f"{when or accessed}. ")
    else:
        if citation.authors:
            most = 7 if len(citation.authors) > 10 else 10
            yield TextRun(f"{_sentence(_names(citation.authors, most))} ")
        yield title
        yield publication
        yield TextRun(f", {when}. " if when else f". {accessed}. ")
    yield TextRun(f"{citation.address}.")


def _mla(citation: Citation, today: date) -> Iterable[TextRun]:
    date = citation.published
    when = f", {_day(date, _MLA_MONTHS, '{day} {month}')} {year_of(date)}".replace("  ", " ") if date else ""
    if citation.authors:
        authors = citation.authors
        yield TextRun(f"{_sentence(_names(authors, 1 if len(authors) > 2 else 2))} ")
    yield TextRun(f"{_quoted(citation.title)} ")
    if citation.source:
        yield TextRun(citation.source, italic=True)
        yield TextRun(f"{when}. ")
    yield TextRun(ARCHIVE, italic=True)
    yield TextRun(f"{'' if citation.source else when}, {citation.address.partition('://')[2]}.")
    if not date:
        yield TextRun(f" Accessed {today.day} {_MLA_MONTHS[today.month - 1]} {today.year}.")


def _names(authors: Sequence[ParsedAuthor], most: int) -> str:
    """Return "Kerry, John, and Ada Writer": the first inverted, "et al." after ``most`` names."""
    names = [authors[0].inverted, *(author.straight for author in authors[1:])]
    if len(names) > most:
        return f"{', '.join(names[:most])}, et al."
    if len(names) == 2 and authors[0].literal:
        return " and ".join(names)
    return ", and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends in other closing punctuation."""
    return text if text.rstrip(_CLOSING).endswith(_ENDS) else f"{text}."


def _quoted(title: str) -> str:
    """Return a title and its full stop in quotation marks; double quotation marks inside become single."""
    made = []
    for position, char in enumerate(title):
        opens = position == 0 or title[position - 1].isspace() or title[position - 1] in "([“‘—"
        made.append({"“": "‘", "”": "’", '"': "‘" if opens else "’"}.get(char, char))
    if title.endswith(("”", '"')) and not title.rstrip(_CLOSING).endswith(_ENDS):
        made.insert(-1, ".")
    return f"“{_sentence(''.join(made))}”"
