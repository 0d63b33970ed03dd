"""The tokenizer: tokens of a field, with their character offsets."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, chain

from articles.extraction.annotations import Field
from articles.extraction.lexicon.boilerplate import blank_legal_names, blank_share_codes
from articles.extraction.lexicon.data import read_lines
from articles.extraction.lexicon.languages import NONE
from articles.extraction.lexicon.words import ARTICLES, COMMON_WORDS, GIVEN_NAMES, SURNAMES

PARAGRAPH = "\n"
#: After one of these (or at the start of the text), a capital letter is no evidence of a name.
SENTENCE_BREAKS = frozenset({".", "!", "?", PARAGRAPH, ":", '"', "“", "”", "`", "*", "•", ";", "…", "‘"})
#: A field with at least this share of capital letters is matched case-insensitively.
UPPERCASE_SHARE = 0.7
TITLECASE_SHARE = 0.8


def _abbreviations() -> str:
    """Return the list words that end in a full stop, as regex alternatives."""
    words = {
        word.removesuffix(".")
        for name in ("titles.txt", "organisation_words.txt")
        for line in read_lines(name)
        for word in line.split(" ")
        if word.endswith(".") and "." not in word[:-1]
    }
    for row in read_lines("places.tsv"):
        name = row.partition("\t")[0]
        if name.endswith(".") and name[:-1].isalpha():
            words.add(name[:-1])
    words |= {"Jr", "Sr", "St", "Ft", "Mt", "Jan", "Feb", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "No"}
    words -= {"La", "M"}
    return "|".join(sorted(words, key=len, reverse=True))


#: Credits of reporters and editors at the end, who are not mentioned by the article itself: what they did,
#: or how the credit begins, with what follows up to the first name.
_DID = ("Reporting", "Writing", "Editing", "Compiled")
_BEGUN = {
    "Contributing: ": "",
    "With assistance ": "(?:by|from) ",
    "Associated Press ": "(?:[Ww]riters?|reporters?|journalists?) ",
}
CREDITS = re.compile(
    rf"\(?\b(?:(?:Additional )?(?:{'|'.join(f'[{did[0]}{did[0].lower()}]{did[1:]}' for did in _DID)})"
    rf" (?:and \w+ )?[Bb]y |{'|'.join(begun + rest for begun, rest in _BEGUN.items())})[A-Z]"
)
#: One of these is in every match of CREDITS, and few texts have any: they are found faster.
IN_CREDITS = (*(did[1:] for did in _DID), *_BEGUN)
CREDITS_CHARACTERS = 900

#: A word to which a page has glued another.
GLUED = re.compile(r"([A-Z][a-z]{3,})([A-Z]{3,}|[A-Z][a-z]{2,})\b")

#: Plain words and the most frequent signs, which are nearly all tokens. TOKEN matches them without this
#: as well, but takes longer.
FREQUENT = r"[a-z]++(?![^\W_]|['’-])|[A-Z][a-z]++(?![^\W_]|['’.-])|[,.]|"
#: The token is the group: taking the space before it along saves a third of the time.
TOKEN = re.compile(
    rf" ?({FREQUENT}"
    # paragraph break: an empty line, or an indented line
    r"\n(?:[ \t\r]*\n|[ \t]{2,})\s*"
    # U.S. J. U.S
    # R-Calif. (a party before a state)
    r"|(?<![^\W_])[DIR](?=-[A-Z])"
    r"|(?<![^\W_])(?:[A-Z]\.)+(?:[A-Z](?![\w.]))?"
    # Mr. Calif. Corp.
    rf"|(?=[A-Z][a-z]{{1,6}}\.)(?:{_abbreviations()})\."
    # words with inner apostrophes and hyphens, without the possessive
    r"|[^\W_]+(?:['’](?![sS](?![^\W_]))[^\W_]+|-[^\W_]+)*"
    # possessive
    r"|['’][sS](?![^\W_])"
    r"|[^\w\s]|_)"
)


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A tokenized field: parallel lists of words and their start offsets.

    A paragraph break is the token "\\n". uppercase: most letters are capitals; titlecase: a headline with
    nearly all words capitalised; capitals: indices of the tokens that may start a name; credits: index of the
    token where the credits start, or the number of tokens if there are none; function_words: of a text in
    another language than English, the words that never begin a name, in small letters.
    """

    field: Field
    source: str
    words: list[str]
    starts: list[int]
    capitals: list[int]
    uppercase: bool
    titlecase: bool
    credits: int
    function_words: frozenset[str] = NONE

    @property
    def is_english(self) -> bool:
        """Whether the text is in English, for which the model was trained."""
        return self.function_words is NONE

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the character offsets of the tokens from first to last (exclusive)."""
        return self.starts[first], self.starts[last - 1] + len(self.words[last - 1])

    def begins_sentence(self, index: int) -> bool:
        """Whether the token starts a sentence, a paragraph or a quotation."""
        return index == 0 or self.words[index - 1] in SENTENCE_BREAKS

    def ends_line(self, first: int, index: int) -> bool:
        """Whether the tokens from first to index (exclusive) are a line of their own, as in a list of names,
        and not words of a text with fixed line lengths."""
        line_end = self.starts[index - 1] + len(self.words[index - 1])
        if "\n" not in self.source[line_end : self.starts[index]]:
            return False
        start = self.starts[first]
        return not self.source[self.source.rfind("\n", 0, start) + 1 : start].strip(" \t*•·-–0123456789.)")

    def word(self, index: int) -> str:
        """Return the token at the index, or "" outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""


def read(
    field: Field,
    source: str,
    known: frozenset[str],
    function_words: frozenset[str] = NONE,
    elisions: frozenset[str] = frozenset(),
) -> TokenizedText:
    """Tokenize a field. A hyphenated word is split if only a part of it is in `known` ("pro-Moscow"), another
    one after an elision ("l'Allemagne"), and a surname from the heading that a page has glued to it ("Lamar
    AlexanderGOP").

    function_words: see TokenizedText.
    """
    matches = list(TOKEN.finditer(source))
    words = [match[1] for match in matches]
    starts = [match.start(1) for match in matches]
    _split_joined(words, starts, known, elisions)
    if blank_legal_names(source, words, starts, known):
        _split_glued(words, starts)
    blank_share_codes(source, words, starts)
    capitals = [
        index
        for index, word in enumerate(words)
        if word[0].isupper() or word in known or ("-" in word and has_article(word))
    ]
    uppercase = _is_uppercase(source)
    titlecase = field == "headline" and _is_titlecase(words)
    credit = _credits(source, starts)
    return TokenizedText(field, source, words, starts, capitals, uppercase, titlecase, credit, function_words)


def _split_joined(
    words: list[str], starts: list[int], known: frozenset[str], elisions: frozenset[str]
) -> None:
    """Split hyphenated words and those after an elision, and shorten paragraph breaks to PARAGRAPH."""
    special = [
        index
        for index, word in enumerate(words)
        if "-" in word or word[0] == PARAGRAPH or (elisions and "'" in word)
    ]
    for index in reversed(special):
        if words[index][0] == PARAGRAPH:
            words[index] = PARAGRAPH
            continue
        parts = _parts(words[index], known, elisions)
        words[index : index + 1] = parts
        starts[index : index + 1] = accumulate(map(len, parts[:-1]), initial=starts[index])


def _parts(word: str, known: frozenset[str], elisions: frozenset[str]) -> list[str]:
    if "-" in word and word not in known:
        parts = word.split("-")
        if not any(part in known for part in parts):
            return [word]
        return [*chain.from_iterable(("-", part) for part in parts)][1:]
    before, apostrophe, rest = word.partition("'")
    return [before + apostrophe, rest] if rest and before.lower() in elisions else [word]


def _split_glued(words: list[str], starts: list[int]) -> None:
    """Split surnames from the words that are glued to them: "Lamar AlexanderGOP senators"."""
    for index in range(len(words) - 1, 0, -1):
        match = GLUED.fullmatch(words[index])
        if match is None or words[index] in SURNAMES or words[index] in GIVEN_NAMES:
            continue
        name, rest, before = match[1], match[2], words[index - 1]
        if name not in SURNAMES or not (before in GIVEN_NAMES or before in SURNAMES or before[-1] == "."):
            continue
        if rest.isupper() or rest in GIVEN_NAMES or rest in SURNAMES or rest.lower() in COMMON_WORDS:
            words[index : index + 1] = [name, PARAGRAPH, rest]
            start = starts[index]
            starts[index : index + 1] = [start, start + len(name), start + len(name)]


def _is_titlecase(words: list[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return len(long) > 3 and sum(word[0].isupper() for word in long) >= TITLECASE_SHARE * len(long)


def _credits(source: str, starts: list[int]) -> int:
    tail = max(0, len(source) - CREDITS_CHARACTERS)
    if not any(source.find(word, tail) >= 0 for word in IN_CREDITS):
        return len(starts)
    match = CREDITS.search(source, tail)
    return bisect_left(starts, match.start()) if match else len(starts)


def has_article(word: str) -> bool:
    """Whether the word is a name with an Arabic article ("al-Zarqawi")."""
    return "-" in word and word.startswith(ARTICLES) and word.partition("-")[2][:1].isupper()


def _is_uppercase(source: str) -> bool:
    sample = source[:2000]
    lower = sum(map(str.islower, sample[:1000]))
    if lower > (1 - UPPERCASE_SHARE) * len(sample):
        return False  # whatever the rest is: counting it takes time
    lower += sum(map(str.islower, sample[1000:]))
    upper = sum(map(str.isupper, sample))
    return upper > 5 and upper >= UPPERCASE_SHARE * (upper + lower)
