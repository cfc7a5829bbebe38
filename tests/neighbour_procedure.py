"""The records of a village's procedure of ``tests/neighbours.py``: one of each that an address can name."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import (
    Attachment,
    AttachmentState,
    Certificate,
    CertificateState,
    HouseholdClass,
    IncomeSheet,
    LocalDay,
    Petition,
    PetitionKind,
    PetitionState,
    Recognition,
    RecognitionRow,
    RecognitionState,
    Recommendation,
    Round,
    TableSubmission,
    TableTemplate,
    VillageReview,
    VillageStage,
)
from gnbv.services import certificate_handing, official_tables, village_reviews
from tests import procedure_papers as papers
from tests.factories import DAY, NOW, TENANT, Cast

SHA = "f" * 64
P = HouseholdClass.POOR


class ProcedureRows:
    """``names``: an id for each name of an address; ``fitting``: those of single endpoints."""

    def __init__(self, session: Session, cast: Cast, round_: Round, sha256: str) -> None:
        self.session, self.cast, self.round = session, cast, round_
        review = village_reviews.of(session, cast.actor(cast.coordinator), round_, cast.village.id)
        review.stage = VillageStage.CERTIFICATES
        meeting = papers.agreed_meeting(session, review)
        recognition = self._recognition()
        session.add(recognition)
        session.flush()
        row = RecognitionRow(
            tenant=TENANT, id=new_id(), recognition_id=recognition.id, household_id=cast.household.id,
            unit_id=cast.village.id, number=1, head_name="Lò Văn Thử", after=P, lists=["poor"],
        )  # fmt: skip
        certificate = self._certificate(recognition.id, sha256)
        others = [
            LocalDay(tenant=TENANT, id=new_id(), unit_id=cast.village.id, on=date(2026, 12, 1), name="Lễ hội",
                     is_working=False, source="QĐ 1", recorded_at=NOW),
            Recommendation(tenant=TENANT, id=new_id(), review_id=review.id, author_id=cast.observer.id, text="Xem lại",
                           answer_by=date(2026, 11, 2), written_at=NOW),
            TableSubmission(tenant=TENANT, id=new_id(), unit_id=cast.commune.id, year=2026, standard="vn-2022-2025",
                            number=1, is_preliminary=True, figures_on=DAY, tables=self._tables(), checks=[], sha256=SHA,
                            submitted_by=cast.leader.id, submitted_at=NOW),
            TableTemplate(tenant=TENANT, id=new_id(), unit_id=cast.commune.id, name="Mẫu", sha256=SHA, content=_workbook(),
                          cells={}, uploaded_by=cast.leader.id, uploaded_at=NOW),
        ]  # fmt: skip
        session.add_all([row, certificate, *others])
        for subject, question in (
            (meeting.id, "signed_page"),
            (certificate_handing.book_of(recognition.id, cast.village.id), "handover_page"),
        ):
            self._file(subject, question, sha256)
        session.commit()
        day, recommendation, submission, template = (str(one.id) for one in others)
        self.names = {
            "meeting_id": str(meeting.id), "recognition_id": str(recognition.id), "certificate_id": str(certificate.id), "day_id": day,
            "recommendation_id": recommendation, "submission_id": submission,
        }  # fmt: skip
        asked = self._average()
        self.fitting = {
            "income_sheets": {"petition_id": str(asked.id)},
            "recognition_corrections": {"row_id": str(row.id)},
            "table_templates": {"template_id": template},
        }
        self.review: VillageReview = review

    def _tables(self) -> dict[str, Any]:
        found = official_tables.build(self.session, self.cast.commune, 2026, "vn-2022-2025", DAY)
        return {"T2": found.documents["T2"]}

    def _recognition(self) -> Recognition:
        return Recognition(
            tenant=TENANT, id=new_id(), unit_id=self.cast.commune.id, round_id=self.round.id, standard="vn-2022-2025",
            year=2026, state=RecognitionState.SIGNED, villages=[str(self.cast.village.id)], opinion={}, number="45",
            decided_on=DAY, effective_on=DAY, signer_name="Nguyễn Văn Lãnh", signer_post="Chủ tịch", recorded_at=NOW,
            submission_number="44/TTr", submitted_on=DAY, signed_by=self.cast.leader.id, signed_at=NOW,
        )  # fmt: skip

    def _average(self) -> Petition:
        row = Petition(
            tenant=TENANT, id=new_id(), unit_id=self.cast.commune.id, village_id=self.cast.village.id,
            household_id=self.cast.unlisted.id, round_id=self.round.id, year=2026, number=99, kind=PetitionKind.AVERAGE,
            state=PetitionState.LISTED, applicant="Hà Văn Ngoài", channel="counter", received_on=DAY, answer_by=DAY,
            recorded_at=NOW,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        self.session.add(
            IncomeSheet(
                tenant=TENANT, id=new_id(), unit_id=self.cast.village.id, round_id=self.round.id,
                household_id=self.cast.unlisted.id, petition_id=row.id, standard="vn-2022-2025", from_month=date(2025, 10, 1),
                member_count=1, sources=[], total=0, is_farm=True, asked_on=DAY, asked_by="Phạm Thị Cán",
                recorded_by=self.cast.cadre.id, recorded_at=NOW,
            )
        )  # fmt: skip
        self.session.commit()
        return row

    def _certificate(self, recognition_id: UUID, sha256: str) -> Certificate:
        return Certificate(
            tenant=TENANT, id=new_id(), recognition_id=recognition_id, household_id=self.cast.household.id,
            unit_id=self.cast.commune.id, village_id=self.cast.village.id, year=2026, kind=P, number=1,
            code="ma-thu-cua-giay", state=CertificateState.MADE, head_name="Lò Văn Thử", members=[], valid_from=DAY, decided_on=DAY,
            decision_number="45",
            sha256=sha256, made_at=NOW, recorded_at=NOW, address="http://localhost/c/ma-thu-cua-giay",
        )  # fmt: skip

    def _file(self, subject: UUID, question: str, sha256: str) -> None:
        self.session.add(
            Attachment(
                tenant=TENANT, id=new_id(), survey_id=subject, question=question, sha256=sha256, size=43, received=43,
                content_type="image/jpeg", state=AttachmentState.STORED, owner_id=self.cast.cadre.id, stored_at=NOW,
            )
        )  # fmt: skip


def _workbook() -> bytes:
    kept = BytesIO()
    Workbook().save(kept)
    return kept.getvalue()
