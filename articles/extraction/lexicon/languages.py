"""The language of a text, by its most frequent words."""

import re

from articles.extraction.lexicon.data import read_groups

#: The words that never begin a name, in small letters, by language.
FUNCTION_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(word for line in lines for word in line)
    for language, lines in read_groups("function_words.txt").items()
}
NONE: frozenset[str] = frozenset()
#: Number of characters at the start of a text that are looked at, and the fewest words that tell a language.
SAMPLE, FEWEST = 800, 6
#: Fewest of its most frequent words that a text in another language has.
FEWEST_KNOWN = 3
#: A text is in a language with at least this share of its most frequent words, ...
SHARE = 0.12
#: ... and this many times as many as English has.
TIMES = 1.5
#: A text with more of these than one in so many characters is in English, whatever its other words are.
CLEARLY_ENGLISH, PER_CHARACTERS = (" the ", " of ", " and ", " to "), 100
ENGLISH = FUNCTION_WORDS["en"]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of(text: str, stated: str = "en") -> str:
    """Return the language of a text: "en" or another with a list of words, "" for one that no list knows.

    stated: the language that the article is said to have; it decides if there are too few words.
    """
    sample = text[:SAMPLE]
    if sum(map(sample.count, CLEARLY_ENGLISH)) * PER_CHARACTERS > len(sample):
        return "en"
    words = WORD.findall(sample.lower().replace("’", "'"))
    words += [word[: word.index("'") + 1] for word in words if "'" in word]  # "l'" of "l'Espagne"
    stated = stated.partition("-")[0].lower()
    if sum(word[0] >= "ɐ" for word in words) * 2 > len(words):
        return ""  # in other letters
    if len(words) < FEWEST:
        return stated if stated in FUNCTION_WORDS else ""
    english = sum(word in ENGLISH for word in words)
    if english >= 2 * SHARE * len(words):
        return "en"
    counts = {language: sum(word in known for word in words) for language, known in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: (counts[language], language == stated))
    if best != "en" and counts[best] >= max(FEWEST_KNOWN, TIMES * english, SHARE * len(words)):
        return best
    # Lists, tables and headings have few such words: they are in the language that they are said to be in.
    return stated if stated in FUNCTION_WORDS else ""


def words_of(language: str) -> frozenset[str]:
    """Return the words that never begin a name in this language; none for English, where names are found by
    other means, and those of all languages for an unknown one."""
    return NONE if language == "en" else FUNCTION_WORDS.get(language, ALL)


ALL: frozenset[str] = frozenset().union(*FUNCTION_WORDS.values())
