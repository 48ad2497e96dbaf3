"""Taking services over from a workbook: a dry run that keeps every row with its faults, then the good rows at once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from sqlalchemy import select, update

from hub import audit, messages
from hub.catalog.errors import ImportApplied, ImportUnknown, NotAnInstitution
from hub.catalog.listing_queries import surroundings_of
from hub.catalog.listing_rules import Surroundings, misfits
from hub.catalog.listing_tables import ListingKind, WorkbookImport
from hub.catalog.listings import draft_listing, submit_listing
from hub.catalog.models import Category
from hub.catalog.offices import HUB_OFFICE, deciding_role, office_of, publishes_itself
from hub.catalog.workbooks import FIELDS, FORMULA, content_of, read_rows, write_rows, write_template
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.identity.evidence import NewFile
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.files import FileRule, find_attached, read_file, store_file
from hub.kernel.numbers import next_number
from schemas.listing import ServiceListing

RULE = FileRule(kinds=("xlsx", "zip"), max_bytes=5 * 1_048_576)
HEADING_OF = {field: heading for heading, field in FIELDS.items()}
TWICE = "文件中有另一行的服务名称与本行相同。 / Another row of the file has the same name."


def template() -> bytes:
    """The workbook to fill in, with the categories, areas and programmes of today."""
    tree = {one.code: one.name_zh for one in db.session.scalars(select(Category).order_by(Category.code))}
    third = [(code, " › ".join(tree.get(code[:n], "") for n in (2, 4, 6))) for code in tree if len(code) == 6]
    areas = [area.names.text("zh") for area in directory.list_areas()]
    return write_template(third, areas, [one.names.text("zh") for one in directory.list_programmes()])


def read_workbook(*, institution: Organization, file: NewFile, by: Actor) -> WorkbookImport:
    """Read and check every row; nothing is listed yet.

    Raises:
        NotAnInstitution: the unit has not joined.
        FileRefused, WorkbookRefused: the file as a whole cannot be used.
    """
    if not institution.is_institution:
        raise NotAnInstitution()
    stored = store_file(file.stream, name=file.name, organization_id=institution.id, rule=RULE, by=by)
    file.stream.seek(0)
    rows = _checked(file, surroundings_of(institution.id))
    now = business_now()
    found = WorkbookImport(
        no=f"DR-{now:%Y%m%d}-{next_number('DR', now.date()):06d}",
        institution_id=institution.id,
        file_name=stored.name,
        file_id=stored.id,
        rows=rows,
        read_at=now,
        read_by=by.account_id,
    )
    db.session.add(found)
    db.session.flush()
    return found


def apply_import(*, found: WorkbookImport, by: Actor) -> int:
    """List every row without a fault and hand them to the office; returns how many. Once.

    Raises:
        ImportApplied: it was done already.
    """
    taken = update(WorkbookImport).where(WorkbookImport.id == found.id, WorkbookImport.applied_at.is_(None))
    taken = taken.values(applied_at=business_now()).returning(WorkbookImport.id)
    done = db.session.execute(taken.execution_options(synchronize_session=False)).scalar_one_or_none()
    db.session.refresh(found)
    if done is None:
        raise ImportApplied()
    institution, there = get_organization(found.institution_id), surroundings_of(found.institution_id)
    good = [row for row in found.rows if not row["errors"]]
    numbers = []
    for row in good:
        version = draft_listing(
            kind=ListingKind.SERVICE, institution=institution, content=row["content"], by=by, import_id=found.id
        )
        submit_listing(version=version, by=by, tell=False, there=there)
        numbers.append(version.no)
    _write_down(found, institution, numbers, by=by)
    return len(good)


def find_import(no: str, institution_id: UUID) -> WorkbookImport:
    """An import of this institution.

    Raises:
        ImportUnknown: there is none.
    """
    wanted = select(WorkbookImport).where(WorkbookImport.no == no, WorkbookImport.institution_id == institution_id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise ImportUnknown()
    return found


def list_imports(institution_id: UUID) -> Sequence[WorkbookImport]:
    """The newest imports of an institution."""
    own = select(WorkbookImport).where(WorkbookImport.institution_id == institution_id)
    return db.session.scalars(own.order_by(WorkbookImport.read_at.desc()).limit(20)).all()


def rows_to_mend(found: WorkbookImport, say: Callable[[str], str]) -> bytes:
    """The workbook of the rows that could not be taken, each wrong cell with its message as ``say`` words it."""
    wrong = [row for row in found.rows if row["errors"]]
    worded = [
        {**row, "errors": {heading: [say(text) for text in texts] for heading, texts in row["errors"].items()}}
        for row in wrong
    ]
    return write_rows(worded)


def original(found: WorkbookImport) -> bytes:
    """The workbook as it was handed in."""
    stored = find_attached(found.file_id)
    return b"".join(read_file(stored)) if stored is not None else b""


def _checked(file: NewFile, there: Surroundings) -> list[dict[str, Any]]:
    areas = {area.names.text("zh"): area.code for area in directory.list_areas()}
    programmes = {one.names.text("zh"): one.code for one in directory.list_programmes()}
    rows: list[dict[str, Any]] = []
    names: set[str] = set()
    for number, cells, formulas in read_rows(file.stream):
        errors: dict[str, list[str]] = {heading: [FORMULA] for heading in formulas}
        content, faults = _read(content_of(cells, areas, programmes), there)
        for field, texts in faults.items():
            errors.setdefault(HEADING_OF.get(field, ""), []).extend(texts)
        if cells.get("服务名称") in names:
            errors.setdefault("服务名称", []).append(TWICE)
        names.add(cells.get("服务名称", ""))
        rows.append({"row": number, "cells": cells, "content": None if errors else content, "errors": errors})
    return rows


def _read(given: dict[str, Any], there: Surroundings) -> tuple[dict[str, Any], dict[str, list[str]]]:
    try:
        content = dict(ServiceListing().load(given))
    except ValidationError as error:
        return {}, {field: _texts(texts) for field, texts in error.normalized_messages().items()}
    return content, {field: [text] for field, text in misfits(content, there).items()}


def _texts(messages_of_field: Any) -> list[str]:
    if isinstance(messages_of_field, dict):
        return [text for texts in messages_of_field.values() for text in _texts(texts)]
    return [str(text) for text in messages_of_field]


def _write_down(found: WorkbookImport, institution: Organization, numbers: list[str], *, by: Actor) -> None:
    office = office_of(institution)
    audit.record(
        "listing.imported",
        by=by,
        subject="listing_import",
        subject_id=found.id,
        subject_no=found.no,
        areas=(office,),
        organizations=(institution.id,),
        after={"listed": len(numbers), "refused": len(found.rows) - len(numbers)},
    )
    if numbers and not publishes_itself(office):
        messages.tell(
            "listing.imported",
            role=deciding_role(office),
            area=None if office == HUB_OFFICE else office,
            subject="listing_import",
            subject_no=found.no,
            path="/area/listings",
            party=institution.name,
        )
