"""Rules about the directory of laboratories that three regions recognise of each other (TJ-31, TJ-32)."""

from adapters.policy_parts import WITH_VOUCHER
from schemas.conditions import AnyOf, Compare
from schemas.policy import Basis, Phase, Rule

WORDS: dict[Phase, tuple[str, str]] = {
    "order": (
        "服务机构须在本市，或下单日在三地互认的开放实验室目录中。",
        "The institution must be of the city itself, or in the directory of recognised laboratories on the day of the "
        "order.",
    ),
    "application": (
        "服务机构须在本市，或申请日仍在三地互认的开放实验室目录中；退出目录之后不再受理申请。",
        "The institution must be of the city itself, or still be in the directory of recognised laboratories on the "
        "day of the application.",
    ),
}


def catalogue_rules(region: str, basis: Basis) -> list[Rule]:
    """A seller of another region counts while the directory lists it, on the day of the order and of applying."""
    return [
        Rule(
            f"{phase}.seller_in_catalogue",
            phase,
            AnyOf(
                (
                    Compare("order.seller_region", "==", region),
                    Compare(f"{phase}.seller_in_catalogue", "==", True),
                )
            ),
            basis,
            zh,
            en,
            when=WITH_VOUCHER if phase == "order" else None,
        )
        for phase, (zh, en) in WORDS.items()
    ]
