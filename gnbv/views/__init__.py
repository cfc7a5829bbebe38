"""Blueprints, one per family; the name is the same in services and templates."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FAMILIES = (
    "bodies",
    "pwa",
    "sign_in",
    "app_shell",
    "sync",
    "attachments",
    "copies",
    "recovery",
    "surveys",
    "survey_decisions",
    "survey_comments",
    "survey_corrections",
    "bulk_approvals",
    "saved_views",
    "held",
    "unmatched",
    "waiting",
    "conflicts",
    "conflict_files",
    "late",
    "handovers",
    "files",
    "inbox",
    "messages",
    "boards",
    "rounds",
    "preparations",
    "procedures",
    "meetings",
    "meeting_records",
    "meeting_papers",
    "meeting_conclusions",
    "procedure_settings",
    "local_days",
    "village_files",
    "recommendations",
    "round_lists",
    "petitions",
    "petition_decisions",
    "petition_papers",
    "households",
    "paper",
    "paper_entries",
    "paper_scans",
    "assignments",
    "conclusions",
    "household_changes",
    "back_checks",
    "back_check_questions",
    "back_check_differences",
    "collector_effects",
    "quality_settings",
    "exports",
    "account",
    "account_passwords",
    "account_phones",
    "people",
    "plans",
    "tasks",
    "prints",
    "forms",
    "form_previews",
    "form_texts",
    "packs",
    "pack_tables",
    "pack_previews",
    "openrosa",
    "openrosa_keys",
    "form_exports",
    "errors",
)


def init_app(app: Flask) -> None:
    for family in FAMILIES:
        if find_spec(f"gnbv.views.{family}") is None:
            continue
        module = import_module(f"gnbv.views.{family}")
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
        if hasattr(module, "init_app"):
            module.init_app(app)
