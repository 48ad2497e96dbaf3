"""From the application to the voucher a holder may spend."""

from hub.vouchers.applications import (
    attach_file,
    decision_of,
    open_slots,
    refuse_where_region_is_master,
    remove_file,
    start_application,
    submit_application,
    upload_stamped_form,
    withdraw_application,
)
from hub.vouchers.attached import Line, get_file, list_lines, read_attached
from hub.vouchers.entitlements import Entitlement, HeldVoucher, held_vouchers, what_may_i_spend
from hub.vouchers.errors import ApplicationDenied, ApplicationMasteredByRegion, ReasonMissing
from hub.vouchers.explaining import explain_entitlements
from hub.vouchers.grants import Mirrored, grant_instrument, mirror_instrument
from hub.vouchers.jobs import ask_for_mirror
from hub.vouchers.mirroring import mirrored_home, way_to_region
from hub.vouchers.models import ApplicationFile, Instrument, VoucherApplication
from hub.vouchers.modes import is_direct_only, modes_issued
from hub.vouchers.queries import (
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
from hub.vouchers.review import approve_application, reject_application, return_application, reviewing_roles
from hub.vouchers.rules import STAMPED_FORM, why_not_valid
from hub.vouchers.showing import ApplicationView, show_application
from hub.vouchers.slices import QuotaStanding, apply_for_amount, is_in_slices, quota_homes, standing_of

__all__ = [
    "STAMPED_FORM",
    "ApplicationDenied",
    "ApplicationFile",
    "ApplicationMasteredByRegion",
    "ApplicationView",
    "Entitlement",
    "HeldVoucher",
    "Instrument",
    "Line",
    "Mirrored",
    "QuotaStanding",
    "ReasonMissing",
    "VoucherApplication",
    "answer_now",
    "application_question",
    "apply_for_amount",
    "approve_application",
    "ask_for_mirror",
    "attach_file",
    "count_applications",
    "decision_of",
    "explain_entitlements",
    "find_application_of_year",
    "get_application",
    "get_file",
    "get_instrument",
    "grant_instrument",
    "held_vouchers",
    "holders_of_applications",
    "instrument_by_id",
    "is_direct_only",
    "is_in_slices",
    "list_applications",
    "list_files",
    "list_instruments",
    "list_lines",
    "mirror_instrument",
    "mirrored_home",
    "modes_issued",
    "open_slots",
    "quota_homes",
    "read_attached",
    "refuse_where_region_is_master",
    "reject_application",
    "remove_file",
    "return_application",
    "reviewing_roles",
    "show_application",
    "standing_of",
    "start_application",
    "submit_application",
    "upload_stamped_form",
    "way_to_region",
    "what_may_i_spend",
    "why_not_valid",
    "withdraw_application",
]
