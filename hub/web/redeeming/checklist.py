"""The checklist of a redemption under review: one line for each thing to look at, with the reviewer's verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import Schema, fields, validate

from hub.reviews import Review, ReviewItem, Verdict, desk
from hub.reviews.desk import Judged
from hub.web.forms import Form
from hub.web.language import t
from hub.web.redeeming.view import RedemptionView
from schemas.terms import yuan_grouped


@dataclass(frozen=True)
class Line:
    """One thing to look at; ``figure`` says what stands in the papers."""

    code: str
    label: str
    figure: str = ""
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True)
class Judging:
    """The checklist as a form: its lines as judged or typed so far."""

    form: Form
    lines: Sequence[Line]

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """The three verdicts with their words."""
        return [
            (Verdict.RIGHT.value, t("通过", "right")),
            (Verdict.CORRECT.value, t("补正", "to correct")),
            (Verdict.FAIL.value, t("不通过", "fails")),
        ]

    def judged(self) -> list[Judged]:
        """What was sent, line by line; lines without a verdict are left as they are."""
        data = self.form.data
        return [
            Judged(line.code, line.label, Verdict(data[f"verdict_{line.code}"]), data.get(f"note_{line.code}", ""))
            for line in self.lines
            if data.get(f"verdict_{line.code}")
        ]


def lines_of(view: RedemptionView) -> list[Line]:
    """What there is to look at in this redemption, by what its policy asks for."""
    r, money = view.redemption, yuan_grouped
    lines = [
        Line("amounts", t("金额与计算", "Amounts"), money(r.amount_fen or 0)),
        Line("parties", t("买卖双方与资格", "Parties")),
    ]
    lines.append(Line("orders", t("订单与服务内容", "Orders"), str(len(view.orders))))
    lines.append(Line("invoices", t("发票", "Invoices"), f"{len(view.parts.invoices)} · {money(r.invoice_sum_fen)}"))
    if view.parts.receipts:
        count = len(view.parts.receipts)
        lines.append(Line("receipts", t("银行回单", "Bank receipts"), f"{count} · {money(r.receipt_sum_fen)}"))
    for slot in view.slots:
        files = view.parts.counts.get(slot.code, 0)
        lines.append(Line(f"slot-{slot.code}", t(slot.label_zh, slot.label_en), t(f"{files} 份", f"{files} files")))
    if any(r.texts.get(text.code) for text in view.decision.texts):
        lines.append(Line("texts", t("成效说明", "What it achieved")))
    if view.hits:
        lines.append(Line("findings", t("真实性核查提示", "Findings of the checks"), str(len(view.hits))))
    return lines


def judging_of(view: RedemptionView, review: Review, url: str) -> Judging:
    """The checklist of the open stage, with what was judged so far."""
    known = desk.verdicts_of(review.id)
    lines = [_as_judged(line, known) for line in lines_of(view)]
    return Judging(
        Form(_schema(lines), action="review.judge", url=url, submit=t("保存清单", "Save the checklist")), lines
    )


def as_sent(judging: Judging, sent: Mapping[str, str]) -> Judging:
    """The checklist as it was typed, to show it again beside a refusal."""
    lines = [
        replace(line, verdict=sent.get(f"verdict_{line.code}", ""), note=sent.get(f"note_{line.code}", ""))
        for line in judging.lines
    ]
    return replace(judging, lines=lines)


def items_by_review() -> Callable[[Review], Sequence[ReviewItem]]:
    """For templates: the items that the reviewer of a stage judged."""
    return lambda review: desk.list_items(review.id)


def _as_judged(line: Line, known: Mapping[str, ReviewItem]) -> Line:
    found = known.get(line.code)
    return replace(line, verdict=found.verdict.value, note=found.note) if found else line


def _schema(lines: Sequence[Line]) -> Schema:
    declared: dict[str, Any] = {}
    for line in lines:
        one_of = validate.OneOf(["", *(one.value for one in Verdict)])
        declared[f"verdict_{line.code}"] = fields.String(load_default="", validate=one_of)
        declared[f"note_{line.code}"] = fields.String(load_default="", validate=validate.Length(max=300))
    made: type[Schema] = Schema.from_dict(declared)
    return made()
