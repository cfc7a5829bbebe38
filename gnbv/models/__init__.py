"""All tables. Importing this package makes every table known to the metadata."""

from gnbv.models.assignment import Assignment, Progress, Purpose, Visit
from gnbv.models.attachment import Attachment, AttachmentState
from gnbv.models.back_check import BackCheck
from gnbv.models.certificate import (
    Certificate,
    CertificateEnd,
    CertificateReturn,
    CertificateState,
    ReturnOutcome,
)
from gnbv.models.decision import Comment, Decision, DecisionKind, Reply, ReplyKind
from gnbv.models.desk import CommentTemplate, SavedView
from gnbv.models.device import DepositToken, Device, SessionRow
from gnbv.models.event import Change, Event, HouseholdRead
from gnbv.models.flag import Flag, Trace, TracePerson
from gnbv.models.form import Form, FormStatus, FormVersion
from gnbv.models.form_file import FormFile
from gnbv.models.household import Consent, Household, HouseholdLink, HouseholdNumber, ProposedChange
from gnbv.models.household_change import CLOSING, MADE_ON_PHONE, ChangeKind, ChangeState, HouseholdChange
from gnbv.models.income_sheet import IncomeSheet
from gnbv.models.ledger import Basis, HouseholdClass, LedgerRow, Standing
from gnbv.models.meeting import (
    Capacity,
    Determination,
    Meeting,
    MeetingGroup,
    MeetingItem,
    MeetingState,
    Verdict,
)
from gnbv.models.message import InboxRow, Message
from gnbv.models.observation import ObserverSample, Recommendation
from gnbv.models.openrosa_key import OpenRosaKey, OpenRosaKeyKind
from gnbv.models.pack import Pack, PackComponent, PackConfirmation, PackStatus
from gnbv.models.paper_draft import PaperDraft
from gnbv.models.person import Membership, Person, PersonLink
from gnbv.models.petition import Petition, PetitionKind, PetitionState, Screening
from gnbv.models.phone_copy import CopyKind, PhoneCopy, PhoneRecovery, PhoneVault
from gnbv.models.plan import Plan, PlanNote, PlanReview, Project, ReportDuty, Target
from gnbv.models.posting import Complaint, ComplaintState, Posting, PostingState
from gnbv.models.preparation import Preparation, PreparationKind, RoundStage
from gnbv.models.recognition import Recognition, RecognitionList, RecognitionRow, RecognitionState
from gnbv.models.report_table import TableSubmission, TableTemplate
from gnbv.models.result import Result
from gnbv.models.round import ListReason, Round, RoundForm, RoundHousehold, RoundKind, RoundStatus
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
from gnbv.models.village_review import LocalDay, VillageReview, VillageStage, VillageStep

__all__ = [
    "Agency",
    "AgencyPart",
    "Area",
    "Assignment",
    "Attachment",
    "AttachmentState",
    "BackCheck",
    "Basis",
    "CLOSING",
    "Capacity",
    "Certificate",
    "CertificateEnd",
    "CertificateReturn",
    "CertificateState",
    "Change",
    "ChangeKind",
    "ChangeState",
    "Comment",
    "CommentTemplate",
    "Complaint",
    "ComplaintState",
    "Completion",
    "Consent",
    "CopyKind",
    "Counter",
    "Decision",
    "DecisionKind",
    "DepositToken",
    "Determination",
    "Device",
    "Duty",
    "Event",
    "Flag",
    "Form",
    "FormFile",
    "FormStatus",
    "FormVersion",
    "Grant",
    "Household",
    "HouseholdChange",
    "HouseholdClass",
    "HouseholdLink",
    "HouseholdNumber",
    "HouseholdRead",
    "InboxRow",
    "IncomeSheet",
    "LedgerRow",
    "ListReason",
    "LocalDay",
    "MADE_ON_PHONE",
    "Meeting",
    "MeetingGroup",
    "MeetingItem",
    "MeetingState",
    "Membership",
    "Message",
    "ObserverSample",
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
    "PaperDraft",
    "Person",
    "PersonLink",
    "Petition",
    "PetitionKind",
    "PetitionState",
    "PhoneCopy",
    "PhoneRecovery",
    "PhoneVault",
    "Plan",
    "PlanNote",
    "PlanReview",
    "Posting",
    "PostingState",
    "Preparation",
    "PreparationKind",
    "Progress",
    "Project",
    "ProposedChange",
    "Purpose",
    "Recognition",
    "RecognitionList",
    "RecognitionRow",
    "RecognitionState",
    "Recommendation",
    "Reply",
    "ReplyKind",
    "ReportDuty",
    "Result",
    "ReturnOutcome",
    "Revision",
    "Role",
    "Round",
    "RoundForm",
    "RoundHousehold",
    "RoundKind",
    "RoundStage",
    "RoundStatus",
    "SavedView",
    "Screening",
    "SessionRow",
    "SignInFailure",
    "Standing",
    "Survey",
    "SurveyStatus",
    "SyncItem",
    "TableSubmission",
    "TableTemplate",
    "Target",
    "Task",
    "TaskAgency",
    "Tenant",
    "Trace",
    "TracePerson",
    "Unit",
    "UnitFigure",
    "UnitKind",
    "UnitPredecessor",
    "User",
    "Verdict",
    "VillageReview",
    "VillageStage",
    "VillageStep",
    "Visit",
]
