"""Why a form cannot be printed, or an uploaded one is not taken."""

from hub.kernel.errors import Invalid, Refused


class SheetUnprintable(Refused):
    """A character has no shape in the font, or the template refuses the content."""

    code = "sheet.unprintable"
    zh = "表格无法生成：{why}。请检查所填内容中是否有罕用字，或联系平台协助。"
    en = "The form cannot be written: {why}. Check the entries for rare characters, or ask the platform for help."


class SheetOfOtherContent(Invalid):
    """The uploaded form is another one, or the same one with what was entered before."""

    code = "sheet.other_content"
    zh = "上传的不是这份表格，或表格内容在打印后又有修改（本表核验码 {code}）。请重新下载打印、盖章后上传。"
    en = "This is not that form, or its content has changed since (its check code is {code}): print it again, stamp it."
