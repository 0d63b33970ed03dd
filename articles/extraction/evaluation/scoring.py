"""Evaluate extraction on hand-tagged documents: precision, recall and F1."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter

from articles.extraction import extract
from articles.extraction.annotations import Document, ExtractedMention, Extraction
from articles.extraction.evaluation.gold import GoldDecision, GoldDocument, GoldSpan, Label
from articles.extraction.evaluation.judged import Judgement, compare
from articles.extraction.lexicon.tokens import TOKEN
from articles.text import fold_name

Extract = Callable[[Document], Extraction]


@dataclass
class ScoreCounts:
    """The numbers of true positives, of spans found and of gold spans."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, right: int, found: int, gold: int) -> None:
        """Add the counts of a document."""
        self.right += right
        self.found += found
        self.gold += gold

    @property
    def precision(self) -> float:
        """Share of the found spans that are right, 0 to 1."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold spans that were found, 0 to 1."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0


@dataclass
class EvaluationReport:
    """The counts by kind, the errors by type, and the speed."""

    kinds: dict[str, ScoreCounts] = field(default_factory=dict)
    errors: dict[str, Counter[str]] = field(default_factory=dict)
    documents: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def counts(self, kind: str) -> ScoreCounts:
        """Return the counts of a kind, created on first use."""
        return self.kinds.setdefault(kind, ScoreCounts())

    def error(self, kind: str, error: str) -> None:
        """Count one error."""
        self.errors.setdefault(kind, Counter())[error] += 1


def evaluate(documents: Iterable[GoldDocument], extract: Extract = extract) -> EvaluationReport:
    """Extract every document and compare. A span is right if both ends and the kind match."""
    report = EvaluationReport()
    for gold in documents:
        begun = perf_counter()
        extraction = extract(gold.document)
        report.seconds += perf_counter() - begun
        report.documents += 1
        report.tokens += sum(1 for _ in TOKEN.finditer(gold.document.body))
        if gold.spans is not None:
            _score_spans(report, gold.spans, extraction)
        if gold.countries is not None:
            _score_countries(report, gold.countries, extraction)
        if gold.decisions:
            _score_decisions(report, gold.decisions, extraction)
        if gold.judgement is not None:
            _score_judgement(report, gold.judgement, extraction)
        if gold.people:
            _score_people(report, gold.people, extraction)
    return report


def label_of(mention: ExtractedMention) -> Label | None:
    """Return the corpus label of a mention: LOC for places and countries, None for demonyms."""
    if mention.evidence == "demonym":
        return None
    labels: dict[str, Label] = {"person": "PER", "organisation": "ORG"}
    return labels.get(mention.kind, "LOC")


def _score_spans(report: EvaluationReport, gold: frozenset[GoldSpan], extraction: Extraction) -> None:
    found = {
        (mention.start, mention.end, label)
        for mention in extraction.mentions
        if mention.field == "body" and (label := label_of(mention))
    }
    labels: tuple[Label, ...] = ("PER", "LOC", "ORG")
    for label in labels:
        ours = {span for span in found if span[2] == label}
        theirs = {span for span in gold if span[2] == label}
        report.counts(label).add(len(ours & theirs), len(ours), len(theirs))
    for span in found - gold:
        report.error(span[2], _error_type(span, gold, "invented"))
    for span in gold - found:
        report.error(span[2], _error_type(span, found, "missed"))


def _error_type(span: GoldSpan, others: Iterable[GoldSpan], default: str) -> str:
    for start, end, label in others:
        if (start, end) == span[:2]:
            return f"{default} (kind: {label})"
        if start < span[1] and span[0] < end:
            return f"{default} (ends differ)" if label == span[2] else f"{default} (inside {label})"
    return default


def _score_countries(report: EvaluationReport, gold: frozenset[str], extraction: Extraction) -> None:
    found = set(extraction.countries)
    report.counts("countries").add(len(found & gold), len(found), len(gold))
    named = {mention.code for mention in extraction.mentions}
    for code in gold - found:
        report.error("countries", "missed (named in passing)" if code in named else "missed (not found)")
    for _ in found - gold:
        report.error("countries", "invented")
    ours, theirs = found - {"US"}, gold - {"US"}
    report.counts("countries outside US").add(len(ours & theirs), len(ours), len(theirs))


def _score_decisions(
    report: EvaluationReport, decisions: Iterable[GoldDecision], extraction: Extraction
) -> None:
    """Count by kind the entities that editors confirmed or rejected, and the words that they corrected.
    Nothing is known about the others."""
    for each in decisions:
        kind = f"decided {each.kind}"
        if each.words:
            kind = f"words: {each.kind}"
            same = [one for one in extraction.mentions if fold_name(one.text) == fold_name(each.words)]
            found = any(one.kind == each.kind or (each.right and one.entity) for one in same)
            right = each.right and any(means(one, each) for one in same)
        elif each.kind == "country":
            found = right = each.code in extraction.countries
        else:
            found = right = any(means(one, each) for one in extraction.mentions)
        report.counts(kind).add(int(right and each.right), int(found), int(each.right))
        if each.right and not right:
            report.error(kind, "linked to another" if found else "missed")
        elif found and not each.right:
            report.error(kind, "rejected by an editor")


def means(mention: ExtractedMention, decision: GoldDecision) -> bool:
    """Whether the mention is linked to the entity of the decision, under one of its names."""
    same = mention.kind == decision.kind and mention.entity is not None
    return same and fold_name(mention.entity or "") in map(fold_name, decision.names)


def _score_people(report: EvaluationReport, gold: frozenset[str], extraction: Extraction) -> None:
    """Count a tagged person as found if a person mention contains the family name."""
    texts = [mention.text.lower() for mention in extraction.mentions if mention.kind == "person"]
    right = sum(any(name.split("-")[-1] in text for text in texts) for name in gold)
    report.counts("people tagged").add(right, right, len(gold))


def _score_judgement(report: EvaluationReport, judgement: Judgement, extraction: Extraction) -> None:
    """Count the distinct names that a reader judged, by kind, and the articles in which none is wrong."""
    plain_errors = 0
    for kind in judgement.names:
        found = compare(judgement, extraction, kind)
        plain_errors += len(found.wrong)
        report.counts(f"judged {kind}").add(
            found.right, found.right + len(found.wrong), found.right + len(found.missed)
        )
    if judgement.names:
        report.counts("articles without error").add(int(not plain_errors), 1, 1)
    if judgement.about is not None:
        about = set(extraction.countries) - (judgement.may_be_about - judgement.about)
        report.counts("judged countries").add(len(about & judgement.about), len(about), len(judgement.about))
