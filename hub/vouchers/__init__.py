"""From the application to the voucher a holder may spend."""

from hub.vouchers import opening, per_order_errors
from hub.vouchers.applications import (
    decision_of,
    refuse_where_region_is_master,
    start_application,
    submit_application,
    upload_stamped_form,
    withdraw_application,
)
from hub.vouchers.asked import form_of, remembered
from hub.vouchers.asked_rules import AskedField, AskedForm, AskedPart, answered, faults, lacking
from hub.vouchers.attached import Line, get_file, list_lines, read_attached
from hub.vouchers.entitlements import Entitlement, HeldVoucher, held_vouchers, what_may_i_spend
from hub.vouchers.errors import ApplicationDenied, ApplicationMasteredByRegion, FormIncomplete, ReasonMissing
from hub.vouchers.explaining import explain_entitlements
from hub.vouchers.grants import Mirrored, grant_instrument, mirror_instrument
from hub.vouchers.jobs import ask_for_mirror
from hub.vouchers.mirroring import mirrored_home, way_to_region
from hub.vouchers.models import ApplicationFile, Instrument, VoucherApplication
from hub.vouchers.modes import is_direct_only, modes_issued, registers_uses
from hub.vouchers.papers import attach_file, open_slots, remove_file, require_editable
from hub.vouchers.per_order import (
    OrderSide,
    YearsAllowance,
    about_order,
    allowance_of,
    applications_of_orders,
    describe_order,
    give_back_unused,
    is_per_order,
    live_application,
    refuse_used_up,
    serve_orders,
)
from hub.vouchers.per_order_models import OrderApplication
from hub.vouchers.printing import sheet_of
from hub.vouchers.queries import (
    application_of,
    count_applications,
    find_application_of_year,
    get_application,
    get_instrument,
    holders_of_applications,
    instrument_by_id,
    list_applications,
    list_files,
    list_instruments,
)
from hub.vouchers.questions import answer_now, application_question
from hub.vouchers.relocating import relocate_holder
from hub.vouchers.review import approve_application, reject_application, return_application, reviewing_roles
from hub.vouchers.revising import revise_application
from hub.vouchers.rules import STAMPED_FORM, why_not_valid
from hub.vouchers.showing import ApplicationView, show_application
from hub.vouchers.slices import QuotaStanding, apply_for_amount, is_in_slices, standing_of
from hub.vouchers.slot_files import store_into_slot
from hub.vouchers.staged import decide_stage, end_with_order, is_staged, pending_review
from hub.vouchers.years import YearRow, years_of

__all__ = [
    "STAMPED_FORM",
    "ApplicationDenied",
    "ApplicationFile",
    "ApplicationMasteredByRegion",
    "ApplicationView",
    "AskedField",
    "AskedForm",
    "AskedPart",
    "Entitlement",
    "FormIncomplete",
    "HeldVoucher",
    "Instrument",
    "Line",
    "Mirrored",
    "OrderApplication",
    "OrderSide",
    "QuotaStanding",
    "ReasonMissing",
    "VoucherApplication",
    "YearRow",
    "YearsAllowance",
    "about_order",
    "allowance_of",
    "answer_now",
    "answered",
    "application_of",
    "application_question",
    "applications_of_orders",
    "apply_for_amount",
    "approve_application",
    "ask_for_mirror",
    "attach_file",
    "count_applications",
    "decide_stage",
    "decision_of",
    "describe_order",
    "end_with_order",
    "explain_entitlements",
    "faults",
    "find_application_of_year",
    "form_of",
    "get_application",
    "get_file",
    "get_instrument",
    "give_back_unused",
    "grant_instrument",
    "held_vouchers",
    "holders_of_applications",
    "instrument_by_id",
    "is_direct_only",
    "is_in_slices",
    "is_per_order",
    "is_staged",
    "lacking",
    "list_applications",
    "list_files",
    "list_instruments",
    "list_lines",
    "live_application",
    "mirror_instrument",
    "mirrored_home",
    "modes_issued",
    "open_slots",
    "opening",
    "pending_review",
    "per_order_errors",
    "read_attached",
    "refuse_used_up",
    "refuse_where_region_is_master",
    "registers_uses",
    "reject_application",
    "relocate_holder",
    "remembered",
    "remove_file",
    "require_editable",
    "return_application",
    "reviewing_roles",
    "revise_application",
    "serve_orders",
    "sheet_of",
    "show_application",
    "standing_of",
    "start_application",
    "store_into_slot",
    "submit_application",
    "upload_stamped_form",
    "way_to_region",
    "what_may_i_spend",
    "why_not_valid",
    "withdraw_application",
    "years_of",
]
