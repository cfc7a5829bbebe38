"""All tables. Importing this package makes every table known to the metadata."""

from gnbv.models.attachment import Attachment, AttachmentState
from gnbv.models.decision import Comment, Decision, DecisionKind, Reply, ReplyKind
from gnbv.models.device import DepositToken, Device, SessionRow
from gnbv.models.event import Change, Event, HouseholdRead
from gnbv.models.form import Form, FormStatus, FormVersion
from gnbv.models.form_file import FormFile
from gnbv.models.household import Consent, Household, HouseholdLink, HouseholdNumber, ProposedChange
from gnbv.models.ledger import Basis, HouseholdClass, LedgerRow, Standing
from gnbv.models.openrosa_key import OpenRosaKey, OpenRosaKeyKind
from gnbv.models.pack import Pack, PackComponent, PackConfirmation, PackStatus
from gnbv.models.person import Membership, Person, PersonLink
from gnbv.models.plan import Plan, PlanNote, PlanReview, Project, ReportDuty, Target
from gnbv.models.result import Result
from gnbv.models.round import (
    Assignment,
    ListReason,
    Progress,
    Purpose,
    Round,
    RoundForm,
    RoundHousehold,
    RoundKind,
    RoundStatus,
    Visit,
)
from gnbv.models.survey import Origin, Revision, Survey, SurveyStatus
from gnbv.models.sync_item import Outcome, SyncItem
from gnbv.models.task import (
    Agency,
    AgencyPart,
    Completion,
    Duty,
    Occurrence,
    OccurrenceStatus,
    Task,
    TaskAgency,
)
from gnbv.models.tenant import Counter, Tenant
from gnbv.models.unit import Area, Unit, UnitFigure, UnitKind, UnitPredecessor
from gnbv.models.user import Grant, Role, SignInFailure, User

__all__ = [
    "Agency",
    "AgencyPart",
    "Area",
    "Assignment",
    "Attachment",
    "AttachmentState",
    "Basis",
    "Change",
    "Comment",
    "Completion",
    "Consent",
    "Counter",
    "Decision",
    "DecisionKind",
    "DepositToken",
    "Device",
    "Duty",
    "Event",
    "Form",
    "FormFile",
    "FormStatus",
    "FormVersion",
    "Grant",
    "Household",
    "HouseholdClass",
    "HouseholdLink",
    "HouseholdNumber",
    "HouseholdRead",
    "LedgerRow",
    "ListReason",
    "Membership",
    "Occurrence",
    "OccurrenceStatus",
    "OpenRosaKey",
    "OpenRosaKeyKind",
    "Origin",
    "Outcome",
    "Pack",
    "PackComponent",
    "PackConfirmation",
    "PackStatus",
    "Person",
    "PersonLink",
    "Plan",
    "PlanNote",
    "PlanReview",
    "Progress",
    "Project",
    "ProposedChange",
    "Purpose",
    "Reply",
    "ReplyKind",
    "ReportDuty",
    "Result",
    "Revision",
    "Role",
    "Round",
    "RoundForm",
    "RoundHousehold",
    "RoundKind",
    "RoundStatus",
    "SessionRow",
    "SignInFailure",
    "Standing",
    "Survey",
    "SurveyStatus",
    "SyncItem",
    "Target",
    "Task",
    "TaskAgency",
    "Tenant",
    "Unit",
    "UnitFigure",
    "UnitKind",
    "UnitPredecessor",
    "User",
    "Visit",
]
