"""What another paper changed in a story: counted, and in words for readers."""

import re
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.stories.fingerprints import ACROSS, Hashes, Ints, ordered_shingles, shingles, word_hashes
from articles.text import fold

_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][”’\"')]*(?=\s)|(?=\n)|\Z)")
_FEW = 3  # a text of fewer paragraphs is compared by its sentences
_KEPT = 0.5  # share of a paragraph's shingles that the other text has, if it has the paragraph
_UNCHANGED = 0.98
_LEAST_CUT = 0.05  # share of a text; less is not worth mentioning


@dataclass(frozen=True, slots=True)
class Changes:
    """How a text differs from another one.

    cut: the share of the other text that it lacks. added: its own paragraphs, or sentences if
    ``by_sentence``. edited: whether words were changed in what it kept.
    """

    other_headline: bool
    cut: float
    added: int
    by_sentence: bool
    edited: bool

    def in_words(self) -> list[str]:
        """Return the differences, most important first; "same text" if there is none."""
        said = [_cut_in_words(self.cut)] if self.cut >= _LEAST_CUT else []
        if self.added:
            said.append(self._added_in_words() % {"number": self.added})
        if self.edited:
            said.append(_("words changed"))
        said = said or [_("same text")]
        return [*said, _("other headline")] if self.other_headline else said

    def _added_in_words(self) -> str:
        if self.by_sentence:
            return ngettext("%(number)s sentence added", "%(number)s sentences added", self.added)
        return ngettext("%(number)s paragraph added", "%(number)s paragraphs added", self.added)


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text to compare with several others: its shingles, and those of each of its parts."""

    headline: str
    found: Hashes
    ordered: Hashes
    begins: Ints
    by_sentence: bool

    @classmethod
    def of(cls, headline: str, body: str) -> "ComparedText":
        """Split a text into paragraphs, or sentences if it has few paragraphs."""
        parts = list(_PARAGRAPH.finditer(body))
        by_sentence = len(parts) < _FEW
        parts = list(_SENTENCE.finditer(body)) if by_sentence else parts
        words, places = word_hashes(body)
        ordered = ordered_shingles(words)
        begins = np.searchsorted(places[: len(ordered)], [part.start() for part in parts])
        begins = np.unique(begins[begins < len(ordered)])
        return cls(headline, shingles(words), ordered, begins, by_sentence)

    def changes_from(self, other: "ComparedText") -> Changes:
        """Return how this text differs from another one."""
        kept, of_other = self._shares(other), other._shares(self)
        lengths = np.diff(other.begins, append=len(other.ordered))
        lacking = lengths[of_other < _KEPT].sum() / max(len(other.ordered), 1)
        edited = (kept >= _KEPT) & (kept < _UNCHANGED)
        return Changes(
            other_headline=fold(self.headline) != fold(other.headline),
            cut=float(lacking),
            added=int(np.count_nonzero(kept < _KEPT)),
            by_sentence=self.by_sentence,
            edited=bool(edited.any()),
        )

    def _shares(self, other: "ComparedText") -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return the share of each part's shingles that another text has."""
        if not len(self.begins):
            return np.empty(0)
        inside = np.ones(len(self.ordered), np.int64)
        for end in self.begins[1:]:
            inside[end - ACROSS : end] = 0  # these reach into the next part
        has = np.isin(self.ordered, other.found) * inside
        lengths = np.add.reduceat(inside, self.begins)
        return np.where(lengths, np.add.reduceat(has, self.begins) / np.maximum(lengths, 1), 1.0)


def _cut_in_words(share: float) -> str:
    steps = [
        (0.2, _("slightly cut")),
        (0.42, _("cut by about a third")),
        (0.59, _("cut by about half")),
        (0.71, _("cut by about two thirds")),
        (1.01, _("cut to a short version")),
    ]
    return next(words for most, words in steps if share < most)
