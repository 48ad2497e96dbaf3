"""What people read when they cannot sign in, register, or do something about an account."""

from hub.kernel.errors import Forbidden, HubError, Invalid, NotFound, Refused


class OrganizationNotFound(NotFound):
    """No unit has this id or code."""

    code = "organization.unknown"
    zh = "没有找到该单位，请核对统一社会信用代码。"
    en = "There is no such unit; check the unified social credit code."


class AccountNotFound(NotFound):
    """No account has this id or username."""

    code = "account.unknown"
    zh = "没有找到该账号。"
    en = "There is no such account."


class SignInRefused(HubError):
    """Unknown account, wrong password or disabled account: one text for all of them."""

    status = 422
    code = "account.sign_in_refused"
    zh = "用户名或密码不正确，请核对后重试。忘记密码请使用「忘记密码」。"
    en = "The username or the password is wrong. If you forgot it, use the link below the form."


class TooManyTries(HubError):
    """The account, phone or address is locked for a while."""

    status = 429
    code = "account.too_many_tries"
    zh = "尝试次数过多，已暂停 15 分钟，请稍后再试。"
    en = "Too many tries: paused for 15 minutes. Try again later."

    @property
    def retry_after_s(self) -> int:
        """Seconds after which trying again makes sense."""
        return int(self.values.get("seconds", 900))


class TooSoon(TooManyTries):
    """Several sign-ins failed: the next one waits a few seconds, longer each time."""

    code = "account.too_soon"
    zh = "登录失败次数较多，请等待 {seconds} 秒后再试。"
    en = "Several sign-ins failed: wait {seconds} seconds and try again."


class AwaitsReview(Forbidden):
    """The registration is being reviewed: nobody signs in before it is approved (JS-21)."""

    code = "account.awaits_review"
    zh = "您的注册申请 {no} 正在审核中，预计不晚于 {until} 完成，结果将以短信通知；审核通过后即可登录。"
    en = "Your registration {no} is being reviewed, by {until} at the latest; you will be told by text message and can "
    en += "sign in once it is approved."


class CodeRefused(HubError):
    """A code from a text or an authenticator is wrong, used, expired, or was sent for something else."""

    status = 422
    code = "account.code_refused"
    zh = "验证码不正确或已失效，请核对后重新输入，或重新获取。"
    en = "The code is wrong or no longer valid: enter it again or ask for a new one."


class NoPhoneOnRecord(Refused):
    """A code cannot be sent because no phone is known."""

    code = "account.no_phone"
    zh = "您的账号没有登记手机号码，无法发送验证码，请联系本单位管理员或登录所用的地区平台补登。"
    en = "No phone is on record for you, so no code can be sent: ask your administrator or your region's platform."


class SecondFactorNeeded(Refused):
    """Staff cannot do without an authenticator, and recovery codes stand in for one that is there."""

    code = "account.second_factor_needed"
    zh = "管理人员必须使用身份验证器；恢复码只能在登记身份验证器之后使用。可以更换，不能移除。"
    en = "Staff need an authenticator, and recovery codes stand in for one. Replace it instead."


class SecondFactorThere(Refused):
    """This key was confirmed before: its recovery codes are shown once."""

    code = "account.second_factor_there"
    zh = "该身份验证器已登记，恢复码只显示一次；需要新的恢复码请点「重新生成恢复码」。"
    en = "This authenticator is registered already and its codes were shown once; renew the codes if you need new ones."


class SecondFactorMissing(Forbidden):
    """The account must have an authenticator and has none: a text message alone cannot open it again."""

    code = "account.second_factor_missing"
    zh = "该账号为管理人员账号且尚未登记身份验证器，不能仅凭短信重置密码，请携带证明材料联系安全管理员。"
    en = "A staff account without an authenticator cannot be reset by a text alone: ask the security administrator."


class NobodyToRecover(Refused):
    """The unit's people come in by a region, or it has no administrator with a hub account."""

    code = "account.nobody_to_recover"
    zh = "该单位没有可在此找回的枢纽账号：使用地区平台账号的，请在该平台找回；其他情况请联系注册所在地科技主管部门。"
    en = "This unit has no hub account to recover: recover a region's account at that region; otherwise ask the office "
    en += "of your area."


class PasswordRefused(Invalid):
    """The password does not meet the rules; the sentence says which."""

    code = "account.password_refused"
    zh = "{why_zh}"
    en = "{why_en}"


class UsernameRefused(Invalid):
    """The username has characters that are not allowed, or is too short."""

    code = "account.username_refused"
    zh = "用户名应为 2 至 40 个字符，可用字母、数字、汉字和 _ . -，并以字母、数字或汉字开头。"
    en = "A username has 2 to 40 letters, digits, Chinese characters, _ . or -, and begins with none of the last three."


class UsernameTaken(Refused):
    """Somebody has this username."""

    code = "account.username_taken"
    zh = "该用户名已被使用，请换一个。"
    en = "This username is taken; choose another."


class AlreadyRegistered(Refused):
    """The unit is known to the hub; its people are not named (S23)."""

    code = "account.organization_exists"
    zh = "该统一社会信用代码的单位已注册。请由本单位的管理员在「账号 - 本单位人员」中为您开通；"
    zh += "不知道管理员是谁时，请携带营业执照联系注册所在地的科技主管部门。"
    en = "A unit with this code is registered. Its administrator can add you on its account pages; if you do not know "
    en += "who that is, bring the business licence to the science and technology office of your area."


class CodeFailsCheck(Invalid):
    """The check character of a code is wrong, and no office has admitted it for this phone (G-46)."""

    code = "account.code_fails_check"
    zh = "统一社会信用代码的校验位有误，请对照营业执照核对；确为早年发放的旧代码时，请先提交「旧代码登记」。"
    en = "The check character of the code is wrong: compare it with the licence. If it is an old code that was issued "
    en += "this way, ask the office to admit it first."


class CodeNeedsNoOffice(Refused):
    """The code passes the check, or was admitted before: it can be registered at once."""

    code = "account.code_needs_no_office"
    zh = "该统一社会信用代码可以直接注册，不需要办理旧代码登记，请返回注册页面。"
    en = "This code can be registered at once and needs no office: go back to the registration."


class IndividualRegistered(Refused):
    """The person is known to the hub; what they are called here is not said."""

    code = "account.individual_exists"
    zh = "该证件号码已注册，请直接登录；忘记用户名或密码请使用「忘记密码」，手机已停用请使用「找回资料」。"
    en = "This identity number is registered: sign in. If you forgot the username or password, or lost the phone, use "
    en += "the links on the sign-in page."


class RegisterAtRegion(Refused):
    """The area's enterprises come in by their region."""

    code = "account.register_at_region"
    zh = "注册所在地为{area}的企业不在本平台注册，请返回登录页选择「{region}」，用已有的地区账号登录。"
    en = "Enterprises of {area} do not register here: go to the sign-in page, choose {region} and use that account."


class RolesClash(Refused):
    """One person may not hold both roles (contracts.md §9)."""

    code = "role.clash"
    zh = "同一人不能同时担任「{one}」和「{other}」，请另行指定人员。"
    en = "One person may not hold both {one} and {other}; name somebody else."


class LoginFailed(HubError):
    """A login through a region did not come to a session; the page names a correlation id and nothing else."""

    status = 400
    code = "account.region_login_failed"
    zh = "登录未完成：返回的信息未通过校验或已失效。请回到登录页重新开始；仍不成功时请告知编号 {correlation}。"
    en = "You are not signed in: what came back failed a check or had expired. Start again from the sign-in page, and "
    en += "if it fails again tell us the number {correlation}."


class LoginDenied(Refused):
    """The region's assertion cannot lead to an account here."""

    status = 403
    code = "account.login_denied"
    zh = "{why_zh}（编号 {correlation}）"
    en = "{why_en} (number {correlation})"


class TokenRefused(HubError):
    """The access token is unknown, expired or revoked, or its owner may no longer sign in."""

    status = 401
    code = "token.refused"
    zh = "访问令牌无效或已过期，请重新创建。"
    en = "The access token is not valid or has expired; create a new one."


class ScopeUnknown(Invalid):
    """A token was asked for with a scope that people cannot give."""

    code = "token.scope_unknown"
    zh = "请至少选择一项授权范围，且只能从列表中选择。"
    en = "Choose at least one scope, and only from the list."


class DivisionFrozen(Refused):
    """注册所在地不得擅自更改 (CSJ-12, G-32)."""

    code = "holder.division_frozen"
    zh = "注册所在地自注册成功起不得更改；单位迁址请联系注册所在地的科技主管部门办理。"
    en = "The place of registration cannot be changed after registration; for a relocation contact the area's office."
