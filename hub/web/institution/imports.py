"""批量导入: the template, a dry run that shows failing cells only, taking good rows over, the others as a workbook."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub.catalog import importing
from hub.web.commands import perform
from hub.web.evidence import upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.institution.listing_forms import own_institution
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from hub.web.sentences import spoken
from schemas.listing import ImportWorkbook
from schemas.order import Nothing
from schemas.terms import INSTITUTION_ROLES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/imports/new")
@allow(*INSTITUTION_ROLES)
def new_import() -> ResponseReturnValue:
    """Template, form, and what was imported before."""
    return _new_page(_form())


@bp.get("/imports/template.xlsx")
@allow(*INSTITUTION_ROLES)
def download_template() -> ResponseReturnValue:
    """The workbook to fill in."""
    return _workbook(importing.template(), "services.xlsx")


@bp.post("/imports/new")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
@takes_upload
def read_import() -> ResponseReturnValue:
    """The dry run."""
    form = _form()
    return perform(
        lambda: importing.read_workbook(institution=own_institution(), file=_upload(form), by=current_actor()),
        then=lambda found: url_for(".show_import", no=found.no),
        back=lambda _: _new_page(form),
        form=form,
    )


@bp.get("/imports/<no>")
@allow(*INSTITUTION_ROLES)
def show_import(no: str) -> ResponseReturnValue:
    """What the dry run found, and what became of it."""
    return _page(no)


@bp.post("/imports/<no>/apply")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def apply_import(no: str) -> ResponseReturnValue:
    """List the rows without a fault."""
    return perform(
        lambda: importing.apply_import(found=importing.find_import(no, own_institution().id), by=current_actor()),
        then=lambda _: url_for(".show_import", no=no),
        back=lambda _: _page(no),
        form=_apply_form(no, 0),
    )


@bp.get("/imports/<no>/errors.xlsx")
@allow(*INSTITUTION_ROLES)
def download_errors(no: str) -> ResponseReturnValue:
    """The rows to mend, with the message in each wrong cell."""
    found = importing.find_import(no, own_institution().id)
    return _workbook(importing.rows_to_mend(found, spoken), f"{found.no}-errors.xlsx")


def _upload(form: Form) -> importing.NewFile:
    upload = upload_of(form.data["file"])
    assert upload is not None
    return upload


def _workbook(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _new_page(form: Form) -> str:
    return render("institution/imports/new.html", form=form, earlier=importing.list_imports(own_institution().id))


def _page(no: str) -> str:
    found = importing.find_import(no, own_institution().id)
    wrong = [row for row in found.rows if row["errors"]]
    good = len(found.rows) - len(wrong)
    form = _apply_form(no, good) if good and found.applied_at is None else None
    return render("institution/imports/show.html", found=found, wrong=wrong, good=good, form=form, spoken=spoken)


def _form() -> Form:
    url, submit = url_for(".read_import"), t("检查（不会导入）", "Check (imports nothing yet)")
    return Form(ImportWorkbook(), action="listing.import", url=url, submit=submit)


def _apply_form(no: str, good: int) -> Form:
    url, submit = url_for(".apply_import", no=no), t(f"导入 {good} 行并提交发布", f"Import {good} rows and submit them")
    return Form(Nothing(), action="listing.import_apply", url=url, submit=submit)
