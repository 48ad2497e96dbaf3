"""What the directory of laboratories refuses."""

from hub.kernel.errors import Invalid, NotFound, Refused


class DirectoryFileUnreadable(Invalid):
    """The file is no table of laboratories."""

    code = "directory.file_unreadable"
    zh = "文件不能识别：{why}。请使用 CSV（UTF-8 或 GB18030），首行为：{header}。"
    en = "The file cannot be read: {why_en}. Use CSV (UTF-8 or GB18030) whose first line is {header}."


class DirectoryFileTooLarge(Invalid):
    """The file has more rows than a directory has laboratories."""

    code = "directory.file_too_large"
    zh = "文件过大：最多 {rows} 行、{megabytes} MB，请分批导入。"
    en = "The file is too large: at most {rows} rows and {megabytes} MB; import it in parts."


class NothingToImport(Refused):
    """No row of the file can be taken."""

    code = "directory.nothing_to_import"
    zh = "文件中没有可以导入的行，请按提示更正后重新试导。"
    en = "No row of the file can be imported: correct it as noted and try again."


class DirectoryImportUnknown(NotFound):
    """No such trial, or it is another area's."""

    code = "directory.import_unknown"
    zh = "没有找到这次导入。"
    en = "There is no such import."


class NotTheKeeper(Refused):
    """The directory is kept by another area."""

    code = "directory.not_the_keeper"
    zh = "“{programme}”的互认目录不由本区域维护。"
    en = "The directory of {programme} is not kept by this area."
