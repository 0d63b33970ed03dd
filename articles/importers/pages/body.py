"""Find the text of the article among the blocks of a page.

Trafilatura says which blocks belong to it. Two kinds of errors are then corrected: sentences
that it leaves out between others come back, and what surrounds an article without being part of it goes.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction

from articles.importers.pages.blocks import Block, marked_blocks, marks, names_of
from articles.text import fold

_SENTENCE_END = re.compile(r"[.!?…。！？][\s'\"”“’‘»«›‹)\]]*$|[」』]$")
_LINE = 80  # characters; a shorter line without a full stop is a label, not a sentence
_LINK_LINE = 200  # characters; a line of links is shorter
_URL = re.compile(r"(?:https?://|www\.)\S+$")
#: Classes of what stands between paragraphs without being one of them.
_BESIDE = re.compile(
    r"caption|credit|byline|author|photo|image|gallery|slideshow|video|media|figure|(?<![a-z])(?:date|time|meta)",
    re.IGNORECASE,
)
#: A line above the text that says who wrote it, when, or how long it takes to read.
_LABEL = re.compile(
    r"(?:by|von|par|por|di|door)\s|\W*(?:updated|published|posted)\b|.*\b(?:1[0-9]|20)\d\d\b|.*\d:\d\d"
    r"|.*\d\s*min",
    re.IGNORECASE,
)
#: A line that asks readers to do something else than read on.
_CALL = re.compile(
    r"""subscribe | sign\s+up\s.*\b(?:newsletters?|e-?mails?|inbox|alerts?|updates)\b | follow\s.*\bon\b
    | get\s+(?:the|our|more)\s+(?:latest|day|news|top|daily|best) | get\s+access\s+to | join\s+(?:our|us)\b
    | download\s+our | like\s+us\s+on | share\s+(?:this|on|via)\b | advert(?:isement)?s?$ | comments?$
    | (?:continue|keep)\s+reading | (?:story|article)\s+continues\s+(?:below|after)\s+(?:this\s+)?ad
    | read\s+(?:more|next|also)\b | see\s+(?:more|also)\b
    | related(?:\s+\w+)?\s*: | also\s*: | don[’']?t\s+miss\b | most\s+(?:read|popular)\b
    | (?:filed|posted)\s+(?:under|in)\b
    | tags?\s*: | copyright\b | © | all\s+rights\s+reserved | have\s+a\s+(?:news\s+)?tip | if\s+you\s+enjoyed
    | loading\b | thank(?:s|\s+you)\s+for\s+(?:signing|subscrib) | tell\s+us\s+what
    | leave\s+a\s+(?:comment|reply)
    | \d+\s+comments?$ | you\s+(?:may|might)\s+also\s+(?:like|enjoy|be\s+interested)\b
    | this\s+slideshow | enter\s+your\s+e-?mail
    | there\s+was\s+an\s+error | explore\s+further | sources?\s*: | (?:image|photo|picture)\s*:
    | watch\s*:""",
    re.VERBOSE | re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"dek\b|deck\b|standfirst|sub-?(?:head|title)|summary|-des\b|description|excerpt|tagline", re.IGNORECASE
)
_NEAR = 8  # blocks below the heading of the page
_HARDLY = 0.3  # share of the running text of a page
_CALL_LENGTH = 250  # characters; a longer one is a paragraph that begins like this


class ArticleText(NamedTuple):
    """The paragraphs of an article, and the summary below its headline, or ""."""

    paragraphs: list[str]
    standfirst: str


def article_text(tree: HtmlElement, descriptions: Iterable[str] = ()) -> ArticleText:
    """Return the text of the article on a cleaned page. The tree is changed.

    descriptions: what the page says the article is about. The same words below the headline are its
    standfirst.
    """
    body = tree.find("body")
    blocks = marked_blocks(body) if body is not None else []
    if not blocks:
        return ArticleText([], "")
    found = _best(tree, blocks)
    _fill_gaps(blocks, found)
    _add_like(blocks, found)
    found -= {number for number in found if _is_heading_of_links(blocks, number, found)}
    standfirst = _take_standfirst(blocks, found, {fold(text) for text in descriptions})
    chosen = [block for number, block in enumerate(blocks) if number in found and block.tag != "h1"]
    chosen = _without_labels_above(chosen)
    while len(chosen) > 1 and _is_left_over(chosen[-1]):
        del chosen[-1]
    return ArticleText([block.text for block in chosen if not _is_call(block)], standfirst)


def _best(tree: HtmlElement, blocks: list[Block]) -> set[int]:
    """Return the numbers of the article's blocks. If that is hardly any of the page, try other readers."""
    prose = {number: len(block.text) for number, block in enumerate(blocks) if _is_prose(block)}
    every = set(range(len(blocks)))  # a text can have characters like our marks: names with a rare letter
    found = _found(tree, fast=True) & every

    def weight(numbers: set[int]) -> int:
        return sum(prose.get(number, 0) for number in numbers)

    if weight(found) < _HARDLY * sum(prose.values()):
        others = (
            _found(tree, **mode) & every
            for mode in ({"favor_recall": True, "fast": True}, {}, {"favor_recall": True})
        )
        found = next((other for other in others if weight(other) > 2 * weight(found)), found)
    return found or set(prose) or every


def _found(tree: HtmlElement, **options: Any) -> set[int]:
    """Return the numbers of the blocks that trafilatura takes for the article."""
    document: Any = bare_extraction(tree, include_comments=False, with_metadata=False, **options)
    return marks(document.text or "") if document is not None else set()


def _fill_gaps(blocks: list[Block], found: set[int]) -> None:
    """Add the sentences that stand between those found."""
    for first, last in pairwise(sorted(found)):
        for number in range(first + 1, last):
            if _is_prose(blocks[number]) and not _is_beside(blocks[number], blocks[last]):
                found.add(number)


def _add_like(blocks: list[Block], found: set[int]) -> None:
    """Add the paragraphs in other sections that have the same place in the markup as one found."""
    places = {_place(blocks[number]) for number in found if _is_prose(blocks[number])}
    for number in range(min(found, default=0), len(blocks)):
        if number not in found and _is_prose(blocks[number]) and _place(blocks[number]) in places:
            found.add(number)


def _place(block: Block) -> tuple[tuple[str, str | None], ...]:
    """Return the tags and classes of a block's element and of all above it."""
    return tuple((each.tag, each.get("class")) for each in (block.element, *block.element.iterancestors()))


def _is_heading_of_links(blocks: list[Block], number: int, found: set[int]) -> bool:
    following = number + 1
    is_heading = blocks[number].is_heading and following < len(blocks)
    return is_heading and following not in found and blocks[following].is_linked


def _take_standfirst(blocks: list[Block], found: set[int], descriptions: set[str]) -> str:
    """Return the summary between the headline and the text. Other sentences there belong to the text."""
    summaries = []
    for number in _sentences_below_heading(blocks, found):
        block = blocks[number]
        if (
            block.is_heading
            or _SUMMARY.search(block.names)
            or (number not in found and fold(block.text) in descriptions)
        ):
            summaries.append(block.text)
            found.discard(number)
        else:
            found.add(number)
    return summaries[0] if summaries else ""


def _sentences_below_heading(blocks: list[Block], found: set[int]) -> list[int]:
    """Return the sentences between the heading of the page and the first paragraph found."""
    head = next((number for number, block in enumerate(blocks) if block.tag == "h1"), None)
    texts = (
        number for number in sorted(found) if not blocks[number].is_heading and _is_prose(blocks[number])
    )
    text = next((number for number in texts if head is not None and number > head), None)
    if head is None or text is None:
        return []
    near = range(head + 1, min(text, head + _NEAR))
    return [each for each in near if _is_prose(blocks[each]) and not _is_beside(blocks[each], blocks[text])]


def _is_beside(block: Block, text: Block) -> bool:
    """Whether the block is in a caption, a byline or the like, which does not hold the text too."""
    shared = set(text.element.iterancestors())
    for element in (block.element, *block.element.iterancestors()):
        if element in shared:
            return False
        if element.tag == "figure" or _BESIDE.search(names_of(element)):
            return True
    return False


def _without_labels_above(blocks: list[Block]) -> list[Block]:
    first = next((number for number, block in enumerate(blocks) if _is_prose(block)), 0)
    return [block for block in blocks[:first] if not _is_label(block)] + blocks[first:]


def _is_label(block: Block) -> bool:
    return len(block.text) < _LINK_LINE and bool(block.is_linked or _LABEL.match(block.text))


def _is_left_over(block: Block) -> bool:
    """Whether a block at the end is not part of the text: a heading without text, links, a label."""
    if _is_sentence(block.text) or _URL.search(block.text):
        return False
    is_name = len(block.text) < _LINE / 2 and len(block.text.split()) < 3  # not all writing has spaces
    is_label = _LABEL.match(block.text) or _CALL.match(block.text) or is_name
    return block.is_linked or block.is_heading or bool(len(block.text) < _LINE and is_label)


def _is_call(block: Block) -> bool:
    """Whether a block leads elsewhere: a line of links that is not a sentence, or a call to subscribe."""
    text = block.text
    if _CALL.match(text) and len(text) < _CALL_LENGTH:
        return True
    return (
        block.linked > len(text) / 2
        and len(text) < _LINK_LINE
        and len(text.split()) > 3
        and block.tag in ("p", "div", "section")
        and not block.is_item
        and not _is_sentence(text)
        and not _URL.search(text)
    )


def _is_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def _is_prose(block: Block) -> bool:
    """Whether a block is running text: a sentence, or long and not a link."""
    return _is_sentence(block.text) or (
        len(block.text) >= _LINE and not block.is_linked and not block.is_heading
    )
