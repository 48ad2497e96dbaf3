"""What editing an application together refuses."""

from hub.kernel.errors import Invalid, Refused


class EditedMeanwhile(Refused):
    """A colleague saved another edition since the page was opened; both texts are shown, neither is lost."""

    code = "redemption.edited_meanwhile"
    zh = "{who}已于{at}保存了另一版本。您填写的内容仍在页面上，请与已保存的版本对照后再次保存。"
    en = "{who} saved another version at {at}. What you wrote is still on the page: compare both, then save again."


class FiguresChanged(Refused):
    """The amount to be handed in is not the one that was confirmed."""

    code = "redemption.figures_changed"
    zh = "提交前金额有变动：您确认的申请金额为{shown}元，现按政策计算为{now}元。请核对页面上的金额后重新提交。"
    en = "The amount has changed: you confirmed {shown} yuan, it is {now} now. Check the figures and submit again."


class OrderUnpriced(Invalid):
    """The holder has not said what the order cost."""

    code = "redemption.order_unpriced"
    zh = "订单{no}尚无服务金额，请在对应关系中填写。"
    en = "Order {no} has no amount yet: enter it beside the order."


class EditionUnknown(Invalid):
    """There is no such edition to go back to."""

    code = "redemption.edition_unknown"
    zh = "没有找到要恢复的版本。"
    en = "There is no such version to restore."


class LinkUnknown(Invalid):
    """An invoice or order that is not part of the application."""

    code = "redemption.link_unknown"
    zh = "所选的发票或订单不在本申请中，请刷新页面后重试。"
    en = "The invoice or order is not part of this application: reload the page."
