"""Identifiers of people and things in public registers: read from what is typed or pasted, and checked.

Sources: ISO 27729 (ISNI; its check digit is ISO 7064 MOD 11-2), ISO 17442 (LEI; ISO 7064 MOD 97-10), the
patterns of Wikidata's properties P214 (VIAF) and P227 (GND), and for GND's check digits
https://wiki.dnb.de/display/ILTIS/Informationsseite+zur+GND.
"""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

LONGEST = 500  # characters of what is typed
_SHOWN = 60  # characters of it in a message
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


class IdentifierError(ValueError):
    """Not an identifier of the scheme; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A kind of identifier.

    like: what it looks like, for messages. read: returns the identifier in its usual form, None if it cannot
    be one; raises IdentifierError if its check digit is wrong. addresses: patterns of web addresses without
    the protocol, and the identifier in them. links: its address by what it begins with.
    """

    key: str
    label: str
    like: str
    read: Callable[[str], str | None]
    addresses: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]

    @property
    def register(self) -> str:
        """The name of the register: "Wikidata", "GND"."""
        return self.label.partition(" ")[0]


def normalise(key: str, text: str) -> str:
    """Return an identifier in its usual form. ``text``: the identifier, or its address on the web.

    Raises IdentifierError.
    """
    scheme = SCHEMES.get(key)
    if scheme is None:
        raise IdentifierError(f"“{_short(key)}” is not a known scheme. Use one of: {', '.join(SCHEMES)}.")
    clean = _cleaned(text)
    found = scheme.read(_without_label(scheme, _from_address(scheme, clean)))
    if found is None:
        raise IdentifierError(
            gettext("“%(text)s” is not valid here (%(scheme)s). Enter %(like)s.")
            % {"text": _short(clean), "scheme": gettext(scheme.label), "like": scheme.like}
        )
    return found


def address_of(key: str, value: str) -> str:
    """Return the web address of an identifier in its usual form; "" if no address is known."""
    for beginning, address in SCHEMES[key].links:
        if value.startswith(beginning):
            return address.format(value.removeprefix(beginning) if key == "company" else value)
    return ""


def read_list(text: str) -> list[tuple[str, str]]:
    """Read "wikidata:Q42; lei:…" or full addresses as pairs of scheme and identifier, each once.

    Raises IdentifierError.
    """
    pieces = [piece.strip() for piece in re.split(r"[;\n]", text)]
    return list(dict.fromkeys(_read_piece(piece) for piece in pieces if piece))


def possible(text: str) -> list[tuple[str, str]]:
    """Return the pairs of scheme and identifier that a text may mean: "Q42", "gnd:118540238", an address.

    A number can be an identifier of several schemes. Names give none.
    """
    found = []
    for key in SCHEMES if any(map(str.isdigit, text)) else ():
        with suppress(IdentifierError):
            found.append((key, normalise(key, text)))
    return found


def write_list(identifiers: list[tuple[str, str]]) -> str:
    """Write identifiers as ``read_list`` reads them."""
    return "; ".join(f"{key}:{value}" for key, value in identifiers)


def _read_piece(piece: str) -> tuple[str, str]:
    key, colon, rest = piece.partition(":")
    if key.strip().lower() in SCHEMES and colon:
        key = key.strip().lower()
        return key, normalise(key, rest)
    for scheme in SCHEMES.values():
        if _matched(scheme, _cleaned(piece)):
            return scheme.key, normalise(scheme.key, piece)
    raise IdentifierError(
        f"“{_short(piece)}” does not say what kind of identifier it is. "
        f"Write it like wikidata:Q42, with one of: {', '.join(SCHEMES)}."
    )


def _cleaned(text: str) -> str:
    """Unify dashes and digits, and remove invisible characters."""
    words = unicodedata.normalize("NFKC", text[:LONGEST].translate(_DASHES)).split()
    return " ".join("".join(char for char in word if not _is_invisible(char)) for word in words)


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Cc"}


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _from_address(scheme: Scheme, text: str) -> str:
    """Return the identifier in a web address; other text as it is."""
    return _matched(scheme, text) or text


def _matched(scheme: Scheme, text: str) -> str:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", text, flags=re.IGNORECASE)
    for pattern, identifier in scheme.addresses:
        if found := re.match(f"{pattern}(?=[/?#.&]|$)", bare, re.IGNORECASE):
            return found.expand(identifier)
    return ""


def _without_label(scheme: Scheme, text: str) -> str:
    """Remove a prefix such as "ISNI:"."""
    return re.sub(rf"^(?:{scheme.register})(?: ?ID)? ?[: ] ?", "", text, flags=re.IGNORECASE)


def _solid(text: str) -> str:
    """Remove spaces and hyphens."""
    return re.sub(r"[ -]", "", text).upper()


def _wikidata(text: str) -> str | None:
    return _solid(text) if re.fullmatch(r"Q[1-9][0-9]{0,10}", _solid(text)) else None


def _viaf(text: str) -> str | None:
    return _solid(text) if re.fullmatch(r"[1-9][0-9]([0-9]{0,7}|[0-9]{17,20})", _solid(text)) else None


def _gnd(text: str) -> str | None:
    """Read both kinds: 118540238 of people and everything new, and 4005728-8 of older subjects and bodies."""
    bare = re.sub(r"^\(DE-588\)| ", "", text.upper())
    digits = bare.replace("-", "")
    if not re.fullmatch(r"[1-9][0-9]{1,9}[0-9X]", digits):
        return None
    weighted = sum(int(digit) * weight for weight, digit in enumerate(digits[-2::-1], 2)) % 11
    is_plain = bool(re.fullmatch(r"1[0-9]{8,9}|3[0-9]{8}", digits[:-1] + "0")) and digits[-1] == _digit(
        -weighted % 11
    )
    is_dashed = len(digits) <= 9 and digits[-1] == _digit(weighted)
    if is_plain and not (is_dashed and "-" in bare):
        return digits
    if is_dashed:
        return f"{digits[:-1]}-{digits[-1]}"
    raise _wrong_digit(text, "GND number")


def _isni(text: str) -> str | None:
    solid = _solid(text)
    if not re.fullmatch(r"[0-9]{15}[0-9X]", solid):
        return None
    rest = 0
    for digit in solid[:-1]:
        rest = (rest + int(digit)) * 2 % 11
    if solid[-1] != _digit((12 - rest) % 11):
        raise _wrong_digit(text, "ISNI")
    return solid


def _lei(text: str) -> str | None:
    solid = _solid(text)
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", solid):
        return None
    if int("".join(str(int(char, 36)) for char in solid)) % 97 != 1:
        raise _wrong_digit(text, "LEI")
    return solid


def _company(text: str) -> str | None:
    """Read a country code and a number: "GB 00445790"."""
    found = re.fullmatch(r"([A-Z]{2})[ :/-]+([0-9A-Z][0-9A-Z ./-]{0,40})", text.upper())
    if not found:
        return None
    country = {"UK": "GB"}.get(found[1], found[1])
    if country not in _countries():
        raise IdentifierError(
            gettext("“%(text)s” is not a country code. Enter %(like)s.")
            % {"text": country, "like": _COMPANY_LIKE}
        )
    number = re.sub(r"[ ./-]", "", found[2])
    return f"{country}-{number}" if re.search(r"[0-9]", number) else None


@cache
def _countries() -> frozenset[str]:
    codes = map(str, Locale.parse("en").territories)
    return frozenset(code for code in codes if code.isalpha() and len(code) == 2) - _NO_COUNTRIES


def _digit(value: int) -> str:
    return "X" if value == 10 else str(value)


def _wrong_digit(text: str, what: str) -> IdentifierError:
    return IdentifierError(
        gettext(
            "“%(text)s” is not valid (%(scheme)s): its check digit does not match. Look for a typing mistake."
        )
        % {"text": _short(text), "scheme": gettext(what)}
    )


_COMPANY_LIKE = _("the code of the country and the number in its register, such as GB 00445790")
SCHEMES = {
    scheme.key: scheme
    for scheme in (
        Scheme(
            "wikidata",
            gettext_noop("Wikidata item"),
            _("a Q and a number, such as Q42"),
            _wikidata,
            (
                (
                    r"(?:m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityPage/|Special:EntityData/)?(Q[0-9]+)",
                    r"\1",
                ),
            ),
            (("", "https://www.wikidata.org/entity/{}"),),
        ),
        Scheme(
            "viaf",
            gettext_noop("VIAF number"),
            _("2 to 9 or 19 to 22 digits, such as 113230702"),
            _viaf,
            ((r"viaf\.org/(?:[a-z]{2}/)?viaf/([0-9]+)", r"\1"),),
            (("", "https://viaf.org/viaf/{}"),),
        ),
        Scheme(
            "gnd",
            gettext_noop("GND number"),
            _("a number such as 118540238 or 4005728-8"),
            _gnd,
            ((r"(?:d-nb\.info|lobid\.org)/gnd/([0-9X-]+)", r"\1"),),
            (("", "https://d-nb.info/gnd/{}"),),
        ),
        Scheme(
            "isni",
            "ISNI",
            _("16 characters, such as 0000 0001 2103 2683"),
            _isni,
            ((r"isni\.org/(?:isni/)?([0-9 -]{15,19}X?)", r"\1"),),
            (("", "https://isni.org/isni/{}"),),
        ),
        Scheme(
            "lei",
            "LEI",
            _("20 characters, such as HWUPKR0MPOU8FGXBT394"),
            _lei,
            ((r"(?:search|lei)\.gleif\.org/(?:#/)?(?:record/)?([0-9A-Z]{20})", r"\1"),),
            (("", "https://search.gleif.org/#/record/{}"),),
        ),
        Scheme(
            "company",
            gettext_noop("company number"),
            _COMPANY_LIKE,
            _company,
            (
                (r"opencorporates\.com/companies/([a-z]{2})/([^/?#]+)", r"\1-\2"),
                (r"find-and-update\.company-information\.service\.gov\.uk/company/([^/?#]+)", r"GB-\1"),
                (r"virksomhet\.brreg\.no/[a-z]{2}/oppslag/enheter/([0-9]{9})", r"NO-\1"),
                (r"annuaire-entreprises\.data\.gouv\.fr/entreprise/(?:[^/?#]*-)?([0-9]{9})", r"FR-\1"),
            ),
            (
                ("GB-", "https://find-and-update.company-information.service.gov.uk/company/{}"),
                ("FR-", "https://annuaire-entreprises.data.gouv.fr/entreprise/{}"),
                ("NO-", "https://virksomhet.brreg.no/nb/oppslag/enheter/{}"),
            ),
        ),
    )
}
