"""Reads the role that the words beside a person's name give: "Secretary of State John Kerry".

Only English texts are read. The rules prefer silence to a wrong role: the role must stand directly before the
name, or directly after it between commas.
"""

import re
from dataclasses import dataclass

_DEPARTMENTS = (
    r"agriculture|budget|business|commerce|culture|defen[cs]e|development|economic affairs|economy|education"
    r"|energy|environment|finance|foreign|health|home|homeland security|housing|industry|information|interior"
    r"|justice|labou?r|oil|petroleum|planning|science|security|sports?|tourism|trade|transport(?:ation)?"
    r"|treasury|veterans affairs|war"
)
_DEPARTMENT_WORDS = re.findall(r"\w+", re.sub(r"\[.*?\]|\(.*?\)\?|\?", "", _DEPARTMENTS)) + [
    "defence", "defense", "labour", "labor", "sport", "sports", "transportation"
]
#: Roles by name, each with the regular expression of its spellings. Longer ones win: the match begins as far
#: left as possible.
_ROLES = {
    "acting president": r"acting president",
    "activist": r"activist",
    "actor": r"actor",
    "actress": r"actress",
    "adviser": r"(?:senior |top |chief |special |political |policy )*advis[eo]r",
    "ambassador": r"ambassador",
    "analyst": r"analyst",
    "archbishop": r"archbishop",
    "astronaut": r"astronaut",
    "assistant secretary": r"assistant secretary(?: of state)?",
    "attorney general": r"attorney[ -]general",
    "author": r"author",
    "ayatollah": r"ayatollah|supreme leader(?: ayatollah)?",
    "bishop": r"bishop",
    "campaign manager": r"campaign (?:manager|chairman|chief)",
    "captain": r"captain",
    "cardinal": r"cardinal",
    "chairman": r"(?:co-)?chairman(?: and (?:CEO|chief executive(?: officer)?))?",
    "chairwoman": r"(?:co-)?chair(?:woman|person)?",
    "chancellor": r"chancellor",
    "chancellor of the exchequer": r"chancellor of the exchequer",
    "chief economist": r"chief economist",
    "chief executive": r"(?:chief executive(?: officer)?|CEO)",
    "chief financial officer": r"(?:chief financial officer|CFO)",
    "chief justice": r"chief justice",
    "chief of staff": r"(?:deputy )?chief of staff",
    "chief operating officer": r"(?:chief operating officer|COO)",
    "chief strategist": r"chief (?:political |White House )?strategist",
    "coach": r"(?:head )?coach",
    "commissioner": r"(?:high )?commissioner",
    "comptroller": r"comptroller",
    "council president": r"council president",
    "counsel": r"(?:general |White House )counsel",
    "dictator": r"dictator",
    "director": r"(?:executive |deputy )?director",
    "director general": r"director[ -]general",
    "economist": r"economist",
    "envoy": r"(?:special |peace |climate )*envoy",
    "first lady": r"first lady",
    "founder": r"(?:co-)?founder",
    "general": r"(?-i:Gen\.|General)",
    "governor": r"(?:governor|(?-i:Gov\.?))",
    "governor-elect": r"governor-elect",
    "head": r"head|chief",
    "investor": r"(?:billionaire |activist )*investor",
    "judge": r"(?-i:Judge)",
    "justice": r"(?-i:Justice)",
    "king": r"(?-i:King)",
    "lawyer": r"lawyer|attorney",
    "leader": r"leader",
    "opposition leader": r"opposition leader",
    "party leader": r"party leader",
    "lieutenant governor": r"(?:lieutenant governor|(?-i:Lt\. Gov\.))",
    "majority leader": r"majority leader",
    "majority whip": r"majority whip",
    "managing director": r"managing director",
    "mayor": r"mayor",
    "minority leader": r"minority leader",
    "minority whip": r"minority whip",
    "minister": r"(?-i:Minister)",
    "national security adviser": r"national security advis[eo]r",
    "partner": r"managing partner",
    "pope": r"(?-i:Pope)",
    "premier": r"premier",
    "president": r"president",
    "president-elect": r"president-elect",
    "press secretary": r"(?:deputy )?press secretary",
    "prime minister": r"prime minister|(?-i:PM)",
    "deputy prime minister": r"deputy prime minister",
    "prince": r"(?-i:(?:Crown )?Prince)",
    "princess": r"(?-i:(?:Crown )?Princess)",
    "producer": r"producer",
    "professor": r"(?:law )?professor",
    "prosecutor": r"(?:chief |special )?prosecutor",
    "queen": r"(?-i:Queen)",
    "representative": r"(?-i:Rep\.|Representative)|congress(?:man|woman)",
    "secretary general": r"secretary[ -]general",
    "secretary of state": r"secretary of state",
    "senator": r"senator|(?-i:Sen\.)",
    "senator-elect": r"senator-elect",
    "sheriff": r"sheriff",
    "singer": r"singer",
    "solicitor general": r"solicitor[ -]general",
    "speaker": r"speaker",
    "special counsel": r"special counsel",
    "spokesman": r"spokesman",
    "spokesperson": r"spokesperson",
    "spokeswoman": r"spokeswoman",
    "sultan": r"(?-i:Sultan)",
    "trade representative": r"trade representative",
    "treasurer": r"treasurer",
    "vice chairman": r"vice[ -]chair(?:man|woman)?",
    "vice president": r"(?:executive |senior )?vice[ -]president",
    "vice president-elect": r"vice[ -]president-elect",
}
_COMPOSED = (
    rf"(?P<deputy>deputy )?(?P<of>{_DEPARTMENTS}) (?P<office>minister|secretary)"
    rf"|(?P<office2>minister|secretary) (?:of|for) (?:the )?(?P<of2>{_DEPARTMENTS})(?: affairs)?"
    r"|(?:presumptive )?(?P<race>vice[ -]presidential|presidential|Supreme Court)"
    r" (?P<running>nominee|candidate|hopeful|contender|front-?runner)"
)
_ALL = "|".join([_COMPOSED, *(f"(?:{each})" for each in _ROLES.values())])
_BY_SPELLING = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _ROLES.items()]
_COMPOSED_WORDS = re.compile(_COMPOSED, re.IGNORECASE)
#: Their last words: a cheap first look, as most names have no role before them.
_LAST_WORDS = frozenset(
    word.lower()
    for word in (
        "activist actor actress adviser advisor affairs ambassador analyst archbishop astronaut attorney author"
        " ayatollah bishop candidate captain cardinal CEO CFO chair chairman chairperson chairwoman chancellor"
        " chief coach co-chair co-chairman co-chairwoman co-founder commissioner comptroller congressman"
        " congresswoman contender COO counsel dictator director economist elect envoy exchequer executive"
        " founder front-runner frontrunner Gen. general Gov Gov. governor governor-elect head hopeful investor"
        " judge justice king lady lawyer leader manager mayor minister nominee officer partner PM pope premier"
        " president president-elect prince princess producer professor prosecutor queen Rep. representative"
        " secretary secretary-general attorney-general director-general Sen. senator senator-elect sheriff singer"
        " speaker spokesman spokesperson spokeswoman staff state strategist sultan treasurer vice-chairman"
        " vice-president whip"
    ).split()
) | frozenset(_DEPARTMENT_WORDS)
_LAST_WORD = re.compile(r"([\w.-]+),?\s+$")
_LONGEST = 60  # characters of a role
_BEFORE = re.compile(rf"(?<![\w’'-])(?P<mark>ex-|then-)?(?P<role>{_ALL})(?P<comma>,?)\s+$", re.IGNORECASE)
_AFTER = re.compile(
    r",\s+(?:who is\s+)?(?P<article>the|a|an|its|his|her|their|now)?\s*(?P<words>(?:[\w.&’'-]+\s+){0,6}?)"
    rf"(?P<role>{_ALL})\b(?P<next>[^\n]{{0,60}})",
    re.IGNORECASE,
)
#: Words that make a role one of the past, or of another person's.
_PAST = frozenset(
    "former ex then late onetime one-time erstwhile retired ousted deposed fired ex-".split()
)
_NOT_YET = frozenset("next future would-be aspiring wannabe potential possible incoming fake".split())
_ADJECTIVES = frozenset(
    "american longtime long-time first second third fourth current new top senior influential powerful popular"
    " outgoing acting interim embattled veteran conservative liberal moderate democratic republican ruling"
    " opposition presumptive national local federal state young billionaire executive global world senate house".split()
)
_FUNCTION = frozenset(
    "a after also although an and as at because before both but by during even for from he her his how if in"
    " into it its like many of meanwhile most on or our said she since so some that the their then there these"
    " they this though to today under until was we what when where while who why with yesterday monday tuesday"
    " wednesday thursday friday saturday sunday yet you your mr mrs ms dr my not now only photos video".split()
)
#: What may follow a role that stands after the name.
_ENDS = re.compile(r"\s*(?:[,.;)]|(?:of|for|at|in|who|from|since|under|during|whose)\b|and (?!the\b)|$)")
_OF = re.compile(r"\s+(?:of|at|for)\s+(?:the\s+)?(?P<of>[A-Z][\w.&’-]*(?:\s+(?:(?:of|and)\s+)?[A-Z][\w.&’-]*){0,3})")
_POSSESSIVE = re.compile(r".*['’]s?$")
_MOST_WORDS = 5
REACH = 120  # characters on either side of a name that are looked at


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role given by the words beside a name.

    role: its name in English ("secretary of state"). of: what it is of, if the words say so ("Russian",
    "Federal Reserve"). past: the words look back ("former"). start and end: where the role stands in the text.
    """

    role: str
    of: str
    past: bool
    start: int
    end: int


def role_of(text: str, start: int, end: int, year: int | None = None) -> RoleWords | None:
    """Return the role that the words beside the name at ``start`` to ``end`` of a text give, or None.

    ``year``: when the text was published; an earlier year among the words makes the role one of the past.
    """
    return _before(text, start, end, year) or _after(text, end, year)


def _before(text: str, start: int, end: int, year: int | None) -> RoleWords | None:
    begin = max(0, start - REACH, text.rfind("\n\n", max(0, start - REACH), start) + 1)
    near = max(begin, start - _LONGEST)
    last = _LAST_WORD.search(text, max(near, start - 25), start)
    if last is None or last[1].lower().removeprefix("ex-").removeprefix("then-") not in _LAST_WORDS:
        return None
    found = _BEFORE.search(text, near, start)
    if found is None:
        return None
    left = text[begin : found.start()]
    if found["comma"] and not _is_british(left, text[end : end + 1]):
        return None
    past, of = _words_before(left, year)
    if of is None:
        return None
    return RoleWords(name_of(found["role"]), of, past or bool(found["mark"]), found.start("role"), found.end("role"))


def _is_british(left: str, following: str) -> bool:
    """Whether a role before a comma belongs to the name: "the US secretary of state, John Kerry, said"."""
    words = left.split()[-3:]
    return following == "," and any(word.lower() in {"the", "its"} or _POSSESSIVE.match(word) for word in words)


def _words_before(left: str, year: int | None) -> tuple[bool, str | None]:
    """Return whether the words before a role look back, and what it is of; None if they spoil it."""
    names: list[str] = []
    past = False
    ended = False
    for word in reversed(left.split()[-_MOST_WORDS:]):
        bare = word.strip("“”\"'‘(")
        lower = bare.lower()
        if lower in _NOT_YET or (not names and lower in {"vice", "deputy", "wife", "assistant", "co"}):
            return False, None
        if lower in _PAST or lower.startswith(("ex-", "former-")):
            rest = bare.partition("-")[2] if lower.startswith(("ex-", "former-")) and not ended else ""
            return True, " ".join(filter(None, [rest, *names]))
        if bare.isdigit() and len(bare) == 4:
            past = past or (year is not None and int(bare) < year)
        elif lower == "of" and names and not ended:
            names.insert(0, bare)
        elif lower in _FUNCTION or (word[-1] in ",;:.!?)" and not _is_abbreviation(word)):
            break
        elif bare[:1].isupper() and not ended and not _POSSESSIVE.match(bare):
            names.insert(0, bare)
        elif lower not in _ADJECTIVES and not bare[:1].isupper():
            break
        else:
            ended = True
    return past, " ".join(names).removeprefix("of ")


def _is_abbreviation(word: str) -> bool:
    return word.count(".") > 1 or word in {"St.", "Ft.", "Mt.", "Gen.", "Lt."}


def _after(text: str, end: int, year: int | None) -> RoleWords | None:
    window = text[end : end + REACH]
    found = _AFTER.match(window.partition("\n\n")[0])
    if found is None or not _ENDS.match(found["next"]):
        return None
    words = found["words"].split()
    if not found["article"] and found["role"][:1].isupper() and not found["next"].lstrip().startswith(("of", "at")):
        return None  # "… with Lavrov, President Obama and …"
    past = False
    names: list[str] = []
    for word in words:
        lower = word.lower().rstrip(",")
        if lower in _PAST or lower.startswith("ex-"):
            past = True
        elif word.isdigit() and len(word) == 4:
            past = past or (year is not None and int(word) < year)
        elif lower in _NOT_YET or word.endswith(","):
            return None
        elif word[:1].isupper() and lower not in _FUNCTION:
            names.append(word)
        elif lower not in _ADJECTIVES and not _POSSESSIVE.match(word) and not re.match(r"\d+(?:st|nd|rd|th)$", word):
            return None
    named = _OF.match(found["next"])
    of = named["of"] if named and not names else " ".join(each for each in names if not _POSSESSIVE.match(each))
    return RoleWords(name_of(found["role"]), of, past, end + found.start("role"), end + found.end("role"))


def name_of(words: str) -> str:
    """Return the name of the role that the words spell."""
    composed = _COMPOSED_WORDS.fullmatch(words)
    if composed is None:
        return next(name for name, pattern in _BY_SPELLING if pattern.fullmatch(words))
    if composed["race"]:
        running = "nominee" if composed["running"].lower() == "nominee" else "candidate"
        return f"{composed['race'].lower().replace('-', ' ')} {running}".replace("supreme court", "Supreme Court")
    of, office = (composed["of"] or composed["of2"]).lower(), (composed["office"] or composed["office2"]).lower()
    of = of.replace("defence", "defense").replace("labour", "labor")
    return f"{(composed['deputy'] or '').lower()}{of.capitalize() if office == 'secretary' else of} {office}"
