"""Runs of capitalised words and the small words that join them: the places where names can be.

The model labels only tokens in runs, in training and in use; tokens outside runs are not names.
"""

from articles.extraction.lexicon.gazetteer import Gazetteer
from articles.extraction.lexicon.tokens import PARAGRAPH, TokenizedText, has_article
from articles.extraction.lexicon.words import PARTICLES

JOINING = PARTICLES | {"of", "for", "and", "the", "&", "-", "'s", "’s", "/", "'"}
#: Maximum number of joining words in a row ("of the", "for the").
MOST_JOINING = 2
#: Longer runs are split: they are tables or headings, not names.
LONGEST = 30
#: A run with this many words in capitals is a heading, which the model was not trained on.
HEADING = 5
ENDS = frozenset({".", "!", "?", PARAGRAPH})
#: Phrase lengths for a word that does not start a known phrase.
ALONE = (0,)


def runs(text: TokenizedText) -> list[tuple[int, int]]:
    """Return the runs as token indices (first, last exclusive), at most LONGEST tokens each."""
    if text.uppercase:
        return []
    found: list[tuple[int, int]] = []
    done, count = 0, min(len(text.words), text.credits)
    for index in text.capitals:
        if index >= count:
            break
        # `capitals` also includes known words in lower case.
        if index < done or not opens(text.words[index]):
            continue
        done = _end(text.words, index, min(count, index + LONGEST))
        if not _is_heading(text.words, index, done):
            found.append((index, done))
    return found


def opens(word: str) -> bool:
    """Whether a name can start with the word."""
    return word[0].isupper() or has_article(word)


def _end(words: list[str], first: int, limit: int) -> int:
    end = first + 1
    while end < limit:
        ahead = end
        while (
            ahead < limit
            and ahead - end < MOST_JOINING
            and words[ahead] in JOINING
            and not opens(words[ahead])
        ):
            ahead += 1
        if ahead >= limit or not opens(words[ahead]):
            break
        end = ahead + 1
    return end


def _is_heading(words: list[str], first: int, last: int) -> bool:
    if last - first < HEADING:
        return False
    return sum(word.isupper() and len(word) > 1 and "." not in word for word in words[first:last]) >= HEADING


def phrase_tags(text: TokenizedText, gazetteer: Gazetteer, first: int, last: int) -> dict[int, str]:
    """Return for the tokens in a known name of several words their position in it ("B-place")."""
    tags: dict[int, str] = {}
    words, lengths = text.words, gazetteer.lengths
    index = first
    while index < last:
        if lengths.get(words[index], ALONE)[0] < 2:
            index += 1
            continue
        match = gazetteer.longest(words, index, upper=False)
        if match is None or match[1] < 2 or not match[0].entity:
            index += 1
            continue
        kind = match[0].kind
        for position in range(index, min(index + match[1], last)):
            tags[position] = f"{'B' if position == index else 'I'}-{kind}"
        index += match[1]
    return tags
