"""The arguments of a request, as the protocol demands them, and its resumption tokens."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
#: The arguments of each verb; those that it requires come with an exclamation mark.
VERBS: dict[str, tuple[str, ...]] = {
    "Identify": (),
    "ListMetadataFormats": ("identifier",),
    "ListSets": (),
    "GetRecord": ("identifier!", "metadataPrefix!"),
    "ListIdentifiers": ("metadataPrefix!", "from", "until", "set"),
    "ListRecords": ("metadataPrefix!", "from", "until", "set"),
}
_WITH_TOKENS = ("ListSets", "ListIdentifiers", "ListRecords")
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SET = re.compile(r"(source|language)(?::([A-Za-z0-9-]+))?")
_MOST_ID = 2**63 - 1


class OaiError(Exception):
    """An error of the protocol, with its code; the message is a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: after the record with this time of change and article."""

    changed_at: datetime
    article: int


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a harvester wants listed. until: exclusive; ``chosen_set``: its kind and value, "" for all."""

    prefix: str
    since: datetime | None = None
    until: datetime | None = None
    chosen_set: tuple[str, str] | None = None
    after: Place | None = None

    def token(self, after: Place) -> str:
        """Return the token of the rest of the list. It has all that is needed, so nothing is stored."""
        moments = [each and each.isoformat() for each in (self.since, self.until, after.changed_at)]
        told = [self.prefix, self.chosen_set, *moments, after.article]
        return urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def of_token(cls, token: str) -> "ListRequest":
        """Read a token. Raises OaiError."""
        try:
            told = json.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            prefix, chosen, since, until, changed_at, article = told
            since, until = (each and datetime.fromisoformat(each) for each in (since, until))
            after = Place(datetime.fromisoformat(changed_at), article)
            well_formed = isinstance(prefix, str) and type(article) is int and 0 <= article <= _MOST_ID
            well_formed &= all(each is None or each.tzinfo for each in (since, until, after.changed_at))
            chosen = None if chosen is None else read_set(":".join(filter(None, chosen)))
        except (ValueError, TypeError, AttributeError, OaiError):
            well_formed = False
        if not well_formed:
            raise OaiError("badResumptionToken", "This is not a resumption token of this archive.")
        return cls(prefix, since, until, chosen, after)


def read_arguments(query: QueryDict) -> dict[str, str]:
    """Return the arguments of a request by name. Raises OaiError if its verb does not allow them."""
    verbs = query.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"The argument verb must be one of {', '.join(VERBS)}.")
    verb = verbs[0]
    given = {name: query.getlist(name) for name in query}
    repeated = [name for name, values in given.items() if len(values) > 1]
    if repeated:
        raise OaiError("badArgument", f"The argument {repeated[0]} is repeated.")
    found = {name: values[0] for name, values in given.items() if name != "verb"}
    if verb in _WITH_TOKENS and "resumptionToken" in found:
        if len(found) > 1:
            raise OaiError("badArgument", "A resumptionToken must be the only argument beside the verb.")
        return {"verb": verb, **found}
    allowed = {name.rstrip("!") for name in VERBS[verb]}
    for name in found:
        if name not in allowed:
            raise OaiError("badArgument", f"{verb} has no argument {name}.")
    for name in VERBS[verb]:
        if name.endswith("!") and name.rstrip("!") not in found:
            raise OaiError("badArgument", f"{verb} needs the argument {name.rstrip('!')}.")
    return {"verb": verb, **found}


def read_list(arguments: dict[str, str]) -> ListRequest:
    """Return what is to be listed. Raises OaiError."""
    if "resumptionToken" in arguments:
        return ListRequest.of_token(arguments["resumptionToken"])
    begin, end = arguments.get("from"), arguments.get("until")
    since = _moment("from", begin) if begin is not None else None
    until = _moment("until", end) if end is not None else None
    if begin is not None and end is not None and since and until:
        if len(begin) != len(end):
            raise OaiError("badArgument", "from and until must have the same granularity.")
        if since > until:
            raise OaiError("badArgument", "from must not be later than until.")
    if end is not None and until:
        until += timedelta(days=1) if _DAY.fullmatch(end) else timedelta(seconds=1)
    chosen = read_set(arguments["set"]) if "set" in arguments else None
    return ListRequest(arguments["metadataPrefix"], since, until, chosen)


def read_set(spec: str) -> tuple[str, str]:
    """Return the kind and value of a set: "source:5", or "source" for all sources. Raises OaiError."""
    match = _SET.fullmatch(spec)
    value = (match[2] or "") if match else ""
    if not match or (match[1] == "source" and value and not (value.isdecimal() and int(value) <= _MOST_ID)):
        raise OaiError("badArgument", "There is no such set; ListSets lists all sets.")
    return match[1], value


def _moment(name: str, text: str) -> datetime:
    """Return a moment. Years are kept away from the ends of what Python and PostgreSQL can represent."""
    try:
        if not _DAY.fullmatch(text) and not _SECOND.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        if not 1 < moment.year < 9999:
            raise ValueError
    except ValueError:
        raise OaiError(
            "badArgument", f"{name} must be a date in UTC, as {GRANULARITY} or YYYY-MM-DD."
        ) from None
    return moment
