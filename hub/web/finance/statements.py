"""Bank statements: what was read, what waits for a person, and the import."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import settlement
from hub.federation import directory
from hub.settlement import ImportResult
from hub.web.commands import perform
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.settlement import ImportStatement
from schemas.terms import Role


@bp.get("/statements")
@allow(*FINANCE)
def list_statements() -> ResponseReturnValue:
    """The lines read last, those that wait for a person first."""
    areas = current_actor().areas(*FINANCE)
    return render(
        "finance/statements/list.html",
        outcome=_outcome(),
        lines=settlement.list_statement_lines(areas),
        blocked=settlement.list_blocked_in(areas),
    )


@bp.get("/statements/new")
@allow(Role.FINANCE_OFFICER)
def new_statement() -> ResponseReturnValue:
    """The form for a statement."""
    return _page(_form())


@bp.post("/statements/new")
@allow(Role.FINANCE_OFFICER)
@takes_upload
def import_statement() -> ResponseReturnValue:
    """Read a statement and match its lines."""
    form = _form()
    return perform(lambda: _import(form), then=_after, back=lambda _: _page(form), form=form)


def _import(form: Form) -> ImportResult:
    upload = form.data["file"]
    return settlement.import_statement(
        stream=upload.stream, file_name=upload.filename, payer_area=form.data["area"], by=current_actor()
    )


def _after(result: ImportResult) -> str:
    if len(result.batch_nos) == 1 and not result.blocked:
        return url_for(".show_batch", no=result.batch_nos[0])
    return url_for(".list_statements", matched=result.matched, known=result.known, blocked=result.blocked)


def _outcome() -> dict[str, int] | None:
    """What the import that led here did: lines matched, known before, and waiting for a person."""
    counts = {name: request.args.get(name, type=int) for name in ("matched", "known", "blocked")}
    return {name: count or 0 for name, count in counts.items()} if None not in counts.values() else None


def _form() -> Form:
    areas = sorted(current_actor().areas(Role.FINANCE_OFFICER))
    return Form(
        ImportStatement(), action="bank.import_statement", submit=t("导入", "Import"),
        values={"area": areas[0]} if areas else {},
        options={"area": [(area, directory.area_name(area, lang())) for area in areas]},
    )  # fmt: skip


def _page(form: Form) -> str:
    return render("finance/statements/new.html", form=form)
