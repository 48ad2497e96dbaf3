"""What a programme's form asks beside the record of the unit: read from the files of regions, remembered over years.

``regions/<region>/forms/<programme>.toml`` describes it; a programme without such a file asks nothing more.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app

from hub.identity import get_organization
from hub.kernel.db import db
from hub.vouchers import errors
from hub.vouchers.asked_rules import AskedField, AskedForm, AskedPart, answered, faults, lacking
from hub.vouchers.models import VoucherApplication

FORM = "form"


def form_of(programme: str) -> AskedForm:
    """The form of a programme."""
    return _forms(current_app.config["HUB"].regions).get(programme, AskedForm())


def remembered(holder_id: UUID, programme: str) -> dict[str, str]:
    """What the enterprise entered the last time, as far as this form asks for it."""
    return answered(form_of(programme), get_organization(holder_id).profile.get(FORM, {}))


def with_form(*, holder_id: UUID, programme: str, answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """The answers of a new application: what was entered, over what is remembered, both as the form asks for them."""
    given = dict(answers or {})
    form = form_of(programme)
    if not form.parts:
        return given
    given[FORM] = remembered(holder_id, programme) | answered(form, given.get(FORM, {}))
    return given


def keep_form(application: VoucherApplication) -> None:
    """Remember what was entered for the next form of the enterprise."""
    entered = application.answers.get(FORM)
    if entered:
        unit = get_organization(application.holder_id)
        unit.profile = {**unit.profile, FORM: {**unit.profile.get(FORM, {}), **entered}}
        db.session.flush()


def require_complete(application: VoucherApplication) -> None:
    """Refuse a form with gaps or faults (JS-28).

    Raises:
        FormIncomplete: with the names of the fields.
    """
    form, entered = form_of(application.programme), application.answers.get(FORM, {})
    kind = str(application.kind) if application.kind else None
    wrong = faults(form, kind, entered)
    todo = [one for one in lacking(form, kind, entered)]
    todo += [one for part in form.parts_for(kind) for one in part.fields if one.code in wrong]
    if todo:
        raise errors.FormIncomplete(
            fields="、".join(one.zh for one in todo), fields_en=", ".join(one.en for one in todo), field=todo[0].code
        )


@cache
def _forms(folder: Path) -> dict[str, AskedForm]:
    found = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/forms/*.toml"))]
    return {document["programme"]: _form(document) for document in found}


def _form(document: dict[str, Any]) -> AskedForm:
    return AskedForm(
        title=document["title"]["zh"],
        title_en=document["title"]["en"],
        declaration=document["declaration"],
        signatures=tuple(document["signatures"]),
        parts=tuple(_part(part) for part in document["part"]),
    )


def _part(part: dict[str, Any]) -> AskedPart:
    fields = tuple(
        AskedField(**{**one, "options": tuple(tuple(option) for option in one.get("options", ()))})
        for one in part["field"]
    )
    return AskedPart(part["heading"]["zh"], part["heading"]["en"], fields, tuple(part.get("kinds", ())))
