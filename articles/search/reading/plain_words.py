"""The words of a query that uses no query language, and words that say nothing about what is wanted."""

import re

from django.utils.translation import get_language

from articles.fulltext.stopwords import STOP_WORDS
from articles.text import fold

MOST_WORDS = 16  # a longer text is searched as it is
# Signs and operators of the query language, and what could be a field. A dash within a word is not a sign.
_SYNTAX = re.compile(r'["“”„‟«»()|&~]|(?:^|\s)[-+]\S|\w\*|\w:\S|(?:^|\s)(?:AND|OR|NOT|NEAR(?:/\d+)?)(?:\s|$)')
_WORD = re.compile(r"[^\s,;!?…¿¡]+")
_ASKING = re.compile(r"[?？]\s*$")
#: Words that begin a question, and words of questions that say nothing about the articles, by language.
_QUESTION_WORDS = {
    "en": "what who whom whose when where why how which did does was were is are",
    "de": "was wer wen wem wann wo warum wieso weshalb wie welche welcher welches",
    "fr": "que qui quoi quand où pourquoi comment quel quelle quels quelles combien",
    "es": "qué que quién quiénes cuándo dónde cómo cuál cuáles cuánto por",
}
_FILLERS = {
    "en": """happen happened happening happens say said says tell me show find search about going event events
        article articles news story stories know called there year month day""",
    "de": """ist passiert passierte geschah geschieht los war waren hat haben in im am an auf der die das den
        dem des und mit von vom zu zum zur über für sagte sagt es gab dort jahr""",
    "fr": """est passé passe arrivé il a eu en au aux à le la les du de des dans et avec sur ce se dit
        qu'est-ce s'est c'est y était année mois""",
    "es": """pasó pasa pasado ocurrió sucedió fue hay en el la los las de del y con sobre a al un una dijo se
        año mes""",
}


def plain_words(q: str) -> list[str]:
    """Return the words of a query, without signs around them; none if it is long or uses query language."""
    if _SYNTAX.search(q):
        return []
    words = [word.strip(".'‘’") or word for word in _WORD.findall(q)]
    return words if len(words) <= MOST_WORDS else []


def is_question(q: str) -> bool:
    """Return whether a query ends with a question mark, or begins with a question word and goes on."""
    words = q.split()
    asks = len(words) > 2 and words[0].lower().strip("¿") in _known(_QUESTION_WORDS)
    return asks or bool(_ASKING.search(q))


def is_filler(word: str, *, in_question: bool) -> bool:
    """Return whether a word says nothing about what is wanted: it is very common, or part of a question."""
    if word.isupper() and len(word) > 1:  # US, IT
        return False
    small = word.lower().replace("’", "'")
    common = small in STOP_WORDS or fold(small) in STOP_WORDS
    return common or (in_question and (small in _known(_QUESTION_WORDS) or small in _known(_FILLERS)))


def _known(words: dict[str, str]) -> set[str]:
    """Return the words in English and in the reader's language."""
    own = (get_language() or "en")[:2]
    return {*words["en"].split(), *words.get(own, "").split()}
