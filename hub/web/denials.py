"""Why an assertion of a region led nowhere, in both languages; what was asserted itself is not said."""

from hub.identity import Denial

DENIALS = {
    Denial.NO_UNIT: (
        "该账号没有对应的单位信息，请使用法人单位账号登录。",
        "This account names no unit: sign in with the account of a legal entity.",
    ),
    Denial.BAD_USCC: (
        "地区平台返回的统一社会信用代码校验不通过，请联系该平台更正单位信息后再登录。",
        "The unified social credit code that the platform returned is wrong: have the platform correct it.",
    ),
    Denial.OTHER_UNIT: (
        "该账号此前属于另一家单位，为保护双方信息未予登录，请联系注册所在地的科技主管部门核实。",
        "This account belonged to another unit before, so you were not signed in; ask your area's office to check.",
    ),
    Denial.DISABLED: (
        "您在本枢纽的账号已停用或尚待审核，请联系本单位管理员。",
        "Your account here is disabled or still under review: ask your unit's administrator.",
    ),
    Denial.ELSEWHERE: (
        "您的单位注册在其他地区，请返回登录页选择注册所在地的平台，或使用枢纽账号。",
        "Your unit is registered in another region: choose that region's platform, or use a hub account.",
    ),
    Denial.LINK_ONLY: (
        "该平台的账号只能与您的账号连接，不能用来登录本枢纽，请返回登录页选择其他方式。",
        "An account of this platform can be connected to yours, but nobody signs in with it: choose another way.",
    ),
    Denial.NOT_YOUR_UNIT: (
        "您在地区平台登录的账号不属于您现在代表的单位，统一社会信用代码不一致。",
        "The account you used at the platform is not of the unit you act for here: the social credit codes differ.",
    ),
    Denial.ALREADY_YOURS: (
        "该地区账号已经与您的账号连接。",
        "This account of the region is connected to yours already.",
    ),
    Denial.SOMEBODY_ELSES: (
        "该地区账号已与本枢纽的另一个账号绑定，须先在那个账号中解除。",
        "This account of the region is bound to another account of the hub: it must be removed there first.",
    ),
}
