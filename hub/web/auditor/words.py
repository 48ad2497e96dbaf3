"""What the auditor reads in words: the invariants of the books, and the events of the record."""

from hub.web.language import lang
from schemas.events import EVENTS

INVARIANTS_ZH = {
    "I1": "每笔转账一借一贷，且在同一账簿内",
    "I2": "账户余额等于全部转账的累计",
    "I3": "没有透支的创新券；记为待定的金额等于其有效预留之和",
    "I4": "每笔预留至多了结一次，核销不超过预留",
    "I5": "发放 = 已用 + 预留 + 可用 + 失效",
    "I6": "每件核定的兑付恰有一笔应付，金额等于其预留中核销的部分",
    "I7": "每笔应付至多在一条有效清算明细中；退回的款项至多进入下一次付款一次",
    "I8": "对每个收款单位，明细 = 付款 + 结转；批次的笔数与合计等于其明细",
    "I9": "批次转入清算户的金额等于其付出的金额；没有未经指令或重复的付款",
    "I10": "开批时可见的未付应付，都在明细中或写明未列入的原因",
    "I11": "预留了结的金额与账簿返还的一致；每笔应付都有分录",
    "I12": "年度关闭后没有再发放或预留",
    "I15": "已办结批次的清算户余额为零",
    "I16": "各付款方与收款方的往来合计为零；应付户等于尚未结清的金额",
    "I17": "被拒绝或退汇的付款，其应付已重新列入下一次付款",
}
SUBJECTS_ZH = {
    "account": "账号",
    "holder": "企业",
    "application": "申领",
    "voucher": "创新券",
    "order": "订单",
    "use": "用券",
    "redemption": "兑付",
    "invoice": "发票",
    "policy": "政策",
    "review": "评审",
    "notice": "公示",
    "settlement": "清算",
    "payout": "付款",
    "exchange": "地区报文",
    "data": "数据",
    "role": "角色",
    "request": "单位事项",
    "region": "地区",
    "client": "接入应用",
    "webhook": "事件推送",
    "key": "密钥",
    "job": "任务",
    "wording": "消息文字",
    "calendar": "工作日历",
    "backup": "备份",
    "maintenance": "维护",
    "batch": "清算批次",
    "organization": "单位",
    "session": "登录会话",
    "statement": "银行回单",
    "budget": "预算",
    "contract": "合同",
    "listing": "服务上架",
    "booking": "预约",
    "evaluation": "评价",
    "institution": "服务机构",
    "dispute": "争议",
    "sanction": "惩戒",
    "spot_check": "抽查",
    "clawback": "追回",
    "check": "核查",
    "area": "区域",
    "service": "服务",
    "stock": "存量导入",
}
DONE_ZH = {
    "added": "建立", "removed": "删除", "key_rotated": "更换签名密钥",
    "given_up": "停止重试", "redelivered": "重新发送", "certificate_ending": "提示证书将到期",
    "applied": "确认导入", "declared": "声明条件已具备", "conformance_asked": "发起接口核验",
    "test_statement": "发送测试清算单",
    "logout_given_up": "退出通知未送达", "logout_resent": "重发退出通知", "change_asked": "申请变更",
    "secret_rotated": "更换密钥", "enabled": "启用", "disabled": "停用", "changed": "变更",
    "acknowledged": "已回执", "accepted": "接单", "agreed": "买家同意", "approved": "批准", "assessed": "核定",
    "assigned": "指派", "awaiting_holder": "等待买家确认", "blocked": "被拦截", "cancelled": "取消", "closed": "办结",
    "awaiting_paper": "等待纸质材料", "paper_received": "收到纸质材料",
    "asked": "要求办理", "proposed": "提出", "left_behind": "未能跟进上级变更",
    "completed": "完成", "computed": "生成", "confirmed": "确认", "contact_changed": "变更联系方式",
    "corrected": "更正", "created": "建立", "dead": "多次失败", "decided": "作出决定", "declined": "不接单",
    "delegated": "委托", "disputed": "有争议", "drafted": "起草", "erased": "删除", "expired": "失效",
    "exported": "导出", "failed": "失败", "frozen": "冻结", "granted": "授予", "held": "暂缓", "instructed": "下达指令",
    "lapsed": "失效", "linked": "绑定", "locked": "锁定", "logged_in": "登录", "login_failed": "登录失败",
    "mirrored": "同步", "objected": "收到异议", "objection_decided": "异议处理完毕", "on_notice": "公示",
    "opened": "开通",
    "paid": "已拨付", "payable": "可拨付", "paused": "暂停", "payment_returned": "款项退回", "placed": "下单",
    "price_set": "议定价格", "published": "发布", "quota_confirmed": "确认额度", "reconciled": "对账完成",
    "recused": "回避", "refused": "拒绝", "refused_by_area": "额度不予确认", "registered": "登记", "reinstated": "恢复",
    "rejected": "不通过", "released": "释放", "relocated": "迁址", "rename_requested": "申请更名", "renamed": "更名",
    "resent": "重新发送", "returned": "退回", "revealed": "查看原文", "reversed": "冲回", "reviewed": "复核",
    "revoked": "撤销", "rotated": "更换", "sent": "发送", "signed": "签发", "simulated": "模拟", "split": "拆分",
    "stamped": "上传盖章表", "submitted": "提交", "suspended": "暂停", "terminated": "终止", "unlinked": "解除绑定",
    "given": "给出", "replied": "回复", "joined": "加盟", "imported": "导入", "rule_changed": "变更规则",
    "taken_back": "收回", "period_set": "设定兑付周期", "contract_allowed": "放行合同", "expiring": "即将到期",
    "drawn": "随机抽取", "undone": "撤回意见", "mediated": "确定调处人", "settled": "办结", "stated": "提交说明",
    "imposed": "作出限制", "lifted": "解除限制", "recorded": "登记结果", "limit_set": "调整阈值", "entered": "窗口录入",
    "requeued": "重新排队", "recalled": "撤回意见", "announced": "公告", "reported": "报告退款或红字发票",
    "ended": "登记注销或合并",
    "updated": "更新", "voided": "作废", "withdrawn": "撤回",
}  # fmt: skip


def event_word(event: str) -> str:
    """An event in words, "兑付 核定" or "redemption assessed"."""
    subject, _, done = event.partition(".")
    if lang() != "zh" or event not in EVENTS:
        return event.replace(".", " ").replace("_", " ")
    return f"{SUBJECTS_ZH[subject]} {DONE_ZH[done]}"


def subject_word(subject: str) -> str:
    """The kind of object an event is about."""
    return SUBJECTS_ZH.get(subject, subject) if lang() == "zh" else subject.replace("_", " ")


def invariant_word(invariant: str, meaning: str) -> str:
    """What an invariant says; its own English where that is read."""
    return INVARIANTS_ZH.get(invariant, meaning) if lang() == "zh" else meaning
