"""The database models, one module per group of tables."""

from articles.models.articles import DATE_FIELDS, Article, ArticleQuerySet, Status, WithdrawalKind
from articles.models.authors import Author, AuthorKind, AuthorName
from articles.models.bulk_changes import BulkChange, BulkChangedArticle
from articles.models.captures import VERSION_ORDER, AddressKey, Capture, captures_of
from articles.models.changes import ChangedArticle, ChangeKind, ChangeState, EntityChange
from articles.models.corrections import Correction
from articles.models.decisions import MentionDecision, WordsInDoubt
from articles.models.deletions import DeletedOriginal
from articles.models.duplicates import DistinctEntities, DuplicateProposal, ProposalReason
from articles.models.entities import Entity, EntityName, FormerAddress, Kind
from articles.models.feeds import FeedText, SourceFeed
from articles.models.fixity import FixityCheck
from articles.models.forms import SentForm
from articles.models.harvest import HarvestRecord
from articles.models.history import ArchiveChange
from articles.models.identifiers import EntityIdentifier
from articles.models.mentions import EDITOR, ArticleEntity, Decision, Mention, MentionStatus, TextField
from articles.models.pasted import PastedDraft
from articles.models.reports import ErrorReport, ReportStatus
from articles.models.review_queue import NameInDoubt, SecondOpinion
from articles.models.roles import Contribution, Role
from articles.models.runs import COMMAND_LINE, ImportBatch, ImportFailure, ImportRun, RunState
from articles.models.samples import EntitySample
from articles.models.saved_filters import SavedFilter
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
    "ArchiveChange",
    "Article",
    "ArticleEntity",
    "ArticleQuerySet",
    "ArticleVersion",
    "Author",
    "AuthorKind",
    "AuthorName",
    "BulkChange",
    "BulkChangedArticle",
    "Capture",
    "ChangeKind",
    "ChangeState",
    "ChangedArticle",
    "Contribution",
    "Correction",
    "Decision",
    "DeletedOriginal",
    "DistinctEntities",
    "DuplicateProposal",
    "Entity",
    "EntityChange",
    "EntityIdentifier",
    "EntityName",
    "EntitySample",
    "ErrorReport",
    "FeedText",
    "Fingerprint",
    "FixityCheck",
    "FormerAddress",
    "FrozenSearch",
    "HarvestRecord",
    "ImportBatch",
    "ImportFailure",
    "ImportRun",
    "Kind",
    "Mention",
    "MentionDecision",
    "MentionStatus",
    "NameInDoubt",
    "PastedDraft",
    "ProposalReason",
    "ReportStatus",
    "Role",
    "RunState",
    "SavedFilter",
    "SavedSearch",
    "SearchWord",
    "SecondOpinion",
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
