from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired


class SignInForm(FlaskForm):
    """User name and password. Without a token: programs sign in too, and the origin is checked instead."""

    class Meta:
        csrf = False

    username = StringField(validators=[InputRequired()], filters=[lambda text: (text or "").strip()])
    password = PasswordField(validators=[InputRequired()])
    next = HiddenField()
