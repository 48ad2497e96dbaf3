"""Why a file is not taken, in sentences that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError

from hub.kernel.errors import HubError, Invalid


class FileRefused(Invalid):
    """The file cannot be accepted; nothing of it is kept."""

    code = "file.refused"
    zh = "文件「{name}」不能接收，请检查后重新上传。"
    en = "The file {name} cannot be accepted: check it and upload it again."


class FileEmpty(FileRefused):
    """It has no content."""

    code = "file.empty"
    zh = "文件「{name}」是空文件，请重新选择。"
    en = "The file {name} is empty: choose it again."


class FileTooLarge(FileRefused):
    """It is larger than the rule allows."""

    code = "file.too_large"
    zh = "文件「{name}」超出大小限制，须{rule_zh}，请压缩或拆分后重新上传。"
    en = "The file {name} is too large, it must be {rule_en}: compress or split it and upload again."


class FileKindWrong(FileRefused):
    """Its content is of another kind than the rule allows, whatever its name says."""

    code = "file.wrong_kind"
    zh = "文件「{name}」的内容{found_zh}，此处仅接受 {wanted} 格式；改文件名没有用，请另存为所需格式后重新上传。"
    en = "The content of {name} is {found_en}; only {wanted} is accepted here: save it in such a format and try again."


class FileActive(FileRefused):
    """It is a PDF that can run something or carries other files."""

    code = "file.active_content"
    zh = "PDF 文件「{name}」含有脚本、启动动作或嵌入文件，请另存为普通 PDF 后重新上传。"
    en = "The PDF {name} contains a script, a launch action or embedded files: save it as a plain PDF."


class FileTooManyPixels(FileRefused):
    """Its header claims more pixels than any scan has: whoever showed it would run out of memory."""

    code = "file.too_many_pixels"
    zh = "图片「{name}」的像素过多，请以常规分辨率重新扫描或导出后上传。"
    en = "The image {name} has too many pixels: scan or export it at an ordinary resolution."


class FileNotStored(HubError):
    """The store is full or does not answer; nothing of the file is kept."""

    status = 503
    code = "file.not_stored"
    zh = "文件「{name}」暂时无法保存（存储空间不足或无响应），不是文件的问题。已保存的内容不受影响，请稍后重试。"
    en = "{name} cannot be stored now: the store is full or silent. Nothing else is lost; try again later."


@contextmanager
def storing(name: str) -> Iterator[None]:
    """Say in a sentence that the store failed; what the sender did wrong, or a lost connection, passes through."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise
    except (BaseError, OSError) as error:
        raise FileNotStored(name=name) from error
