"""Recognises feeds and wire formats by how a file begins."""

import re

from articles.importers.cleaning.encodings import decode
from articles.importers.formats.wire.ninjs import MARKS

_AHEAD = 20_000  # characters
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_NOT_ROOT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOTS = {
    **dict.fromkeys(("rss", "rdf", "feed", "channel", "entry"), "feed"),
    "nitf": "nitf",
    **dict.fromkeys(("newsmessage", "newsitem", "packageitem", "conceptitem", "knowledgeitem"), "newsml"),
    **dict.fromkeys(("planningitem", "catalogitem", "newsml"), "newsml"),
    "html": "html",
}
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_NAME = re.compile(r'"(\w+)"\s*:')


def root_of_xml(start: bytes) -> str:
    """Return the name of the first element of an XML file, in lower case, or "" if it is no XML."""
    text = decode(start)[0][:_AHEAD].lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return ""
    found = _ROOT.match(_NOT_ROOT.sub("", text).lstrip("\ufeff \t\r\n"))
    return found[1].lower() if found else ""


def wire_format(start: bytes) -> str:
    """Return "feed", "nitf", "newsml", "ninjs" or "html" for a file with these first bytes, or ""."""
    if root := root_of_xml(start):
        return _ROOTS.get(root, "")
    text = decode(start)[0][:_AHEAD].lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return ""
    if _JSON_FEED.search(text):
        return "feed"
    names = {name.lower() for name in _NAME.findall(text)}
    is_ninjs = '"ninjs"' in text or (names & {"uri", "guid"} and len(names.intersection(MARKS)) > 1)
    return "ninjs" if is_ninjs else ""
