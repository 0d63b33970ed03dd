"""Helpers for text and names: folding for lookup, slugs, and quotation marks."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

from django.utils.text import slugify
from django.utils.translation import get_language, gettext

# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ı": "i", "ħ": "h", "Ħ": "H"}
    | {"’": "'", "‘": "'", "ʼ": "'"}
)
#: Maximum length of an entity's name, folded or not.
NAME_CHARACTERS = 200
_SPACES = re.compile(r"\s+")


def quoted(words: str) -> str:
    """Put words in the quotation marks of the reader's language."""
    return gettext("“%(words)s”") % {"words": words}


def within_sentence(text: str) -> str:
    """Write a label within a sentence: in small letters, but in German nouns keep their capital."""
    return text if (get_language() or "").startswith("de") else text.lower()


def without_accents(text: str) -> str:
    """Remove accents: "Łódź" becomes "Lodz"."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(name: str) -> str:
    """Fold a name for lookup: no accents, lower case, single spaces, no full stops."""
    return _SPACES.sub(" ", without_accents(name).replace(".", "").casefold()).strip()


def fold_name(name: str) -> str:
    """Fold a name for storage. Folding can lengthen it ("ß" to "ss"), so cut it to NAME_CHARACTERS."""
    return fold(name)[:NAME_CHARACTERS].rstrip()


def make_slug(name: str, fallback: str = "entry") -> str:
    """Return a slug of at most 100 characters, or ``fallback`` if ``name`` has no usable character."""
    return (
        slugify(without_accents(name))[:100].strip("-") or slugify(name, allow_unicode=True)[:100] or fallback
    )


def first_free(slug: str, taken: Collection[str]) -> str:
    """Return the first of slug, slug-2, slug-3, … that is not taken."""
    numbered = (f"{slug}-{number}" for number in count(2))
    return next(each for each in chain([slug], numbered) if each not in taken)


def web_address(url: str | None) -> str:
    """Return ``url`` if it is an HTTP address, else "": an imported value may be anything."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def one_line(text: str) -> str:
    """Replace each run of white space, including line breaks, with one space."""
    return " ".join(text.split())
