"""Measures extraction: quality and speed on gold files, start-up, memory, and articles per second.

    .venv/bin/python benchmarks/extraction.py ../shared/corpora [--backend default rules spacy:MODEL]

The folder has news-30k.jsonl.xz and the gold files ieer-dev.jsonl.xz, conll2003/valid.txt.xz and
reuters21578-dev.jsonl.xz; missing gold files are skipped. The archive is a temporary folder with its own
embedded PostgreSQL. Its articles are the first real ones of about 3,300 characters.
"""

import argparse
import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SPACY = "spacy:"
#: Files with names tagged in the text; the next one has tags for whole documents.
SPANS = ("ieer-dev.jsonl.xz", "conll2003/valid.txt.xz", "conll2003/train.txt.xz")
GOLD = (*SPANS, "reuters21578-dev.jsonl.xz")
NEWS = "news-30k.jsonl.xz"
SHORTEST, LONGEST = 2600, 4000  # characters of an article's body, centred on 3,300

# Prints a process's start-up time and memory, and its speed on real news.
PROCESS = """
import json, re, sys, time
import psutil
from django.conf import settings
settings.EXTRACTION_BACKEND  # reads the settings
before = psutil.Process().memory_info().rss
begun = time.perf_counter()
from articles.extraction import extract, prepare
from articles.extraction.annotations import Document
prepare()
start = time.perf_counter() - begun
documents = [Document(**each) for each in json.load(sys.stdin)]
tokens = sum(len(re.findall(r"\\w+|[^\\w\\s]", each.body)) for each in documents)
begun = time.perf_counter()
for each in documents:
    extract(each)
seconds = time.perf_counter() - begun
memory = psutil.Process().memory_info().rss
print(json.dumps([start, memory / 1e6, (memory - before) / 1e6, tokens / seconds, len(documents) / seconds]))
"""

# Prints the seconds per stage of `extract_entities --all` when run in one process.
STAGES = """
import json, time
import django
django.setup()
from django.conf import settings
from articles.extraction import prepare
from articles.extraction.attempt import try_extract
from articles.extraction.store import reextract
from articles.models import Article
prepare()
spent = dict.fromkeys(("reading", "extraction", "writing"), 0.0)
state = reextract.RereadState()
with settings.EMBEDDED_POSTGRES.lease():
    begun = time.perf_counter()
    for texts in reextract.batches(Article.objects.all()):
        read = time.perf_counter()
        found = [try_extract(document) for _, document in texts]
        extracted = time.perf_counter()
        reextract.write(state, texts, found)
        written = time.perf_counter()
        spent["reading"] += read - begun
        spent["extraction"] += extracted - read
        spent["writing"] += written - extracted
        begun = written
print(json.dumps([state.done, spent]))
"""
# Prints the results of a spaCy pipeline alone, without the archive's own code.
ALONE = """
import json, sys, time
from pathlib import Path
import spacy
from articles.extraction.evaluation.gold import read_gold
from articles.extraction.evaluation.scoring import ScoreCounts
KINDS = {"PERSON": "PER", "PER": "PER", "GPE": "LOC", "LOC": "LOC", "ORG": "ORG"}

def bare(e):
    # The corpora leave articles and the genitive outside of names, the pipeline's training text did not.
    start, end = e.start_char, e.end_char
    start += 4 * e.text.lower().startswith("the ")
    return start, end - 2 * e.text.endswith(("'s", "\u2019s")), KINDS[e.label_]

pipeline = spacy.load(sys.argv[1])
for path in map(Path, sys.argv[2:]):
    counts, tokens, begun = {kind: ScoreCounts() for kind in ("PER", "LOC", "ORG")}, 0, time.process_time()
    for article in read_gold(path):
        read = pipeline(article.document.body)
        tokens += len(read)
        found = {bare(e) for e in read.ents if e.label_ in KINDS}
        for kind, each in counts.items():
            ours, gold = ({span for span in spans if span[2] == kind} for spans in (found, article.spans))
            each.add(len(ours & gold), len(ours), len(gold))
    speed = tokens / (time.process_time() - begun)
    print(json.dumps([path.name, speed, {k: (c.precision, c.recall, c.f1) for k, c in counts.items()}]))
"""


def run(command: list[str], *, backend: str, data_dir: str, text: str = "") -> str:
    """Run a command and return its output. Raises SystemExit if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"EXTRACTION_BACKEND": backend, "DATA_DIR": data_dir}
    environment |= {"DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT, env=environment, input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def articles(news: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles of typical length, in file order."""
    with lzma.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if SHORTEST <= len(article["body"]) <= LONGEST:
                yield article


def quality(folder: Path, backends: list[str], scratch: str) -> None:
    """Print precision, recall and F1 of each backend on each gold file."""
    files = [str(folder / name) for name in GOLD if (folder / name).is_file()]
    command = ["manage.py", "evaluate_extraction", *files, "--json", "--backend", *backends]
    for line in run(command, backend="default", data_dir=scratch).splitlines() if files else ():
        report = json.loads(line)
        figures = "  ".join(
            f"{kind} {100 * each['precision']:.1f} / {100 * each['recall']:.1f} / {100 * each['f1']:.1f}"
            for kind, each in report["kinds"].items()
        )
        print(f"{report['file']:26} {report['extractor']:34} {report['tokens_per_second']:>9,} tokens/s")
        print(f"  {figures}", flush=True)


def alone(folder: Path, model: str, scratch: str) -> None:
    """Print the same for a spaCy pipeline alone, with leading articles and genitive endings cut off."""
    files = [str(folder / name) for name in SPANS if (folder / name).is_file()]
    for line in run(["-c", ALONE, model, *files], backend="default", data_dir=scratch).splitlines():
        name, speed, kinds = json.loads(line)
        figures = "  ".join(f"{kind} {p:.3f} / {r:.3f} / {f:.3f}" for kind, (p, r, f) in kinds.items())
        print(f"{name:26} {model.rsplit('/', 1)[-1]} alone  {speed:>9,.0f} tokens/s  {figures}", flush=True)


def process(folder: Path, backends: list[str], scratch: str) -> None:
    """Print start-up time, memory and speed of one process on real news."""
    fields = ("headline", "body")
    some = [{name: each.get(name) or "" for name in fields} for each in islice(articles(folder / NEWS), 300)]
    for backend in backends:
        output = run(["-c", PROCESS], backend=backend, data_dir=scratch, text=json.dumps(some))
        start, memory, own, tokens, rate = json.loads(output)
        print(
            f"{backend:34} start {start:.2f} s  memory {memory:.0f} MB, {own:.0f} of them its own  "
            f"{tokens:>9,.0f} tokens/s  {rate:,.0f} articles/s on one core",
            flush=True,
        )


def archive(folder: Path, count: int, scratch: str) -> None:
    """Print articles per second of `extract_entities --all` with the default backend, and its stages."""
    source = Path(scratch) / "articles.jsonl"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(each)}\n" for each in islice(articles(folder / NEWS), count))
    manage = {"backend": "default", "data_dir": scratch}
    run(["manage.py", "migrate", "-v0"], **manage)
    run(["manage.py", "import_articles", str(source), "--no-extract", "--quiet"], **manage)
    for what in ("the first time", "again"):
        begun = time.perf_counter()
        printed = run(["manage.py", "extract_entities", "--all"], **manage)
        seconds = time.perf_counter() - begun
        print(
            f"extract_entities --all, {what}: {printed.strip()} ({seconds:.1f} s with its start)", flush=True
        )
    done, spent = json.loads(run(["-c", STAGES], **manage))
    stages = "  ".join(f"{name} {1000 * seconds / done:.2f}" for name, seconds in spent.items())
    print(f"milliseconds an article in one process: {stages}", flush=True)


def main() -> None:
    """Run the requested measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--backend", nargs="+", default=["default", "rules"])
    parser.add_argument("--articles", type=int, default=3000, help="in the scratch archive")
    parser.add_argument("--only", choices=("quality", "process", "archive"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.only in {None, "quality"}:
            quality(options.folder.resolve(), options.backend, scratch)
            for choice in options.backend:
                if choice.startswith(SPACY):
                    alone(options.folder.resolve(), choice.removeprefix(SPACY), scratch)
        if options.only in {None, "process"}:
            process(options.folder.resolve(), options.backend, scratch)
        if options.only in {None, "archive"}:
            archive(options.folder.resolve(), options.articles, scratch)


if __name__ == "__main__":
    main()
