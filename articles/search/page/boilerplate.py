"""Remove what scraping left between the sentences of a text, so that snippets show sentences.

Picture captions with their credits, labels of players and galleries, and links to other articles. The article
itself keeps them, and they are still found: a snippet falls back to the whole text.
"""

import re

_NEAR = 400  # characters from the beginning of a line in which a credit ends a caption
_SHORT = 200  # characters: a longer line with a label at its beginning also has text of the article
_HEADING = 80  # characters: a longer line is text even if no sentence ends with it
#: A text or line with none of these has nothing to remove. Looking for them is much faster than what follows.
_HINTS = (
    "FILE", "CLOSE", "hoto", "Getty", "REUTERS/", "/Reuters", "/AP", "/AFP", "/EPA", "| AP", "via AP",
    "AP Photo", "AP Images", "aption", "dvertisement", "ADVERTISEMENT", "Read more", "Story highlights",
    "Image ", "image ",
)  # fmt: skip
_LABEL = re.compile(
    r"""(?:FILE\ PHOTO\b | FILE\s*[-–—:] | CLOSE(?=\s*$|\ [A-Z]) | (?:Enlarge\ this\ image\ *)?toggle\ caption
        | Enlarge\ this\ image | Hide\ caption | (?:Image|Media)\ (?:copyright|caption)
        | (?:next|prev)\ Image\ \d | Photo(?:s|graph|graphs|grapher)?(?:\ by\b|:)
        | (?:Advertisement|ADVERTISEMENT):?\s*$)""",
    re.VERBOSE,
)
_CREDIT = re.compile(
    r"""\((?:[^()]{0,80}/\ ?)(?:AP|AFP|EPA|Getty\ Images|Reuters|REUTERS|Pool|Handout)\b[^()]{0,40}\)
    | \([^()]{0,40}?[Pp]hotos?(?:\ by)?[:/][^()]{1,80}\)
    | \bREUTERS/\ ?[A-Z][\w.'’-]+(?:\ [A-Z][\w.'’-]+){0,2}(?:/File\ Photo)?
    | (?:/|\|\ |\bvia\ )(?:AP\ (?:Photos?|Images)|AP\b|(?:AFP/)?Getty(?:\ Images)?|AFP\b)
    | \b(?:Getty\ Images|AP\ Photos?|AP\ Images)(?=\s*$|\ [|/(])
    | \b[Pp]hoto:\ [^\n.]{3,60}$""",
    re.VERBOSE,
)
_HIGHLIGHTS = "Story highlights "
_LINK = "Read more"
_STOP = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)|[。！？]")
_SENTENCE = re.compile(rf"(?:{_STOP.pattern})\s*$")


def without_boilerplate(text: str) -> str:
    """Return only the sentences of a text, or the text itself if there are none."""
    if not _may_have(text):
        return text
    lines = [_cleaned(line) if _may_have(line) else line for line in text.split("\n")]
    return "\n".join(lines) if any(lines) else text


def from_first_sentence(text: str) -> str:
    """Return a text from its first line with a sentence on, below bylines, headings and labels.

    Return the text itself if no line has one.
    """
    at = 0
    for line in text.splitlines(keepends=True):
        if len(line) > _HEADING or _SENTENCE.search(line):
            return text[at:]
        at += len(line)
    return text


def _may_have(text: str) -> bool:
    return any(hint in text for hint in _HINTS)


def _cleaned(line: str) -> str:
    """Return only the sentences of a line."""
    bare = line.strip().removeprefix(_HIGHLIGHTS)
    if bare.endswith(_LINK) and len(bare) < _SHORT:
        return ""
    label = _LABEL.match(bare)
    end = max((credit.end() for credit in _CREDIT.finditer(bare, 0, _NEAR)), default=0)
    if label and not end:
        first = _STOP.search(bare, label.end()) if len(bare) > _SHORT + _NEAR else None
        end = first.end() if first else len(bare)
    if not end:
        return bare
    rest = bare[end:].lstrip(" .|)")
    return rest if len(rest) > _HEADING or _SENTENCE.search(rest) else ""
