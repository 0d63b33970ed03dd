"""Installed spaCy pipelines: their version, how they are loaded, and how texts are split for them.

spaCy is an optional dependency, imported only when a pipeline is loaded.
"""

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: Components that named entity recognition does not need; kept if a ruler may use their output.
DISPENSABLE = ("parser", "tagger", "morphologizer", "attribute_ruler", "lemmatizer", "senter", "textcat")
#: Characters per chunk: a pipeline needs about 10 kB of memory for each.
CHUNK = 10_000
#: Longer than any name; spaCy's tokenizer needs quadratic time for long strings without spaces.
NOISE = re.compile(r"\S{60,}")


class PipelineError(ImproperlyConfigured):
    """A pipeline cannot be used; the message says how to fix it."""


def version(model: str) -> str:
    """Return name and version from the pipeline's metadata ("en_core_web_sm-3.8.0"), without loading it.

    Raises PipelineError if spaCy or the pipeline is not installed.
    """
    meta = _meta(model)
    return f"{meta.get('lang', 'xx')}_{meta.get('name', 'pipeline')}-{meta.get('version', '0')}"


@cache
def _meta(model: str) -> dict[str, Any]:
    wish = f"EXTRACTION_BACKEND=spacy:{model}"
    if importlib.util.find_spec("spacy") is None:
        raise PipelineError(
            f"{wish} needs spaCy, which is not installed: run pip install spacy in the archive's "
            "environment (.venv/bin/pip), or set EXTRACTION_BACKEND=default."
        )
    for folder in _folders(model):
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(meta, dict):
            return meta
    raise PipelineError(
        f"{wish} is not a spaCy pipeline: it is neither an installed package nor a folder with a meta.json. "
        "Install it (python -m spacy download MODEL), or set EXTRACTION_BACKEND=default."
    )


def _folders(model: str) -> Iterator[Path]:
    """Yield the possible folders of a pipeline's metadata; packages first, as in spaCy itself."""
    if model.isidentifier() and (spec := importlib.util.find_spec(model)) is not None:
        yield from map(Path, spec.submodule_search_locations or ())
    yield Path(model)


def load_pipeline(model: str) -> Any:
    """Load the pipeline without unneeded components. Raises PipelineError."""
    _meta(model)
    import spacy  # noqa: PLC0415  (an extra, and slow to import)

    try:
        pipeline = spacy.load(model)
    except Exception as error:  # a pipeline's own code may raise anything
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise PipelineError(
            f"EXTRACTION_BACKEND=spacy:{model} cannot be loaded ({reason[:200]}). A pipeline must fit the "
            f"installed spaCy {spacy.__version__}: python -m spacy validate says more."
        ) from error
    has_ruler = any("ruler" in name and name not in DISPENSABLE for name in pipeline.pipe_names)
    for name in DISPENSABLE if not has_ruler else ():
        if name in pipeline.pipe_names:
            pipeline.disable_pipe(name)
    return pipeline


def chunks(source: str) -> Iterator[tuple[int, str]]:
    """Split a text into chunks that a pipeline can process, each with its offset.

    Chunks end between paragraphs, else sentences, else words. Lone surrogates and noise are replaced with
    characters of the same length, so that offsets stay valid.
    """
    clean = source.encode("utf-8", "replace").decode("utf-8")
    clean = NOISE.sub(lambda match: " " * len(match.group()), clean)
    start = 0
    while start < len(clean):
        end = start + CHUNK
        if end < len(clean):
            found = (clean.rfind(mark, start + CHUNK // 2, end) for mark in ("\n\n", "\n", ". ", " "))
            end = next((place + 1 for place in found if place > 0), end)
        piece = clean[start:end]
        if not piece.isspace():
            yield start, piece
        start = end
