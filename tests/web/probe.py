"""Pages that exist in tests only: a form with every kind of field, a refusal, a fault."""

from enum import StrEnum
from typing import Any

from flask import Blueprint, render_template_string, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from hub.kernel.db import db
from hub.kernel.errors import Refused
from hub.kernel.numbers import next_number  # noqa: F401 - its table belongs to the template database
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import public
from hub.web.security import takes_upload
from schemas.fields import MoneyYuan

bp = Blueprint("probe", __name__, url_prefix="/probe")
DONE: list[dict[str, Any]] = []

PAGE = """{% extends "base.html" %}{% from "macros/form.html" import form as whole %}
{% block title %}试验{% endblock %}{% block content %}{{ whole(form) }}{% endblock %}"""


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


class Place(Schema):
    street = fields.String(required=True, metadata={"label": {"zh": "街道", "en": "Street"}})


class Row(Schema):
    number = fields.String(required=True, metadata={"label": {"zh": "发票号", "en": "Invoice"}})
    amount = MoneyYuan(required=True, metadata={"label": {"zh": "金额", "en": "Amount"}})


class Everything(Schema):
    title = fields.String(
        required=True,
        validate=validate.Length(max=10),
        metadata={"label": {"zh": "标题", "en": "Title"}, "hint": "简短 / short"},
    )
    amount = MoneyYuan(required=True, metadata={"label": {"zh": "金额", "en": "Amount"}})
    colour = fields.Enum(Colour, load_default=None, metadata={"label": {"zh": "颜色", "en": "Colour"}})
    on = fields.Date(load_default=None, metadata={"label": {"zh": "日期", "en": "Date"}})
    agreed = fields.Boolean(load_default=False, metadata={"label": {"zh": "同意", "en": "Agreed"}})
    orders = fields.List(
        fields.String(), load_default=list, metadata={"label": {"zh": "订单", "en": "Orders"}, "widget": "checkboxes"}
    )
    note = fields.String(load_default="", metadata={"label": {"zh": "备注", "en": "Note"}, "widget": "textarea"})
    place = fields.Nested(Place)
    rows = fields.List(fields.Nested(Row), load_default=list)


class WithFile(Schema):
    paper = fields.Raw(required=True, metadata={"label": {"zh": "文件", "en": "File"}, "widget": "file"})


class NotToday(Refused):
    code = "probe.not_today"
    zh = "今天不行：{why}。"
    en = "Not today: {why}."


def _form() -> Form:
    return Form(Everything(), action="probe.do", options={"orders": [("A", "甲"), ("B", {"zh": "乙", "en": "b"})]})


@bp.get("/form")
@public
def show() -> ResponseReturnValue:
    return render_template_string(PAGE, form=_form())


@bp.post("/form")
@public
def do() -> ResponseReturnValue:
    form = _form()
    return perform(
        lambda: _do(form.data),
        then=lambda number: f"/probe/done/{number}",
        back=lambda _: render_template_string(PAGE, form=form),
        form=form,
    )


def _do(data: dict[str, Any]) -> int:
    if data["title"] == "refuse":
        raise NotToday(field="title", why="下雨")
    DONE.append(data)
    return len(DONE)


@bp.route("/upload", methods=["GET", "POST"])
@public
@takes_upload
def upload() -> ResponseReturnValue:
    form = Form(WithFile(), action="probe.upload")
    if request.method == "POST" and form.read(request):
        return str(len(form.data["paper"].read()))
    return render_template_string(PAGE, form=form)


@bp.get("/fault")
@public
def fault() -> ResponseReturnValue:
    raise ZeroDivisionError("secret of the inside")


@bp.get("/no-database")
@public
def no_database() -> ResponseReturnValue:
    from sqlalchemy import text

    db.session.execute(text("SET LOCAL statement_timeout = '20ms'"))
    db.session.execute(text("SELECT pg_sleep(2)"))
    return "never"
