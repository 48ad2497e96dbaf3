"""What people read when an account of a region cannot be bound, connected or removed."""

from hub.kernel.errors import NotFound, Refused


class LinkTicketRefused(Refused):
    """The bind page was opened in another browser, too late, or after it was used."""

    status = 410
    code = "account.link_ticket_refused"
    zh = "绑定页面已失效：它只能在登录地区平台的同一浏览器中使用一次，15 分钟内有效。请回到登录页，从地区平台重新登录。"
    en = "This page no longer works: it can be used once, for 15 minutes, in the browser that signed in at the region. "
    en += "Go to the sign-in page and sign in at your region again."


class LinkNeedsPassword(Refused):
    """The old account's password comes before the code."""

    code = "account.link_password_first"
    zh = "请先填写原有账号和密码，再获取验证码。"
    en = "Enter your old account and password before asking for a code."


class LinkOtherUnit(Refused):
    """The account is real, and belongs to another unit."""

    code = "account.link_other_unit"
    zh = "该账号不属于「{unit}」，不能与本次登录的地区账号绑定。请使用本单位的原有账号。"
    en = "This account does not belong to {unit} and cannot be bound: use an old account of that unit."


class LinkNeedsOffice(Refused):
    """The region named no phone, so that no code can prove who is there."""

    code = "account.link_needs_office"
    zh = "地区平台没有提供您的手机号码，无法发送验证码。"
    zh += "请在下方上传营业执照或授权书，由注册所在地的科技主管部门核实后绑定。"
    en = "The region gave no phone number for you, so no code can be sent. Upload the business licence or a letter of "
    en += "authorization below: the office of your area checks it and binds the account."


class AlreadyLinked(Refused):
    """Somebody, perhaps this person in another tab, bound the same account of the region first."""

    code = "account.already_linked"
    zh = "该地区账号刚刚已被绑定，请从登录页用它登录。"
    en = "This account of the region has just been bound: sign in with it from the sign-in page."


class ConnectRefused(Refused):
    """The region's account cannot be connected to the account signed in here."""

    status = 403
    code = "account.connect_refused"
    zh = "未连接：{why_zh}（编号 {correlation}）"
    en = "Not connected: {why_en} (number {correlation})"


class LastWayIn(Refused):
    """An account that nobody can open any more helps nobody."""

    code = "account.last_way_in"
    zh = "这是您登录本枢纽的唯一方式，不能解除。请先连接另一个地区账号，再解除这一个。"
    en = "This is your only way to sign in, so it cannot be removed. Connect another region's account first."


class IdentityNotFound(NotFound):
    """No such account of a region is bound to this person."""

    code = "account.identity_unknown"
    zh = "没有找到该地区账号，它可能已解除绑定。"
    en = "There is no such account of a region here; it may have been removed already."


class BankDataLocked(Refused):
    """Contact or ways in changed a short while ago."""

    code = "account.bank_locked"
    zh = "登录方式或接收验证码的手机刚刚变更，为保障资金安全，{until} 之前不能修改收款账户。"
    zh += "如非本人操作，请立即联系科技主管部门。"
    en = "The ways to sign in or the phone for codes were changed: the bank account cannot be changed before {until}. "
    en += "If that was not you, tell the office of your area at once."
