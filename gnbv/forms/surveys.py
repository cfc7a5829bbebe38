from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import InputRequired


def _is_uuid(_form: Any, field: Any) -> None:
    try:
        UUID(field.data)
    except ValueError as error:
        raise ValidationError from error


class CommentForm(FlaskForm):
    """A remark on one answer. Length and emptiness are the service's rule, with its words."""

    ref = HiddenField(validators=[InputRequired()])
    text = TextAreaField()
    template = HiddenField()
    keep = BooleanField()

    @property
    def words(self) -> str:
        """What was written; without it the template that was chosen."""
        return (self.text.data or "").strip() or self.template.data or ""


class DecisionForm(FlaskForm):
    """Approval or return of the revision that was read."""

    revision = HiddenField(validators=[InputRequired(), _is_uuid])
    note = TextAreaField()
    without_photos = BooleanField()

    @property
    def words(self) -> str:
        return self.note.data or ""

    @property
    def revision_id(self) -> UUID:
        """The revision; the form has been validated."""
        return UUID(self.revision.data or "")


class ReasonForm(FlaskForm):
    """One sentence: why, or what was seen. Emptiness is the service's rule, with its words."""

    note = TextAreaField()

    @property
    def words(self) -> str:
        return self.note.data or ""


class CorrectionForm(DecisionForm):
    """Another answer to one question. The value is read apart: several choices come under one name."""

    ref = HiddenField(validators=[InputRequired()])
