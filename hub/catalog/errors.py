"""What the catalogue refuses."""

from hub.kernel.errors import NotFound


class ServiceUnknown(NotFound):
    """No listing has this number, or it was withdrawn."""

    code = "service.unknown"
    zh = "没有找到服务项目 {no}，它可能已下架。"
    en = "There is no service {no}; it may have been withdrawn."


class EquipmentUnknown(NotFound):
    """No instrument has this number."""

    code = "equipment.unknown"
    zh = "没有找到仪器 {no}。"
    en = "There is no instrument {no}."
