"""Names in capitals ("DON MCGAHN") in their usual letters."""

from articles.extraction.lexicon.words import GIVEN_NAMES, PARTICLES, SURNAMES

#: The usual letters of names that are not simply capitalised ("MCGAHN", "DEVOS"), by their capitals.
_UNUSUAL = {
    name.upper(): name
    for names in (GIVEN_NAMES, SURNAMES)
    for name in names
    if name != name.capitalize() and not name.isupper()
}
_PREFIXES = ("MC", "O'")


def natural_case(name: str) -> str:
    """Return a name in capitals as it is usually written.

    >>> natural_case("DON MCGAHN")
    'Don McGahn'
    """
    return " ".join(_word(word) for word in name.split())


def _word(word: str) -> str:
    if "." in word:
        return word
    if word in _UNUSUAL:
        return _UNUSUAL[word]
    if word.lower() in PARTICLES:
        return word.lower()
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return prefix.capitalize() + word[len(prefix) :].capitalize()
    return "-".join(part.capitalize() for part in word.split("-"))
