"""Pages of people, countries, organisations, places, authors and sources: indexes, single pages, pairs."""

from articles.views.entities.index import entity_index
from articles.views.entities.network import network_file
from articles.views.entities.page import entity_page
from articles.views.entities.pair import pair_page
from articles.views.entities.sentences import sentences_file, sentences_page

__all__ = [
    "entity_index",
    "entity_page",
    "network_file",
    "pair_page",
    "sentences_file",
    "sentences_page",
]
