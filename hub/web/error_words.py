"""Title and sentence of each kind of error page: Chinese title, English title, Chinese sentence, English sentence."""

ERROR_WORDS: dict[int, tuple[str, str, str, str]] = {
    400: (
        "请求有误",
        "Bad request",
        "浏览器发来的内容不完整或已过期，请返回上一页刷新后重试。",
        "What the browser sent is incomplete or out of date: go back, reload and try again.",
    ),
    401: ("请先登录", "Please sign in", "查看此页面需要登录。", "You need to sign in to see this page."),
    403: (
        "无权访问",
        "Not allowed",
        "您的角色不能使用此功能。如确有需要，请联系本单位或本区域的管理员。",
        "Your role does not include this. If you need it, ask the administrator of your organisation or area.",
    ),
    404: (
        "没有找到",
        "Not found",
        "该内容不存在，或不属于您的单位。请检查网址，或从首页重新进入。",
        "There is no such page, or it is not yours to see. Check the address or start from the home page.",
    ),
    405: (
        "不支持的操作",
        "Not possible here",
        "该网址不支持此操作，请从页面上的按钮进入。",
        "This address does not do that: use the buttons of the pages.",
    ),
    413: (
        "提交内容过大",
        "Too large",
        "提交的内容超过了大小限制，请压缩文件或分次上传（每次一个文件）。",
        "What was sent is over the size limit: make the file smaller or upload one file at a time.",
    ),
    415: ("格式不支持", "Format not accepted", "提交内容的格式不受支持。", "This content type is not accepted here."),
    429: ("操作过于频繁", "Too many requests", "请稍候再试。", "Wait a little and try again."),
    500: (
        "系统出错",
        "Something went wrong",
        "系统出错，您的操作未完成，已自动记录。请稍后重试；如仍出错，请把下方编号告知技术支持。",
        "Nothing was done, and the fault was recorded. Try again later, or tell support the number below.",
    ),
    503: (
        "系统繁忙",
        "Busy",
        "系统繁忙，您的操作未完成，请稍后再试。",
        "The system is busy; nothing was done. Try again shortly.",
    ),
}
