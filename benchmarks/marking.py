"""Times the highlighting of query words in the headlines and whole bodies of twenty long articles.

    script/manage shell < benchmarks/marking.py        (processor time, on the archive's own articles)

Every run has its own marker, like every page. "fr" treats the same articles as French, with an accent in
every fourth word; the first run asks PostgreSQL for word stems, and the others use the cache.
"""

import statistics
import time

from django.db.models.functions import Length

from articles.models import Article
from articles.search.page.snippets import Highlighter
from articles.search.query.ast import Term, leaves
from articles.search.query.parser import parse

ARTICLES = 20
RUNS = 15
QUERIES = ['government "oil prices" refer*', "said year people", '"said that" the government']
ACCENTS = str.maketrans({"e": "é", "a": "à"})


def accented(text: str) -> str:
    """Add an accent to every fourth word."""
    words = text.split(" ")
    return " ".join(word if at % 4 else word.translate(ACCENTS) for at, word in enumerate(words))


def measure(texts: list[tuple[str, str]], language: str, q: str) -> list[float]:
    """Return the milliseconds of each run."""
    terms = [leaf for leaf, _ in leaves(parse(q).tree) if isinstance(leaf, Term)]
    taken = []
    for _ in range(RUNS):
        begin = time.process_time()
        marker = Highlighter(terms)
        marker.learn((language, text) for pair in texts for text in pair)
        for headline, body in texts:
            marker.headline(headline, language)
            marker.snippet(body, language=language)
        taken.append(1000 * (time.process_time() - begin))
    return taken


rows = Article.objects.annotate(length=Length("body")).filter(length__gt=7000).order_by("pk")[:ARTICLES]
plain = [(article.headline, article.body) for article in rows]
print(f"{len(plain)} bodies of {sum(len(body) for _, body in plain) // len(plain):,} characters on average")
for language, texts in {"en": plain, "fr": [(accented(a), accented(b)) for a, b in plain]}.items():
    for q in QUERIES:
        first, *others = measure(texts, language, q)
        print(f"{language}  first {first:5.1f} ms  median {statistics.median(others):5.1f} ms  {q}")
