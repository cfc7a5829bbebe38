"""Language: Vietnamese first, English second. The source text is Vietnamese, English comes from the catalogue."""

from __future__ import annotations

from flask import Flask, current_app, request, session
from flask_babel import Babel, get_locale
from flask_login import current_user

babel = Babel()


def choose() -> str:
    """The language chosen in this session, else the account's, else Vietnamese.

    The browser's wish is not asked: cheap phones come set to English and their owners do not read it.
    """
    languages = current_app.config["LANGUAGES"]
    chosen = session.get("locale") or request.cookies.get("gnbv_locale")
    if chosen in languages:
        return str(chosen)
    if current_user and current_user.is_authenticated and current_user.actor.locale in languages:
        return str(current_user.actor.locale)
    return str(languages[0])


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=choose)
    app.jinja_env.globals["current_locale"] = lambda: str(get_locale() or "vi")
