"""Stages and roles as the sentences of refusals name them."""

from schemas.terms import ReviewStage, Role

STAGES = {
    ReviewStage.INITIAL: ("初审", "first check"),
    ReviewStage.SECOND: ("复审", "second check"),
    ReviewStage.FORMAL: ("形式审查", "formal check"),
    ReviewStage.EXPERT: ("专家评审", "expert review"),
    ReviewStage.ASSESSMENT: ("核定", "assessment"),
}
ROLES = {
    Role.REVIEWER_INITIAL: ("初审人员", "the first reviewer"),
    Role.ASSESSOR: ("区域核定人员", "the area's assessor"),
    Role.AGENCY: ("专业机构", "the agency"),
    Role.EXPERT: ("受指派的专家", "the expert asked"),
    Role.PROVINCE_CENTER: ("省统筹中心", "the province's center"),
}


def stage_words(stage: ReviewStage) -> dict[str, str]:
    """``stage`` and ``stage_en`` for a refusal."""
    zh, en = STAGES[stage]
    return {"stage": zh, "stage_en": en}


def who_words(role: Role, name: str | None) -> dict[str, str]:
    """``who`` and ``who_en`` for a refusal: the person asked, else the role."""
    zh, en = (name, name) if name else ROLES.get(role, (role.value, role.value))
    return {"who": zh, "who_en": en}
