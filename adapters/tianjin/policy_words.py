"""Phrases of Tianjin's manual that stand for something known: files, texts, steps of the chains, common rules."""

from typing import Literal, NamedTuple

from schemas.policy import Basis, Material, Phase, SizeOp
from schemas.terms import ReviewStage, Role


class File(NamedTuple):
    """A slot for files; the sentence states its size and formats."""

    code: str
    phase: Phase
    zh: str
    en: str
    per: Literal["application", "redemption", "invoice", "contract"]
    required: bool = True
    most: int | None = 1
    help_zh: str = ""

    def slot(self, types: tuple[str, ...], max_bytes: int, size_op: SizeOp, basis: Basis) -> Material:
        """The slot with the limits that its sentence states."""
        return Material(
            code=self.code, phase=self.phase, label_zh=self.zh, label_en=self.en, types=types, max_bytes=max_bytes,
            size_op=size_op, basis=basis, required=self.required, per=self.per,
            count_min=1 if self.required else 0, count_max=self.most, help_zh=self.help_zh,
        )  # fmt: skip


FILES = {
    "组织机构代码证": File(
        "org_code_cert", "application", "组织机构代码证", "Organization code certificate", "application"
    ),
    "合同、协议、报价单等意向性文件": File(
        "intent_doc", "application", "合同、协议、报价单等意向性文件", "Contract, agreement or quotation", "application"
    ),
    "发票扫描件": File("invoice", "redemption", "发票扫描件", "Scanned invoice", "invoice"),
    "合同扫描件": File("contract", "redemption", "合同", "Contract", "contract", most=None),
    "服务结果证明": File(
        "result_proof", "redemption", "服务结果证明", "Proof of the result", "redemption", most=None,
        help_zh="如检测结果、技术解决方案、研发验收报告等",
    ),
    "项目实施情况总结及其他创新成果证明": File(
        "summary", "redemption", "项目实施情况总结及其他创新成果证明", "Summary and proof of results", "redemption",
        most=None, help_zh="如专利、著作权、新产品、新工艺、样机证明材料等",
    ),
}  # fmt: skip
TEXTS: dict[str, tuple[str, Phase]] = {
    "科技创新活动描述": ("activity", "application"),
    "科技创新券使用成效": ("effect", "redemption"),
}
STEPS: dict[str, tuple[tuple[str, ReviewStage | None, Role, Phase], ...]] = {
    "经区初审和专业机构复审后": (
        ("district_initial", ReviewStage.INITIAL, Role.REVIEWER_INITIAL, "application"),
        ("agency_second", ReviewStage.SECOND, Role.AGENCY, "application"),
    ),
    "机构接单": (("accept", None, Role.INSTITUTION_STAFF, "order"),),
    "经过区科技主管部门初审和专业机构形式审查后": (
        ("district_initial", ReviewStage.INITIAL, Role.REVIEWER_INITIAL, "redemption"),
        ("agency_formal", ReviewStage.FORMAL, Role.AGENCY, "redemption"),
    ),
    "导出兑现申请表打印签字盖章后连同证明材料一并上交区科技主管部门": (
        ("paper_submission", None, Role.REVIEWER_INITIAL, "redemption"),
    ),
    "进入专家评审环节": (("expert", ReviewStage.EXPERT, Role.EXPERT, "redemption"),),
    "区科技主管部门核定实际兑现金额": (("assessment", ReviewStage.ASSESSMENT, Role.ASSESSOR, "redemption"),),
    "拨付": (("payout", None, Role.FINANCE_OFFICER, "redemption"),),
}
# The steps in the order in which they are taken, whatever the order of the sentences that name them.
CHAIN = (
    "district_initial", "agency_second", "accept", "agency_formal", "paper_submission", "expert", "assessment",
    "publicity", "payout",
)  # fmt: skip
INVOICE_FIELDS = {
    "发票代码": "code", "发票号码": "number", "发票金额": "amount", "发票日期": "date", "发票名称": "name",
    "发票购买方": "buyer", "发票销售方": "seller", "回单付款方": "payer",
}  # fmt: skip
MONEY_FACTS = {
    "订单金额": "order.total_fen",
    "有效合同金额": "redemption.contract_fen",
    "发票金额": "redemption.invoice_sum_fen",
}
COMMON = {
    "由政府面向中小微企业无偿发放": "application.tech_sme",
    "使用已通过科技型中小企业认定的账户登录": "application.tech_sme",
    "凡带“创新券”标识的服务产品": "order.seller_accepts_vouchers",
    "买卖双方不得为同一单位": "order.same_party",
    "不得向已暂停的机构下单": "order.seller_suspended",
}
