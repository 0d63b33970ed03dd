"""Citations in formats for reference managers: BibTeX, RIS, CSL-JSON."""

from collections.abc import Iterable
from typing import Any

from articles.authorship.parsed import ParsedAuthor
from articles.exports.citations.citation import ARCHIVE, Citation, year_of
from articles.partial_dates import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RIS_TYPES = {"news": "NEWS", "data": "DATA"}
_CSL_TYPES = {"news": "article-newspaper", "data": "dataset"}
# BibTeX counts braces even after a backslash, so none may remain.
_LATEX = str.maketrans(
    {char: f"\\{char}" for char in "$&#_%"}
    | {"\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
    | {"~": r"{\textasciitilde}", "^": r"{\textasciicircum}"}
)


def bibtex(citation: Citation) -> str:
    """Return a BibTeX entry in UTF-8, followed by a blank line. The URL needs no escaping."""
    numbers = _numbers(citation.published)
    fields = {
        "author": " and ".join(map(_bibtex_name, citation.authors)),
        # Double braces preserve capitals.
        "title": f"{{{_latex(citation.title)}}}",
        "journal" if citation.source else "howpublished": _latex(citation.source or ARCHIVE),
        "year": year_of(citation.published) if citation.published else "",
        "month": _MONTHS[numbers[1] - 1] if numbers[1:] else "",
        "day": str(numbers[2]) if numbers[2:] else "",
        "url": citation.address,
        "language": citation.language,
        "note": _latex(citation.note),
        "abstract": _latex(citation.abstract),
        "keywords": ", ".join(_latex(word).replace(",", " ") for word in citation.keywords),
    }
    kind = "article" if citation.source else "misc"
    # Month names are BibTeX macros; in braces they would be plain text.
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    ]
    return f"@{kind}{{{citation.key},\n{''.join(lines)}}}\n\n"


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _bibtex_name(author: ParsedAuthor) -> str:
    if author.literal or _has_and(author):
        return f"{{{_latex(author.straight)}}}"
    return ", ".join(_latex(part) for part in (author.family, author.suffix, author.given) if part)


def _has_and(author: ParsedAuthor) -> bool:
    """Whether BibTeX would split the name at "and"."""
    return " and " in f" {author.straight} ".lower()


def ris(citation: Citation) -> str:
    """Return an RIS record, with lines ending in CR LF as the format requires."""
    date = citation.published
    lines = [
        ("TY", _RIS_TYPES[citation.kind]),
        ("ID", citation.key),
        ("TI", citation.title),
        *(("AU", _ris_name(author)) for author in citation.authors),
        ("T2", citation.source),
        ("PY", f"{date.first.year:04}" if date else ""),
        ("DA", _ris_date(date) if date else ""),
        ("SE", citation.section),
        ("LA", citation.language),
        ("AB", citation.abstract),
        ("N1", citation.note),
        *(("KW", word) for word in citation.keywords),
        ("DB", ARCHIVE),
        ("UR", citation.address),
    ]
    return "".join(_ris_lines(lines)) + "ER  - \r\n\r\n"


def _numbers(date: PartialDate | None) -> list[int]:
    """Return the year, month and day, as far as they are known; of a decade, its first year."""
    if date is None:
        return []
    day = date.first
    return [day.year, day.month, day.day][: {"month": 2, "day": 3}.get(date.level, 1)]


def _ris_date(date: PartialDate) -> str:
    """Return year/month/day/other information; what is not known is empty."""
    numbers = [f"{number:0{2 if place else 4}}" for place, number in enumerate(_numbers(date))]
    other = year_of(date) if date.is_approximate or date.level == "decade" else ""
    return "/".join([*numbers, *[""] * (3 - len(numbers)), other])


def _issued(date: PartialDate) -> dict[str, Any]:
    parts = [_numbers(date), *([[date.last.year]] if date.level == "decade" else [])]
    return {"date-parts": parts} | ({"circa": True} if date.is_approximate else {})


def _ris_lines(lines: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (f"{tag}  - {value}\r\n" for tag, value in lines if value)


def _ris_name(author: ParsedAuthor) -> str:
    """Return the name for RIS. A comma separates family and given name, so organisations have none."""
    return author.literal.replace(",", " ") or author.inverted


def csl(citation: Citation) -> dict[str, Any]:
    """Return the citation as a CSL-JSON item, which citation processors read."""
    date = citation.published
    item = {
        "id": citation.key,
        "type": _CSL_TYPES[citation.kind],
        "title": citation.title,
        "author": [_csl_name(author) for author in citation.authors],
        "container-title": citation.source,
        "issued": _issued(date) if date else None,
        "abstract": citation.abstract,
        "section": citation.section,
        "language": citation.language,
        "note": citation.note,
        "publisher": ARCHIVE if citation.kind == "data" else "",
        "archive": ARCHIVE,
        "URL": citation.address,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(author: ParsedAuthor) -> dict[str, str]:
    parts = {"literal": author.literal, "family": author.family, "given": author.given}
    return {name: value for name, value in (parts | {"suffix": author.suffix}).items() if value}
