"""The findings of the checks in sentences: what each looks like, and how it is told in Chinese and in English."""

AT = r"(?P<place>[\w.:/-]+)"
SENTENCES = (
    (AT + r" is not stated", "没有规定{at}。", "Nothing is said of: {at_en}."),
    (AT + r": the rate is not stated", "没有规定补贴比例。", "The rate is not stated."),
    (
        AT + r": no row covers (?P<cell>.*)",
        "{at}表有空缺：{case}时没有任何一行适用，请补一行。",
        "The table of {at_en} has a gap: no row applies where {case_en}; add one.",
    ),
    (
        AT + r": rows (?P<rows>.*?) overlap at (?P<cell>.*)",
        "{at}表有重叠：{case}时「{rows_zh}」同时适用，请改到只有一行适用。",
        "The table of {at_en} overlaps: {rows} both apply where {case_en}.",
    ),
    (
        AT + r": the table is too large to check",
        "{at}表的情形过多，无法逐一核对，请减少行数。",
        "The table of {at_en} is too large to check: use fewer rows.",
    ),
    (
        AT + r": (?P<ppm>-?\d+) ppm is no rate",
        "{at}的比例须大于 0 且不超过 100%。",
        "{at_en}: a rate lies above 0 and goes up to 100%.",
    ),
    (
        AT + r": what the rate is taken of is not stated",
        "没有规定补贴比例的计算基数。",
        "What the rate is taken of is not stated.",
    ),
    (
        AT + r": (?P<fact>[\w.]+) is not a money fact",
        "补贴基数「{fact_zh}」不是金额。",
        "{fact} is no amount to take a rate of.",
    ),
    (
        AT + r": size and types must be stated",
        "{at}须写明文件格式和大小。",
        "{at_en}: state types and size of the files.",
    ),
    (
        AT + r": the working days of the public notice are not stated \(G-38\)",
        "{at}须写明公示工作日。",
        "{at_en}: state the working days of the notice.",
    ),
    (AT + r": nobody reviews it", "{at}没有规定由谁办理。", "{at_en}: who takes the step is not stated."),
    (
        r"(?P<place>anchors)\.(?P<phase>\w+): .*",
        "{phase_zh}没有规定按哪一天适用政策版本。",
        "{phase}: which date chooses the version is not stated.",
    ),
    (AT + r": no way of redeeming is offered", "没有提供任何兑付方式。", "No way of redeeming is offered."),
    (
        r"(?P<place>modes)\.(?P<mode>\w+): (?P<basis>.*) does not belong to it",
        "兑付方式与券种不相配。",
        "{mode}: {basis} does not belong to it.",
    ),
    (
        r"(?P<place>.+) is defined twice",
        "{at}重复，请只保留一项。",
        "{at_en} stands there twice; keep one.",
    ),
    (r"(?P<place>.+): no source is given", "{at}没有写明依据。", "{at_en}: no source is given."),
    (
        r"(?P<place>.+): (?P<rule>\S+) is not among the sources",
        "{at}引用的原文「{rule}」不在来源文件中。",
        "{at_en}: {rule} does not stand in any source document.",
    ),
    (
        r"(?P<place>windows\..*): (?P<day>.*) is no day of the year \(MM-DD\)",
        "{at}的日期 {day} 有误，请按 06-01 的格式填写。",
        "{at_en}: {day} is no day of the year; write it as 06-01.",
    ),
    (
        r"(?P<place>participants\..*): it ends on (?P<day>.*), before it begins",
        "{at}的末日 {day} 早于首日，请更正。",
        "{at_en}: the last day, {day}, comes before the first.",
    ),
    (
        r"(?P<place>participants): (?P<area>\S+) does not take part in (?P<parent>\S+)",
        "上级政策「{parent}」的参与区域中没有本区域（{area}），请先由该政策的管理人增列。",
        "{area} does not take part in {parent}: its steward adds the area first.",
    ),
    (
        AT + r": (?P<parent>\S+) does not delegate it",
        "{at}由上级政策「{parent}」规定，没有下放给本区域。",
        "{at_en}: set by {parent} and not delegated.",
    ),
    (AT + r": locked by (?P<parent>\S+)", "{at}由上级政策「{parent}」锁定，不能更改。", "{at_en}: locked by {parent}."),
    (
        AT + r": may only be lower than that of (?P<parent>\S+)",
        "{at}只能低于上级政策「{parent}」的规定。",
        "{at_en}: may only be lower than that of {parent}.",
    ),
    (
        AT + r": defined by (?P<parent>\S+) already",
        "{at}在上级政策「{parent}」中已有规定，不能重复。",
        "{at_en}: {parent} defines it already.",
    ),
    (
        AT + r": unknown fact (?P<fact>.*)",
        "{at}用到的判断依据 {fact} 不存在。",
        "{at_en}: there is no fact {fact}.",
    ),
    (
        AT + r": (?P<fact>[\w.]+): an empty list of codes",
        "{at}的条件没有写明「{fact_zh}」可以是什么。",
        "{at_en}: the condition names no value of {fact}.",
    ),
    (
        AT + r": (?P<fact>[\w.]+) has no order: .*",
        "{at}的条件不能比较「{fact_zh}」的大小。",
        "{at_en}: {fact} is not larger or smaller than anything.",
    ),
    (
        AT + r": (?P<fact>[\w.]+) is of type .*",
        "{at}的条件把「{fact_zh}」与另一类内容相比。",
        "{at_en}: {fact} is compared with something of another kind.",
    ),
    (
        AT + r": (?P<fact>[\w.]+) has no (?P<what>codes|ranges)",
        "{at}表的「{fact_zh}」列写法有误，请按该列的填写方式填写。",
        "The table of {at_en}: the column {fact} holds no {what}.",
    ),
    (
        AT + r": the condition is nested too deeply or has too many leaves",
        "{at}的条件嵌套过深或过多。",
        "{at_en}: the condition is too deep or too long.",
    ),
    (
        r"(?P<path>.+): not understood: (?P<said>.*)",
        "导入文件中「{path}」未能识别：{said}。请修改文件，或说明理由。",
        "{path} of the document was not understood: {said}. Mend it, or excuse it with a reason.",
    ),
)
