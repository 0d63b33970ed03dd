"""Entities that may be duplicates: found in the background, and judged by editors."""

from articles.editing.duplicates.finding import find_proposals, refresh_proposals
from articles.editing.duplicates.judging import Cluster, all_apart, clusters, merge_sure, tell_apart

__all__ = [
    "Cluster",
    "all_apart",
    "clusters",
    "find_proposals",
    "merge_sure",
    "refresh_proposals",
    "tell_apart",
]
