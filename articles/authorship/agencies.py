"""News agencies and broadcasters that appear in brackets in datelines."""

from articles.text import fold

_AGENCIES = {
    "Agence France-Presse": ["AFP", "Agence France Presse"],
    "Agencia EFE": ["EFE"],
    "Al Jazeera": [],
    "ANI": [],
    "ANSA": [],
    "Associated Press": ["AP", "The Associated Press"],
    "BBC News": ["BBC"],
    "Bloomberg": ["Bloomberg News"],
    "CBS News": ["CBS"],
    "CNN": [],
    "Deutsche Presse-Agentur": ["dpa"],
    "Fox News": ["FOX"],
    "IANS": [],
    "Inter Press Service": ["IPS"],
    "Interfax": [],
    "ITAR-TASS": ["Itar Tass"],
    "Jiji Press": ["Jiji"],
    "Kyodo News": ["Kyodo"],
    "NBC News": ["NBC"],
    "PTI": ["Press Trust of India"],
    "Reuters": ["Reuter", "Thomson Reuters Foundation", "Thomson Reuters"],
    "RIA Novosti": ["RIA"],
    "TASS": [],
    "United Press International": ["UPI"],
    "Xinhua": ["Xinhua News Agency"],
    "Yonhap": [],
}
_BY_NAME = {fold(name): agency for agency, names in _AGENCIES.items() for name in (agency, *names)}


def agency_named(text: str) -> str:
    """Return the agency named in brackets ("AP", "Reuters Health", "CNN Business"), or ""."""
    words = fold(text)
    while words:
        if words in _BY_NAME:
            return _BY_NAME[words]
        words = words.rpartition(" ")[0]
    return ""
