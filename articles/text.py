"""Texts and names: folded, so that one spelling finds another; quoted, as the reader's language does it."""

import re
import unicodedata

from django.utils.text import slugify
from django.utils.translation import gettext

# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ı": "i", "ħ": "h", "Ħ": "H"}
    | {"’": "'", "‘": "'", "ʼ": "'"}
)
#: The longest name of an entity, folded or not.
NAME_CHARACTERS = 200
_SPACES = re.compile(r"\s+")


def quoted(words: str) -> str:
    """The words in the quotation marks of the reader's language."""
    return gettext("“%(words)s”") % {"words": words}


def without_accents(text: str) -> str:
    """The text with accents taken off: "Łódź" becomes "Lodz"."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(name: str) -> str:
    """The form under which a name is looked up: no accents, no case, single spaces, no full stops."""
    return _SPACES.sub(" ", without_accents(name).replace(".", "").casefold()).strip()


def fold_name(name: str) -> str:
    """The folded name as it is stored: a few letters fold to many, so it is cut to NAME_CHARACTERS."""
    return fold(name)[:NAME_CHARACTERS].rstrip()


def make_slug(name: str, fallback: str = "entry") -> str:
    """A slug of at most 100 characters for ``name``; ``fallback`` where nothing of it can stand in a URL."""
    return (
        slugify(without_accents(name))[:100].strip("-") or slugify(name, allow_unicode=True)[:100] or fallback
    )


def web_address(url: str | None) -> str:
    """``url`` where a link to it leads to the web, else "": an imported one may be anything."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def one_line(text: str) -> str:
    """The text with every run of spaces and line ends made one space."""
    return " ".join(text.split())
