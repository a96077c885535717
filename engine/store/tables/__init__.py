"""Every table, importable from one place. Importing this fills `SQLModel.metadata`."""

from engine.store.tables.access import ApiKey, AuditEntry, Session, User
from engine.store.tables.accounts import (
    Account,
    AccountIdentity,
    Contact,
    Identity,
    Membership,
)
from engine.store.tables.calls import CallAttempt, ClosedAddress, WebhookSecret
from engine.store.tables.changes import Migration, MigrationResult, Pause
from engine.store.tables.channels import Channel
from engine.store.tables.enrollments import DeliveredWake, Enrollment, TimelineEntry, Wake
from engine.store.tables.entering import (
    AudienceResult,
    AudienceRun,
    Calendar,
    DateSweep,
    DateTurn,
    DueDate,
    HeldOut,
    Setting,
)
from engine.store.tables.events import DeadLetter, EntryDecision, Event, Source
from engine.store.tables.health import (
    AccountHealth,
    HealthCard,
    HealthDue,
    HealthModel,
    HealthOverride,
    HealthPoint,
)
from engine.store.tables.hooks import CohortMember, Delivery, Hook
from engine.store.tables.imports import Import, ImportPage, ImportReject
from engine.store.tables.in_app import (
    InAppApp,
    InAppItem,
    InAppSecret,
    InAppState,
    InAppTicket,
)
from engine.store.tables.journeys import Journey, JourneyVersion
from engine.store.tables.library import LibraryItem, LibraryVersion
from engine.store.tables.mail_tests import MailTest
from engine.store.tables.mailing import MailPace, MailToken, MessageEvent, Suppression
from engine.store.tables.preferences import (
    ConsentChange,
    ContactPreference,
    Subscription,
    Topic,
)
from engine.store.tables.pressure import WaitingTouch
from engine.store.tables.previews import MessagePreview
from engine.store.tables.replies import Reply
from engine.store.tables.segments import (
    Segment,
    SegmentChange,
    SegmentCount,
    SegmentMember,
    SegmentNewcomer,
    SegmentTurn,
)
from engine.store.tables.sightings import Sighting, Watermark
from engine.store.tables.simulations import Simulation
from engine.store.tables.team import Digest, Notice, Pool, PoolMember, TaskEvent
from engine.store.tables.touches import Message, SurveyResponse, Task, Unsubscribe

__all__ = [
    "Account",
    "AccountHealth",
    "AccountIdentity",
    "ApiKey",
    "AudienceResult",
    "AudienceRun",
    "AuditEntry",
    "Calendar",
    "CallAttempt",
    "Channel",
    "ClosedAddress",
    "CohortMember",
    "ConsentChange",
    "Contact",
    "ContactPreference",
    "DateSweep",
    "DateTurn",
    "DeadLetter",
    "DeliveredWake",
    "Delivery",
    "Digest",
    "DueDate",
    "Enrollment",
    "EntryDecision",
    "Event",
    "HealthCard",
    "HealthDue",
    "HealthModel",
    "HealthOverride",
    "HealthPoint",
    "HeldOut",
    "Hook",
    "Identity",
    "Import",
    "ImportPage",
    "ImportReject",
    "InAppApp",
    "InAppItem",
    "InAppSecret",
    "InAppState",
    "InAppTicket",
    "Journey",
    "JourneyVersion",
    "LibraryItem",
    "LibraryVersion",
    "MailPace",
    "MailTest",
    "MailToken",
    "Membership",
    "Message",
    "MessageEvent",
    "MessagePreview",
    "Migration",
    "MigrationResult",
    "Notice",
    "Pause",
    "Pool",
    "PoolMember",
    "Reply",
    "Segment",
    "SegmentChange",
    "SegmentCount",
    "SegmentMember",
    "SegmentNewcomer",
    "SegmentTurn",
    "Session",
    "Setting",
    "Sighting",
    "Simulation",
    "Source",
    "Subscription",
    "Suppression",
    "SurveyResponse",
    "Task",
    "TaskEvent",
    "TimelineEntry",
    "Topic",
    "Unsubscribe",
    "User",
    "WaitingTouch",
    "Wake",
    "Watermark",
    "WebhookSecret",
]
