"""The review queue: one name after another, those in doubt in most articles first."""

from articles.editing.queue.agreement import Agreement, agreement, disagreements, give_second_opinion
from articles.editing.queue.everywhere import decide_everywhere, undo_batch
from articles.editing.queue.progress import Progress, progress
from articles.editing.queue.ranking import rank_names
from articles.editing.queue.turns import MOST_LINKS, SHOWN, Turn, decide_link, linked_articles, next_turn

__all__ = [
    "MOST_LINKS",
    "SHOWN",
    "Agreement",
    "Progress",
    "Turn",
    "agreement",
    "decide_everywhere",
    "decide_link",
    "disagreements",
    "give_second_opinion",
    "linked_articles",
    "next_turn",
    "progress",
    "rank_names",
    "undo_batch",
]
