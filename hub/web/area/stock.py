"""What a joining area brings with it: templates, files tried and applied by a second person, undo."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub import joining
from hub.identity import mask_name, mask_phone
from hub.joining import KINDS, StockImport, StockState, stock, stock_files
from hub.kernel.errors import NotFound
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.labels import place_name
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.order import Nothing
from schemas.stock import TryStock, UndoStock
from schemas.terms import Role

TRIERS, APPLIERS = (Role.AREA_ADMIN,), (Role.ASSESSOR, Role.POLICY_APPROVER)
SHOWN = 200
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/stock")
@allow(*TRIERS, *APPLIERS)
def show_stock() -> ResponseReturnValue:
    """The templates, the form for a file, and the files so far."""
    return _page(_try_form())


@bp.get("/stock/templates/<kind>.xlsx")
@allow(*TRIERS, *APPLIERS)
def download_stock_template(kind: str) -> Response:
    """An empty workbook of one kind."""
    if kind not in KINDS:
        raise NotFound()
    content = stock_files.write_template(stock.kind_of(kind).schema())
    return _download(content, XLSX, f"{kind}.xlsx")


@bp.post("/stock")
@allow(*TRIERS)
@takes_upload
def try_stock() -> ResponseReturnValue:
    """Try a file: nothing is taken over yet."""
    form = _try_form()
    return perform(
        lambda: _try(form.data), then=lambda found: url_for(".show_stock_import", no=found.no),
        back=lambda _: _page(form), form=form,
    )  # fmt: skip


@bp.get("/stock/<no>")
@allow(*TRIERS, *APPLIERS)
def show_stock_import(no: str) -> ResponseReturnValue:
    """What a file would do, or has done, row by row."""
    return _import_page(stock.find_stock(no))


@bp.get("/stock/<no>/report.csv")
@allow(*TRIERS, *APPLIERS)
def download_stock_report(no: str) -> Response:
    """Every row with what became of it."""
    return _download(stock.report_of(stock.find_stock(no)).encode(), CSV, f"{no}.csv")


@bp.post("/stock/<no>/apply")
@allow(*APPLIERS)
def apply_stock(no: str) -> ResponseReturnValue:
    """Take over the good rows of a colleague's file."""
    found = stock.find_stock(no)
    return _act(found, _apply_form(found), lambda _: stock.apply_stock(found=found, by=current_actor()))


@bp.post("/stock/<no>/undo")
@allow(*APPLIERS)
def undo_stock(no: str) -> ResponseReturnValue:
    """Take all of a file back."""
    found = stock.find_stock(no)
    return _act(found, _undo_form(found), lambda data: stock.undo_stock(
        found=found, reason=data["reason"], by=current_actor()))  # fmt: skip


def _try(data: dict[str, Any]) -> StockImport:
    upload = data["file"]
    content = upload.stream.read(stock_files.MAX_BYTES + 1)
    return stock.try_stock(
        area=data["area"], kind=data["kind"], content=content, file_name=upload.filename, by=current_actor()
    )


def _act(found: StockImport, form: Form, act: Callable[[dict[str, Any]], object]) -> ResponseReturnValue:
    return perform(
        lambda: act(form.data), then=lambda _: url_for(".show_stock_import", no=found.no),
        back=lambda _: _import_page(stock.find_stock(found.no), form), form=form,
    )  # fmt: skip


def _page(form: Form) -> str:
    actor = current_actor()
    areas = actor.areas(*TRIERS, *APPLIERS)
    return render(
        "area/stock/list.html", form=form if actor.has(*TRIERS) else None, kinds=KINDS,
        imports=stock.list_stock(areas), missing={area: stock.kinds_missing(area) for area in sorted(areas)},
    )  # fmt: skip


def _import_page(found: StockImport, sent: Form | None = None) -> str:
    rows, kind = [_masked(row) for row in stock.rows_of(found)], stock.kind_of(found.kind)
    wrong_first = sorted(rows, key=lambda row: (not row["errors"], row["row"]))
    return render(
        "area/stock/show.html", found=found, kind=kind, rows=wrong_first[:SHOWN], count=len(rows),
        headings=stock_files.headings_of(kind.schema()), forms=[
            sent if sent is not None and sent.url == form.url else form for form in _forms(found)
        ],
    )  # fmt: skip


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    """A row for the page: names and phones of people as people see them by default."""
    masks = {"phone": mask_phone, **({"name": mask_name} if "phone" in row["cells"] else {})}
    cells = {field: masks[field](cell) if field in masks else cell for field, cell in row["cells"].items()}
    return {**row, "cells": cells}


def _forms(found: StockImport) -> list[Form]:
    actor = current_actor()
    if not actor.has(*APPLIERS, area=found.area):
        return []
    if found.state is StockState.TRIED and found.good and actor.account_id != found.tried_by_id:
        return [_apply_form(found)]
    undoable = joining.KINDS[found.kind].undo is not None
    return [_undo_form(found)] if found.state is StockState.APPLIED and undoable else []


def _try_form() -> Form:
    areas = sorted(current_actor().areas(*TRIERS))
    return Form(
        TryStock(), action="stock.try", url=url_for(".try_stock"),
        values={"area": areas[0] if areas else "", "kind": "units"},
        options={"area": [(area, place_name(area)) for area in areas],
                 "kind": [(one.code, t(one.zh, one.en)) for one in KINDS.values()]},
        submit=t("试导入（不写入）", "Try (changes nothing)"),
    )  # fmt: skip


def _apply_form(found: StockImport) -> Form:
    url = url_for(".apply_stock", no=found.no)
    submit = t(f"确认导入 {found.good} 行", f"Take over {found.good} rows")
    return Form(Nothing(), action="stock.apply", url=url, submit=submit)


def _undo_form(found: StockImport) -> Form:
    url, submit = url_for(".undo_stock", no=found.no), t("撤销整个导入", "Take the whole file back")
    return Form(UndoStock(), action="stock.undo", url=url, submit=submit, style="outline-danger")


def _download(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
