"""Decode bytes as browsers do: Unicode by its marks and form, else the declared or most likely encoding."""

import codecs
import re

import webencodings
from charset_normalizer import CharsetMatches, from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # starts with the UTF-16 BOM
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 4096  # bytes within which a page must declare its encoding
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_PROLOG = re.compile(rb"""\s*<\?xml[^>]{0,200}encoding\s*=\s*["']\s*([\w.:-]{2,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,300}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LANG = re.compile(rb"""<html[^>]{0,300}\blang\s*=\s*["']?\s*([a-z]{2})\b""", re.IGNORECASE)
_TAG = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>|[\r\n]", re.IGNORECASE | re.DOTALL)
_ISO_2022_JP = (b"\x1b$B", b"\x1b$@")  # all its bytes are ASCII, so it passes for UTF-8
#: Supersets that decode more than the codecs of the same name.
_SUPERSETS = {"gbk": "gb18030", "euc_jp": "euc_jis_2004", "big5": "big5hkscs", "iso2022_jp": "iso2022_jp_ext"}
_CANDIDATES = [
    *("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "iso8859_5", "cp866", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "cp874", "cp932", "euc_jis_2004", "gb18030", "big5", "cp949"),
]
_MULTIBYTE = {"cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"}
#: The usual encoding where Western European letters and those of a language can hardly be told apart.
_BY_LANGUAGE = dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250") | {
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "tr": "cp1254",
}
_SAMPLE = 6_000  # bytes
_CLEARLY = 0.1  # difference in disorder (0 to 1) between a right and a wrong encoding
_SIMILAR = 0.05
_MANY = 0.1  # share of bytes beyond ASCII above which a text is hardly in Latin letters
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_EVIDENCE = 10  # bytes beyond ASCII without which nothing can be guessed
_WESTERN = "windows-1252"


def codec(label: str) -> str:
    """Return Python's codec for an encoding's label on the web, such as "windows-31j", or "" if unknown."""
    found = webencodings.lookup(label)
    name = found.codec_info.name if found else label.strip()
    try:
        info = codecs.lookup(name)
        b"a\xff".decode(name, errors="replace")  # not every codec is one of text, or takes damaged text
    except (LookupError, ValueError):
        return ""
    plain = info.name.replace("-", "_")
    return _SUPERSETS.get(plain, info.name)


def is_utf_8(raw: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def unicode_by_mark(raw: bytes) -> str:
    """Return the codec of Unicode with a byte order mark, or of UTF-16 by its zero bytes; else ""."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return name
    return _utf_16(raw[:_HEAD]) if b"\0" in raw[:_HEAD] else ""


def _utf_16(head: bytes) -> str:
    if len(head) < 8:
        return ""
    zeros = [head[start::2].count(0) / (len(head) / 2) for start in (0, 1)]
    for here, there, encoding in ((0, 1, "utf-16-be"), (1, 0, "utf-16-le")):
        if zeros[here] > 0.5 and zeros[there] < 0.05:
            return encoding
    return ""


def decode(raw: bytes, label: str = "", language: str = "") -> tuple[str, str]:
    """Return the text and its encoding: Unicode if it looks like it, else what the label says, else a guess.

    label: the encoding as declared, which may be wrong; language: a code such as "pl", or "".
    """
    if name := unicode_by_mark(raw):
        return raw.decode(name, errors="replace"), name
    if any(mark in raw for mark in _ISO_2022_JP):
        return raw.decode("iso2022_jp_ext", errors="replace"), "iso-2022-jp"
    if is_utf_8(raw):
        return raw.decode(), "utf-8"
    declared = codec(label) if label else ""
    if _is_damaged_utf_8(raw, labelled=declared in {"utf-8", "utf-16-le", "utf-16-be"}):
        return raw.decode("utf-8", errors=_ONE_BAD_BYTE), "utf-8"
    name = _legacy(raw, "" if declared.startswith("utf") else declared, language)
    return raw.decode(name, errors="replace"), _WESTERN if name == "cp1252" else name


def decode_page(raw: bytes, label: str = "") -> str:
    """Return the text of a web page. label: the encoding in the HTTP headers, or ""."""
    language = _LANG.search(raw[:_HEAD])
    return decode(raw, label or _declared(raw), language[1].decode().lower() if language else "")[0]


def _declared(raw: bytes) -> str:
    """Return the encoding that a page declares in its first bytes, or ""."""
    head = _COMMENT.sub(b"", raw[:_HEAD])
    found = _META.search(head) or _PROLOG.match(head)
    return found[1].decode("ascii", errors="replace") if found else ""


def _is_damaged_utf_8(raw: bytes, *, labelled: bool) -> bool:
    """Whether most characters beyond ASCII are valid UTF-8. In other encodings, hardly any are by chance."""
    text = raw.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    valid = len(text) - len(text.encode("ascii", errors="ignore")) - bad
    return valid >= (1 if labelled else 5) * bad


def _windows_byte(error: UnicodeError) -> tuple[str, int]:
    """Decode a single bad byte as Windows-1252: it was pasted in. Half a character cannot be saved."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    text = bad.decode("cp1252", errors="replace") if len(bad) == 1 else "\ufffd"
    return text, error.end


_ONE_BAD_BYTE = "archive.windows_byte"
codecs.register_error(_ONE_BAD_BYTE, _windows_byte)


def _legacy(raw: bytes, declared: str, language: str) -> str:
    """Return the codec of a text that is not Unicode. The declared one must not read as gibberish."""
    sample = _sample(raw)
    beyond = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    if beyond < _EVIDENCE:
        return declared or _BY_LANGUAGE.get(language, "cp1252")
    if declared and beyond < _MANY * len(sample) and declared not in _MULTIBYTE:
        return declared
    if name := _japanese(sample):
        return name
    codecs_tried = dict.fromkeys([*([declared] if declared else []), *_CANDIDATES])
    matches = from_bytes(sample, cp_isolation=list(codecs_tried))
    best = matches.best()
    if best is None:
        return declared or _BY_LANGUAGE.get(language, "cp1252")
    if declared and _fits(matches, declared, best.chaos + _CLEARLY):
        return declared
    if _fits(matches, "cp1252", best.chaos + _SIMILAR, best.coherence - _SIMILAR):
        return _BY_LANGUAGE.get(language, "cp1252")
    return _SUPERSETS.get(best.encoding, best.encoding)


def _japanese(sample: bytes) -> str:
    """Return the codec in which a text has many hiragana, or "". No other reading has them."""
    for name in ("cp932", "euc_jis_2004"):
        text = sample.decode(name, errors="ignore")
        if len(_HIRAGANA.findall(text)) > _MANY * len(text):
            return name
    return ""


def _fits(matches: CharsetMatches, name: str, chaos: float, coherence: float = 0) -> bool:
    plain = codecs.lookup(name).name
    return any(
        match.chaos <= chaos and match.coherence >= coherence
        for match in matches
        if plain in {codecs.lookup(each).name for each in match.could_be_from_charset}
    )


def _sample(raw: bytes) -> bytes:
    """Return pieces of text beyond ASCII, without markup."""
    pieces: list[bytes] = []
    size = 0
    for piece in _TAG.split(raw):
        if piece and not piece.isascii():
            pieces.append(piece)
            size += len(piece)
            if size > _SAMPLE:
                break
    return b" ".join(pieces)
