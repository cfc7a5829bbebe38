"""Language: Vietnamese first, English second. The source text is Vietnamese, English comes from the catalogue."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, request
from flask_babel import Babel, get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

# The phone writes the same cookie (static/js/modules/more.js): the language belongs to the device in the hand.
COOKIE = "gnbv_locale"
KEPT_FOR = timedelta(days=365)

babel = Babel()


def choose() -> str:
    """The language chosen on this device, else the account's, else Vietnamese.

    The browser's wish is not asked: cheap phones come set to English and their owners do not read it.
    """
    languages = current_app.config["LANGUAGES"]
    chosen = request.cookies.get(COOKIE)
    if chosen in languages:
        return str(chosen)
    if current_user and current_user.is_authenticated and current_user.actor.locale in languages:
        return str(current_user.actor.locale)
    return str(languages[0])


def current() -> str:
    """The language of this request, as one of ours."""
    return str(get_locale() or "vi")


def remember(response: Response, locale: str) -> Response:
    """Keep ``locale``, which is one of ours, as this device's choice."""
    response.set_cookie(COOKIE, locale, max_age=KEPT_FOR, samesite="Lax")
    return response


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=choose)
    app.jinja_env.globals["current_locale"] = current
