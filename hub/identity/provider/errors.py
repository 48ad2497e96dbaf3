"""What people read when a login for a portal cannot go on here. Programs get the errors of the standards instead."""

from hub.kernel.errors import HubError


class PortalRequestRefused(HubError):
    """The request names no client or address that is registered, so nobody is sent anywhere."""

    status = 400
    code = "portal.request_refused"
    zh = "该应用发来的登录请求不能使用，您没有被登录，也没有被跳转。"
    zh += "请返回该应用重试；仍不成功时请告知编号 {correlation}。"
    en = "The request of this application cannot be used: you were not signed in and not sent on. "
    en += "Go back and try again, and if it fails again tell us the number {correlation}."


class PortalRequestExpired(HubError):
    """The request took too long, or belongs to another browser."""

    status = 400
    code = "portal.request_expired"
    zh = "该登录请求已过期，或不是在此浏览器中发起的。请返回应用重新登录。（编号 {correlation}）"
    en = "This sign-in has expired or began in another browser: go back to the application and start again"
    en += " (number {correlation})."


class SessionOver(HubError):
    """The session ended, here or at its region, in the moment in which a portal was to be let in by it."""

    code = "portal.session_over"
    zh = "您的登录刚刚已结束，没有登录到该应用。请返回应用重新登录。"
    en = "Your session has just ended, so you were not signed in there: go back to the application and start again."


class LogoutRequestRefused(HubError):
    """The logout request names an address that is not registered, or a token that is not ours."""

    status = 400
    code = "portal.logout_refused"
    zh = "该应用发来的退出请求不能使用，您没有被跳转；您在本平台的登录没有改变。（编号 {correlation}）"
    en = "The logout request of this application cannot be used: you were not sent on and are signed in here as before"
    en += " (number {correlation})."
