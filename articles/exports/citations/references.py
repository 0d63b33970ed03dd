"""Citations as reference managers read them: BibTeX, RIS, CSL-JSON."""

from collections.abc import Iterable
from typing import Any

from articles.exports.citations.authors import Author
from articles.exports.citations.citation import ARCHIVE, Citation

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RIS_TYPES = {"news": "NEWS", "data": "DATA"}
_CSL_TYPES = {"news": "article-newspaper", "data": "dataset"}
# BibTeX counts braces even where a backslash stands before them, so none may stay.
_LATEX = str.maketrans(
    {char: f"\\{char}" for char in "$&#_%"}
    | {"\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
    | {"~": r"{\textasciitilde}", "^": r"{\textasciicircum}"}
)


def bibtex(citation: Citation) -> str:
    """An entry of a BibTeX file in UTF-8, a blank line after it. The address is a plain one by its making."""
    fields = {
        "author": " and ".join(map(_bibtex_name, citation.authors)),
        # The second braces keep the capitals.
        "title": f"{{{_latex(citation.title)}}}",
        "journal" if citation.source else "howpublished": _latex(citation.source or ARCHIVE),
        "year": str(citation.published.year) if citation.published else "",
        "month": _MONTHS[citation.published.month - 1] if citation.published else "",
        "day": str(citation.published.day) if citation.published else "",
        "url": citation.address,
        "language": citation.language,
        "note": _latex(citation.note),
        "abstract": _latex(citation.abstract),
        "keywords": ", ".join(_latex(word).replace(",", " ") for word in citation.keywords),
    }
    kind = "article" if citation.source else "misc"
    # Months are names that BibTeX knows; in braces they would be words.
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    ]
    return f"@{kind}{{{citation.key},\n{''.join(lines)}}}\n\n"


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _bibtex_name(author: Author) -> str:
    if author.literal or _has_and(author):
        return f"{{{_latex(author.straight)}}}"
    return ", ".join(_latex(part) for part in (author.family, author.suffix, author.given) if part)


def _has_and(author: Author) -> bool:
    """Whether BibTeX would take one name for two."""
    return " and " in f" {author.straight} ".lower()


def ris(citation: Citation) -> str:
    """A record of an RIS file, lines ended by CR and LF as the format has it."""
    day = citation.published
    lines = [
        ("TY", _RIS_TYPES[citation.kind]),
        ("ID", citation.key),
        ("TI", citation.title),
        *(("AU", _ris_name(author)) for author in citation.authors),
        ("T2", citation.source),
        ("PY", f"{day.year:04}" if day else ""),
        ("DA", day.isoformat().replace("-", "/") + "/" if day else ""),
        ("SE", citation.section),
        ("LA", citation.language),
        ("AB", citation.abstract),
        ("N1", citation.note),
        *(("KW", word) for word in citation.keywords),
        ("DB", ARCHIVE),
        ("UR", citation.address),
    ]
    return "".join(_ris_lines(lines)) + "ER  - \r\n\r\n"


def _ris_lines(lines: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (f"{tag}  - {value}\r\n" for tag, value in lines if value)


def _ris_name(author: Author) -> str:
    """A comma parts family from given name, so a body's name keeps none."""
    return author.literal.replace(",", " ") or author.inverted


def csl(citation: Citation) -> dict[str, Any]:
    """The reference as an item of CSL-JSON, what citation processors read."""
    day = citation.published
    item = {
        "id": citation.key,
        "type": _CSL_TYPES[citation.kind],
        "title": citation.title,
        "author": [_csl_name(author) for author in citation.authors],
        "container-title": citation.source,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "abstract": citation.abstract,
        "section": citation.section,
        "language": citation.language,
        "note": citation.note,
        "publisher": ARCHIVE if citation.kind == "data" else "",
        "archive": ARCHIVE,
        "URL": citation.address,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(author: Author) -> dict[str, str]:
    parts = {"literal": author.literal, "family": author.family, "given": author.given}
    return {name: value for name, value in (parts | {"suffix": author.suffix}).items() if value}
