"""The database models, one module per group of tables."""

from articles.models.articles import Article, ArticleQuerySet, Status
from articles.models.authors import Author, AuthorKind, AuthorName
from articles.models.captures import Capture
from articles.models.decisions import MentionDecision, WordsInDoubt
from articles.models.deletions import DeletedOriginal
from articles.models.entities import Entity, EntityName, Kind
from articles.models.fixity import FixityCheck
from articles.models.forms import SentForm
from articles.models.mentions import EDITOR, ArticleEntity, Decision, Mention, MentionStatus, TextField
from articles.models.reports import ErrorReport, ReportStatus
from articles.models.searches import AlertMail, Alerts, FrozenSearch, SavedSearch
from articles.models.sources import Source
from articles.models.stories import Fingerprint
from articles.models.users import User
from articles.models.vocabulary import SearchWord

__all__ = [
    "EDITOR",
    "AlertMail",
    "Alerts",
    "Article",
    "ArticleEntity",
    "ArticleQuerySet",
    "Author",
    "AuthorKind",
    "AuthorName",
    "Capture",
    "Decision",
    "DeletedOriginal",
    "Entity",
    "EntityName",
    "ErrorReport",
    "Fingerprint",
    "FixityCheck",
    "FrozenSearch",
    "Kind",
    "Mention",
    "MentionDecision",
    "MentionStatus",
    "ReportStatus",
    "SavedSearch",
    "SearchWord",
    "SentForm",
    "Source",
    "Status",
    "TextField",
    "User",
    "WordsInDoubt",
]
