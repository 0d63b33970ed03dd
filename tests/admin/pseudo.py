"""A language for tests: what is translated is in marks, so that what is not translated stands out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.utils import translation
from django.utils.translation import trans_real

from tests.html import Tag, parse

OPEN, CLOSE = "⟦", "⟧"
#: Attributes that are shown or read out.
ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
HIDDEN = {"code", "head", "kbd", "pre", "script", "style", "template", "textarea"}
_FUNCTIONS = ("gettext", "ngettext", "pgettext", "npgettext")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


def mark_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put every translation in marks, until the test ends."""
    for name in _FUNCTIONS:
        translate = getattr(trans_real, name)
        monkeypatch.setitem(vars(translation._trans), name, _marking(translate))  # type: ignore[attr-defined]


def _marking(translate: Any) -> Any:
    def marked(*texts: Any) -> str:
        text = translate(*texts)
        return f"{OPEN}{text}{CLOSE}" if text else text

    return marked


def unmarked(page: str, data: Iterable[str]) -> list[str]:
    """Return the pieces of a page with words that are neither in marks nor among the data."""
    known = sorted({" ".join(each.split()) for each in data}, key=len, reverse=True)
    texts, attributes = [], []
    for tag in _visible(parse(page)):
        texts += [each for each in tag.children if isinstance(each, str)]
        attributes += [tag.attributes[name] for name in ATTRIBUTES if tag.attributes.get(name)]
        if tag.name == "input" and tag.attributes.get("type") in {"submit", "button", "reset"}:
            attributes.append(tag.attributes.get("value", ""))
    # A translation may hold elements, so that its marks are in several texts.
    pieces = [*_outside("\n".join(" ".join(each.split()) for each in texts)).split("\n")]
    pieces += [_outside(" ".join(each.split())) for each in attributes]
    return [piece for piece in pieces if _WORD.search(_without(piece, known))]


def stored_texts() -> set[str]:
    """Return the texts in the database, except values that are chosen from a list."""
    texts = {str(each) for each in Permission.objects.values_list("name", flat=True)}
    for label in ("articles", "procrastinate", "axes"):
        for model in apps.get_app_config(label).get_models():
            fields = [each for each in model._meta.concrete_fields if not each.choices]
            for row in model._base_manager.values_list(*(each.attname for each in fields)):
                texts.update(text for value in row for text in _leaves(value))
    return texts


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from (str(name), *_leaves(each))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, str) and value.strip():
        yield value


def _without(piece: str, known: list[str]) -> str:
    for each in known:
        piece = piece.replace(each, " ")
    return piece


def _outside(text: str) -> str:
    """Remove what is in marks, also in marks within marks."""
    while (shorter := _MARKED.sub(" ", text)) != text:
        text = shorter
    return text


def _visible(tag: Tag) -> Iterator[Tag]:
    """Yield the elements in order, without those that nobody sees or that are in a language of their own."""
    if tag.name in HIDDEN or (tag.attributes.get("lang") and tag.name != "html"):
        return
    yield tag
    for child in tag.children:
        if isinstance(child, Tag):
            yield from _visible(child)
