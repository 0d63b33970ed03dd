"""A small spaCy pipeline, trained in seconds."""

from pathlib import Path

import pytest

#: Words by kind, to fill the blanks in the templates.
NAMES = {
    "PERSON": ["Zorvik", "Arno Zorvik", "Belkan", "Mirela Belkan", "Tovask", "Ketil Tovask"],
    "GPE": ["Quandel", "Ostrivar", "Melinport"],
}
TEMPLATES = ["{PERSON} flew to {GPE} .", "In {GPE} , {PERSON} spoke .", "{PERSON} met {PERSON} in {GPE} ."]
RULER = [
    {"label": "FAC", "pattern": "the White House"},
    {"label": "NORP", "pattern": "Kenyan"},
    {"label": "NORP", "pattern": "Republicans"},
    {"label": "ORG", "pattern": "Vexil Group of Ostrivar"},
    {"label": "ORG", "pattern": "Kerry"},
    {"label": "PER", "pattern": "Foreign Minister Ilmar Dask"},
    {"label": "PER", "pattern": "Kenyan Joram Wexo"},
    {"label": "LOC", "pattern": "the Vorlu Ridge"},
]


def make_pipeline(folder: Path) -> Path:
    """Train names of people and places on a few sentences, add a list of others, and save both."""
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed (the project's extra: spacy)")
    from spacy.training import Example

    spacy.util.fix_random_seed(3)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("ner")
    examples = [
        Example.from_dict(pipeline.make_doc(text), {"entities": entities}) for text, entities in sentences()
    ]
    pipeline.initialize(lambda: examples)
    for _ in range(12):
        pipeline.update(examples)
    # The ruler overrules the trained component, so that tests do not depend on so little training.
    pipeline.add_pipe("entity_ruler", config={"overwrite_ents": True}).add_patterns(RULER)
    pipeline.meta["name"] = "small"
    pipeline.meta["version"] = "1.2.3"
    pipeline.to_disk(folder)
    return folder


def sentences() -> list[tuple[str, list[tuple[int, int, str]]]]:
    """The training sentences, each with the offsets and labels of its names."""
    made = []
    for number in range(36):
        text, entities = "", []
        for place, word in enumerate(TEMPLATES[number % 3].split(" ")):
            label = word.strip("{}")
            name = NAMES[label][(number // 3 + place) % len(NAMES[label])] if label in NAMES else word
            if label in NAMES:
                entities.append((len(text), len(text) + len(name), label))
            text += f"{name} "
        made.append((text, entities))
    return made
