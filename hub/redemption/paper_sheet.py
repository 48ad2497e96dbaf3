"""The application form of a redemption as it is printed, signed and stamped: the same content gives the same code."""

from hub.federation import directory
from hub.identity import get_organization
from hub.kernel.clock import SHANGHAI, business_today
from hub.kernel.sheets import Part, Sheet
from hub.redemption.chain import decision_of
from hub.redemption.models import Paper, Redemption
from hub.redemption.parts import Parts, parts_of
from hub.redemption.whole import whole
from schemas.terms import yuan_grouped


@whole
def sheet_of(redemption: Redemption, *, base_url: str) -> Sheet:
    """The form of the redemption as it was last submitted; the QR code leads to its page at the district."""
    holder, parts = get_organization(redemption.holder_id), parts_of(redemption)
    names = directory.get_programme(redemption.programme).names
    return Sheet(
        title=f"{names.zh}兑现申请表",
        subtitle=f"{directory.area_name(redemption.area, 'zh')} · 第 {redemption.round} 次提交",
        number=redemption.no,
        printed_on=business_today(),
        parts=(
            Part(
                "申请单位",
                rows=(
                    ("单位名称", holder.name),
                    ("统一社会信用代码", holder.uscc),
                    ("提交时间", _submitted(redemption)),
                ),
            ),
            *_tables(parts),
            Part("金额（元）", rows=_amounts(redemption)),
            *_texts(redemption),
            Part("所附材料", head=("材料", "文件", "摘要 SHA-256（前 16 位）"), lines=_files(redemption, parts)),
        ),
        declaration="本单位承诺所填内容及所附材料真实、完整，与网上提交的内容一致，并对此负责。",
        signatures=("申请单位（盖章）", "法定代表人（签字）", "区科技主管部门（收件）"),
        address=f"{base_url}/area/redemptions/{redemption.no}",
    )


def _submitted(redemption: Redemption) -> str:
    at = redemption.submitted_at
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else "尚未提交"


def _tables(parts: Parts) -> list[Part]:
    contracts = [material for material in parts.materials if material.amount_fen is not None]
    tables = [
        Part(
            "订单",
            head=("订单编号", "服务机构", "金额"),
            lines=tuple(
                (order.order_no, get_organization(order.seller_id).name, yuan_grouped(order.amount_fen))
                for order in parts.orders
            ),
        ),
        Part(
            "发票",
            head=("发票代码", "发票号码", "发票金额"),
            lines=tuple(
                (invoice.code or "—", invoice.number, yuan_grouped(invoice.amount_fen)) for invoice in parts.invoices
            ),
        ),
    ]
    if contracts:
        lines = tuple((contract.title or "—", yuan_grouped(contract.amount_fen or 0)) for contract in contracts)
        tables.append(Part("合同", head=("合同名称", "有效合同金额"), lines=lines))
    return tables


def _amounts(redemption: Redemption) -> tuple[tuple[str, str], ...]:
    return (
        ("有效合同金额合计", yuan_grouped(redemption.contract_fen or 0)),
        ("发票金额合计", yuan_grouped(redemption.invoice_sum_fen)),
        ("银行回单合计", yuan_grouped(redemption.receipt_sum_fen)),
        ("兑现创新券金额合计", yuan_grouped(redemption.amount_fen or 0)),
    )


def _texts(redemption: Redemption) -> list[Part]:
    texts = [(slot.label_zh, redemption.texts.get(slot.code, "")) for slot in decision_of(redemption).texts]
    return [Part(label, rows=(("内容", text),)) for label, text in texts if text]


def _files(redemption: Redemption, parts: Parts) -> tuple[tuple[str, ...], ...]:
    labels = {slot.code: slot.label_zh for slot in decision_of(redemption).materials}
    named: list[tuple[str, Paper]] = [
        *(("发票", invoice) for invoice in parts.invoices),
        *(("银行回单", receipt) for receipt in parts.receipts),
        *((labels.get(material.slot, material.slot), material) for material in parts.materials),
    ]
    return tuple((label, paper.file_name, paper.sha256[:16]) for label, paper in named)
