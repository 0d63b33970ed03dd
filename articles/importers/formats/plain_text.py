"""Plain text: one article per file, headline first."""

import re

from articles.importers.cleaning.assemble import build
from articles.importers.cleaning.clean import Draft, take_banner, take_repeated_headline
from articles.importers.cleaning.date_words import IN_WORDS, find_in_words
from articles.importers.cleaning.encodings import decode
from articles.importers.cleaning.normalise import shorten
from articles.importers.record import ArticleRecord, RawRecord, ReadOptions, RecordError
from articles.text import one_line

PARSER = "text 1"
_HEADLINE_LENGTH = 300  # a longer first paragraph is body text, not a headline
_BYLINE = re.compile(r"by[:\s]\s*[^\W\d_][\w.'’ ,&-]{2,120}$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s")


def parse(record: RawRecord, options: ReadOptions) -> ArticleRecord:
    """Parse a text file, from "This Article is From …" to the last paragraph."""
    text, _ = decode(record.raw)
    draft = Draft({"body": text})
    take_banner(draft)
    if not draft.body:
        raise RecordError("the file contains no text")
    _take_headline(draft)
    take_repeated_headline(draft)
    _take_lines_under_headline(draft)
    return build(draft, record, options, PARSER, "text/plain")


def _take_headline(draft: Draft) -> None:
    first = one_line(draft.body[0])
    if len(first) <= _HEADLINE_LENGTH:
        draft.fields["headline"] = first
        del draft.body[0]
    else:
        draft.fields["headline"] = shorten(_SENTENCE.split(first, maxsplit=1)[0], 120)
        draft.note("headline made of the first words")


def _take_lines_under_headline(draft: Draft) -> None:
    """Take a byline and a line with only a date, in either order, directly below the headline."""
    for _ in range(2):
        take_banner(draft)
        line = one_line(draft.body[0]) if draft.body else ""
        if _BYLINE.match(line) and not draft.get("byline"):
            draft.fields["byline"] = line
            draft.note("byline")
        elif draft.published_on is None and re.fullmatch(IN_WORDS, line, re.IGNORECASE):
            draft.published_on = find_in_words(line)
            draft.note("date")
        else:
            return
        del draft.body[0]
