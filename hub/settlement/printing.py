"""What finance prints: the year's statement of an area or of one holder, and the settlement statement of a batch."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from hub.kernel.sheets import Part, Sheet
from hub.settlement.documents import list_payouts
from hub.settlement.models import Batch
from hub.settlement.queries import list_payee_runs, places_of
from hub.settlement.year_end import COLUMNS, HolderYear
from schemas.terms import yuan_grouped

HEADS = ("发放", "已使用", "已占用", "已失效", "可用")
PER_YEAR = ("单位", "计划", *HEADS)


def year_sheet(
    *, area: str, area_name: str, year: int, on: date, rows: Sequence[HolderYear], names: Mapping[UUID, str],
    printed_on: date, address: str,
) -> Sheet:  # fmt: skip
    """The year's statement as at a day: each holder, each programme, and the sums; yuan."""
    lines = [
        (names[row.holder_id], row.programme, *(yuan_grouped(row.total(column)) for column in COLUMNS)) for row in rows
    ]
    sums = tuple(yuan_grouped(sum(row.total(column) for row in rows)) for column in COLUMNS)
    holder = names[rows[0].holder_id] if len({row.holder_id for row in rows}) == 1 else None
    about = (("区域", area_name), ("年度", str(year)), ("截至", on.isoformat()))
    return Sheet(
        title="科技创新券年度对账单",
        subtitle=holder or area_name,
        number=f"ND-{area.upper()}-{year}" + (f"-{rows[0].holder_id.hex[:8].upper()}" if holder else ""),
        printed_on=printed_on,
        parts=(
            Part("概要", rows=(*about, *zip(HEADS, sums, strict=True))),
            Part("明细（元）", head=PER_YEAR, lines=tuple(lines)),
        ),
        declaration="发放 = 已使用 + 已占用 + 已失效 + 可用。如有异议，请在收到后向所在区域提出。",
        signatures=("出具单位（盖章）", "持券单位（盖章）"),
        address=address,
    )


def batch_sheet(*, batch: Batch, area_name: str, names: Mapping[UUID, str], printed_on: date, address: str) -> Sheet:
    """The settlement statement of a batch: what it comes to for each payee, without account numbers."""
    places, payouts = places_of(batch), {payout.payee_id: payout for payout in list_payouts(batch)}
    lines = []
    for run in list_payee_runs(batch):
        payout = payouts.get(run.payee_id)
        last4 = payout.account_last4 if payout and payout.account_last4 else "—"
        figures = (run.lines_fen, run.offset_fen, run.payout_fen, run.carried_out_fen)
        lines.append((names[run.payee_id], last4, *map(yuan_grouped, figures)))
    totals = (
        ("付款区域", area_name), ("账期", f"{batch.period:%Y-%m}"), ("笔数", str(batch.lines_count)),
        ("合计（元）", yuan_grouped(batch.total_fen)), ("跨区域（元）", yuan_grouped(places.cross_region_fen)),
        ("本区域内（元）", yuan_grouped(places.intra_area_fen)),
        ("付款合计（元）", yuan_grouped(sum(payout.amount_fen for payout in payouts.values()))),
        ("复核人", batch.reviewed_by_name or "—"), ("签发人", batch.signed_by_name or "—"),
        ("明细指纹", batch.root_sha256 or "—"), ("指令指纹", batch.document_sha256 or "—"),
    )  # fmt: skip
    return Sheet(
        title="科技创新券清算单", subtitle=area_name, number=batch.no, printed_on=printed_on,
        parts=(
            Part("批次", rows=totals),
            Part("收款单位（元）", head=("收款单位", "账号后四位", "本批", "抵扣欠款", "付款", "结转欠款"),
                 lines=tuple(lines)),
        ),
        declaration="本单由枢纽依据已封存的清算明细生成；付款以签发的指令为准。",
        signatures=("复核", "签发"), address=address,
    )  # fmt: skip
