"""Compile terms that stand together: phrases with beginnings of words, and words near each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from articles.fulltext.tsquery import Junction, join, parse
from articles.search.query.ast import Proximity, Term, Text, terms_of

_MOST = 64  # combinations of the spellings of all terms
#: Words that no language shortens and nobody writes, one for each prefix in a phrase.
_STAND_INS = tuple(f"qk{one}{two}qk" for one in "bdfjm" for two in "bcdfgjkmpvwxz")
_STAND_IN = re.compile(r"'(qk[bdfjm][bcdfgjkmpvwxz]qk)'(?::[ABCD]+)?")
_LEXEME = re.compile(r"'(?:[^'\\]|''|\\.)*'(?::[*ABCD]+)?")


def terms_to_compile(text: Text) -> tuple[Term, ...]:
    """Return the terms whose tsqueries make up that of a text."""
    if isinstance(text, Proximity) and not text.within:
        return _whole(text), *_prefixes(text)
    return terms_of(text)


def tsquery_of(leaf: Proximity, known: Mapping[Term, str]) -> str:
    """Return the tsquery text, "" if all terms are stop words. ``known`` has those of terms_to_compile()."""
    if not leaf.within:
        return _with_prefixes(leaf, known)
    found = dict.fromkeys(_near(texts, leaf.within) for texts in _spellings(leaf, known))
    return f"({' | '.join(found)})" if all(found) else ""


def all_of(leaf: Proximity, known: Mapping[Term, str]) -> str:
    """Return the tsquery for articles with all the terms anywhere, which is faster to rank by."""
    return join("&", [known[term] for term in leaf.terms if known[term]])


def _whole(leaf: Proximity) -> Term:
    """Return a phrase with a stand-in for each prefix: PostgreSQL then counts the stop words between."""
    stand_ins = iter(_STAND_INS)
    words = [next(stand_ins) if term.kind == "prefix" else term.text for term in leaf.terms]
    return Term(" ".join(words), "phrase", leaf.headline)


def _prefixes(leaf: Proximity) -> list[Term]:
    return [term for term in leaf.terms if term.kind == "prefix"]


def _with_prefixes(leaf: Proximity, known: Mapping[Term, str]) -> str:
    asked = dict(zip(_STAND_INS, _prefixes(leaf), strict=False))
    return _STAND_IN.sub(
        lambda found: known[asked[found[1]]] if found[1] in asked else found[0], known[_whole(leaf)]
    )


def _spellings(leaf: Proximity, known: Mapping[Term, str]) -> Iterator[tuple[str, ...]]:
    """Yield the terms in every combination of their spellings.

    PostgreSQL lines up alternatives by their beginnings, so within a phrase they must be equally long: those
    that are themselves phrases are written out.
    """
    every = [_equally_long(known[term]) for term in leaf.terms if known[term]]
    as_they_are = tuple(known[term] for term in leaf.terms if known[term])
    return product(*every) if prod(map(len, every)) <= _MOST else iter([as_they_are])


def _equally_long(text: str) -> list[str]:
    node = parse(text)
    if not isinstance(node, Junction) or node.operator != "|":
        return [text]
    texts = [child.text for child in node.children]
    words = [each for each in texts if _LEXEME.fullmatch(each)]
    phrases = [f"({each})" for each in texts if not _LEXEME.fullmatch(each)]
    return [f"({' | '.join(words)})", *phrases] if words else phrases


def _near(texts: Sequence[str], within: int) -> str:
    """Join terms of which each is at most ``within`` words from each other one, in any order.

    One of them comes first. The others follow it: at the same place, one word later, and so on. PostgreSQL
    evaluates an AND within a phrase for each position, so the others are all near one occurrence of the
    first; "<0>" makes it part of a phrase.
    """
    if len(texts) < 2:
        return texts[0] if texts else ""
    found = []
    for number, first in enumerate(texts):
        others = [
            "({})".format(" | ".join(f"({first} <{steps}> {other})" for steps in range(within + 1)))
            for other in (*texts[:number], *texts[number + 1 :])
        ]
        found.append(others[0] if len(others) == 1 else f"({_begin(first)} <0> ({' & '.join(others)}))")
    return f"({' | '.join(found)})"


def _begin(text: str) -> str:
    """Return the first word of a phrase, whose place is that of the phrase; alternatives as they are."""
    word = _LEXEME.search(text)
    return word[0] if word and "<" in text else text
