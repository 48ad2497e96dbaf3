"""Why a file is not taken, in sentences that say what to do."""

from hub.kernel.errors import Invalid


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
