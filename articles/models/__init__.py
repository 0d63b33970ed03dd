"""The database models, one module per group of tables."""

from articles.models.articles.articles import DATE_FIELDS, Article, ArticleQuerySet, Status, WithdrawalKind
from articles.models.articles.authors import Author, AuthorKind, AuthorName
from articles.models.articles.captures import VERSION_ORDER, AddressKey, Capture, captures_of
from articles.models.articles.corrections import Correction
from articles.models.articles.deletions import DeletedOriginal
from articles.models.articles.fixity import FixityCheck
from articles.models.articles.sources import Source
from articles.models.articles.stories import Fingerprint
from articles.models.articles.versions import ArticleVersion
from articles.models.desk.bulk_changes import BulkChange, BulkChangedArticle
from articles.models.desk.changes import ChangedArticle, ChangeKind, ChangeState, EntityChange
from articles.models.desk.forms import SentForm
from articles.models.desk.history import ArchiveChange
from articles.models.desk.pasted import PastedDraft
from articles.models.desk.reports import ErrorReport, ReportStatus
from articles.models.desk.roles import Contribution, Role
from articles.models.desk.saved_filters import SavedFilter
from articles.models.entities.decisions import MentionDecision, PlaceDecision, WordsInDoubt
from articles.models.entities.duplicates import DistinctEntities, DuplicateProposal, ProposalReason
from articles.models.entities.entities import Entity, EntityName, FormerAddress, Kind
from articles.models.entities.identifiers import EntityIdentifier
from articles.models.entities.mentions import (
    EDITOR,
    ArticleEntity,
    Decision,
    Mention,
    MentionStatus,
    TextField,
)
from articles.models.entities.review_queue import NameInDoubt, SecondOpinion
from articles.models.entities.samples import EntitySample
from articles.models.exchange.feeds import FeedText, SourceFeed
from articles.models.exchange.harvest import HarvestRecord
from articles.models.exchange.runs import COMMAND_LINE, ImportBatch, ImportFailure, ImportRun, RunState
from articles.models.research.searches import AlertMail, Alerts, FrozenSearch, SavedSearch
from articles.models.research.vocabulary import SearchWord
from articles.models.users import User

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
    "PlaceDecision",
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
