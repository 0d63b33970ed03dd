"""The database models, one module per group of tables."""

from articles.models.articles import DATE_FIELDS, Article, ArticleQuerySet, Status, WithdrawalKind
from articles.models.authors import Author, AuthorKind, AuthorName
from articles.models.captures import VERSION_ORDER, AddressKey, Capture, captures_of
from articles.models.corrections import Correction
from articles.models.decisions import MentionDecision, WordsInDoubt
from articles.models.deletions import DeletedOriginal
from articles.models.entities import Entity, EntityName, Kind
from articles.models.feeds import FeedText, SourceFeed
from articles.models.fixity import FixityCheck
from articles.models.forms import SentForm
from articles.models.harvest import HarvestRecord
from articles.models.mentions import EDITOR, ArticleEntity, Decision, Mention, MentionStatus, TextField
from articles.models.reports import ErrorReport, ReportStatus
from articles.models.runs import COMMAND_LINE, ImportBatch, ImportFailure, ImportRun, RunState
from articles.models.samples import EntitySample
from articles.models.searches import AlertMail, Alerts, FrozenSearch, SavedSearch
from articles.models.sources import Source
from articles.models.stories import Fingerprint
from articles.models.users import User
from articles.models.versions import ArticleVersion
from articles.models.vocabulary import SearchWord

__all__ = [
    "COMMAND_LINE",
    "DATE_FIELDS",
    "EDITOR",
    "VERSION_ORDER",
    "AddressKey",
    "AlertMail",
    "Alerts",
    "Article",
    "ArticleEntity",
    "ArticleQuerySet",
    "ArticleVersion",
    "Author",
    "AuthorKind",
    "AuthorName",
    "Capture",
    "Correction",
    "Decision",
    "DeletedOriginal",
    "Entity",
    "EntityName",
    "EntitySample",
    "ErrorReport",
    "FeedText",
    "Fingerprint",
    "FixityCheck",
    "FrozenSearch",
    "HarvestRecord",
    "ImportBatch",
    "ImportFailure",
    "ImportRun",
    "Kind",
    "Mention",
    "MentionDecision",
    "MentionStatus",
    "ReportStatus",
    "RunState",
    "SavedSearch",
    "SearchWord",
    "SentForm",
    "Source",
    "SourceFeed",
    "Status",
    "TextField",
    "User",
    "WithdrawalKind",
    "WordsInDoubt",
    "captures_of",
]
