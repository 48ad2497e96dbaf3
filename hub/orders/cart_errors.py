"""What the cart refuses, each with the way out."""

from hub.kernel.errors import Invalid, NotFound, Refused


class CartItemUnknown(NotFound):
    """The line is not in this cart, or not any more."""

    code = "cart.item_unknown"
    zh = "该项目已不在购物车中，可能刚被下单或删除。"
    en = "That item is no longer in the cart: it was ordered or removed a moment ago."


class CartFull(Refused):
    """A cart is put together by hand; it is no list for a program."""

    code = "cart.full"
    zh = "购物车最多放 {most} 项，请先下单或删除一些。"
    en = "A cart holds {most} items at most: order or remove some first."


class CartEmpty(Invalid):
    """There is nothing to order, or nothing was chosen."""

    code = "cart.empty"
    zh = "没有可以下单的项目，请先把服务加入购物车并勾选。"
    en = "There is nothing to order: put services into the cart and tick them first."


class QuantityOutOfRange(Invalid):
    """Together with what is there already it is too much."""

    code = "cart.quantity"
    zh = "同一服务在同一合同下最多 {most} 件。"
    en = "At most {most} of one service can be in the cart for one contract."


class FiguresChanged(Refused):
    """Since the preview a price, the policy or the balance has changed, so that its figures do not hold any more."""

    code = "cart.figures_changed"
    zh = "试算后金额、政策或余额有变（原拟兑 {before} 元，现 {after} 元），本单未提交，请核对后重新确认。"
    en = "Since the preview something changed ({before} yuan planned then, {after} now): not placed; look and confirm."


class GroupGone(Refused):
    """What was to be one order stands no longer in the cart like that."""

    code = "cart.group_changed"
    zh = "购物车中的这组项目在确认前有变动，本单未提交，请核对后重新确认。"
    en = "This group of the cart was changed before you confirmed it, so it was not placed: look and confirm again."
