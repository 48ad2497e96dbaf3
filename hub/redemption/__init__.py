"""Redemptions (兑付): from draft over the review chain and the public notice to what the treasuries pay."""

from hub.redemption import (
    auditing,
    bulk,
    clawback,
    dispute_models,
    disputed_lines,
    disputes,
    recovering,
    settling_disputes,
    spot_checks,
    undoing,
    window,
    withholding,
)
from hub.redemption.agreeing import agree_redemption, refuse_redemption
from hub.redemption.allocating import allocate, grid_as, preview_allocation, supplement
from hub.redemption.allocation_rules import Grid
from hub.redemption.assessing import (
    assess_redemption,
    assign_expert,
    draw_expert,
    give_opinion,
    may_end,
    reject_redemption,
    return_redemption,
)
from hub.redemption.chain import decision_of, parties_of
from hub.redemption.contracts import add_contract, contract_slot
from hub.redemption.direct import category_words, direct_vouchers, draft_direct, list_sellers, list_types
from hub.redemption.drafting import draft_redemption, redeemable_states
from hub.redemption.editing import describe_redemption, restore_edition
from hub.redemption.editing_errors import EditedMeanwhile
from hub.redemption.edition_models import RedemptionEdition
from hub.redemption.editions import list_editions
from hub.redemption.errors import RedemptionUnknown, SubmissionIncomplete
from hub.redemption.faces import face_of, payer_on
from hub.redemption.gates import faults_of, findings
from hub.redemption.models import Invoice, InvoiceOrder, Material, Paper, Receipt, Redemption, RedemptionOrder
from hub.redemption.notice_models import (
    NoticeLine,
    NoticeState,
    Objection,
    ObjectionState,
    PublicNotice,
    Reversal,
    ReversalState,
)
from hub.redemption.notices import closing_instant, fingerprint, is_intact, publish_notice
from hub.redemption.objections import decide_objection, file_objection
from hub.redemption.of_uses import begin_for_use, fill_invoice
from hub.redemption.paper_errors import PaperUnknown
from hub.redemption.paper_gate import paper_role
from hub.redemption.paper_models import PaperReceived
from hub.redemption.paper_sheet import sheet_of
from hub.redemption.papers import (
    add_invoice,
    add_receipt,
    attach_material,
    invoice_rule,
    receipt_rule,
    remove_invoice,
    remove_receipt,
    slot_rule,
)
from hub.redemption.parts import Parts, parts_of
from hub.redemption.paying import (
    mark_batched,
    mark_instructed,
    mark_paid,
    mark_returned,
    mark_unbatched,
)
from hub.redemption.periods import RedemptionPeriod, add_period, list_periods, remove_period
from hub.redemption.pieces import add_piece, begin_upload, finish_upload
from hub.redemption.queries import (
    TABS,
    RedemptionPage,
    find_redemption,
    get_notice,
    get_redemption,
    list_held,
    list_notices,
    list_objections,
    list_ready_for_notice,
    list_redemptions,
    notice_by_id,
    redemption_by_id,
    redemption_of_invoice,
    redemptions_on,
)
from hub.redemption.questions import answer_now, question_of
from hub.redemption.receiving import receive_paper
from hub.redemption.redeemables import (
    Redeemable,
    RowResult,
    count_of_other_side,
    list_redeemables,
    submit_redeemables,
)
from hub.redemption.releasing import MAY_RELEASE, record_refused_release, release_held
from hub.redemption.reversing import (
    AWARDED,
    MAY_CONFIRM,
    MAY_PROPOSE,
    confirm_reversal,
    find_proposed,
    list_reversals,
    list_reversals_to_confirm,
    propose_reversal,
)
from hub.redemption.rules import slots_of
from hub.redemption.states import EDITABLE, LEGAL_MOVES, WITHDRAWABLE
from hub.redemption.submitting import resubmit_redemption, submit_redemption, withdraw
from hub.redemption.supplementing import supplement_apart

__all__ = [
    "AWARDED",
    "EDITABLE",
    "LEGAL_MOVES",
    "MAY_CONFIRM",
    "MAY_PROPOSE",
    "MAY_RELEASE",
    "TABS",
    "WITHDRAWABLE",
    "EditedMeanwhile",
    "Grid",
    "Invoice",
    "InvoiceOrder",
    "Material",
    "NoticeLine",
    "NoticeState",
    "Objection",
    "ObjectionState",
    "Paper",
    "PaperReceived",
    "PaperUnknown",
    "Parts",
    "PublicNotice",
    "Receipt",
    "Redeemable",
    "Redemption",
    "RedemptionEdition",
    "RedemptionOrder",
    "RedemptionPage",
    "RedemptionPeriod",
    "RedemptionUnknown",
    "Reversal",
    "ReversalState",
    "RowResult",
    "SubmissionIncomplete",
    "add_contract",
    "add_invoice",
    "add_period",
    "add_piece",
    "add_receipt",
    "agree_redemption",
    "allocate",
    "answer_now",
    "assess_redemption",
    "assign_expert",
    "attach_material",
    "auditing",
    "begin_for_use",
    "begin_upload",
    "bulk",
    "category_words",
    "clawback",
    "closing_instant",
    "confirm_reversal",
    "contract_slot",
    "count_of_other_side",
    "decide_objection",
    "decision_of",
    "describe_redemption",
    "direct_vouchers",
    "dispute_models",
    "disputed_lines",
    "disputes",
    "draft_direct",
    "draft_redemption",
    "draw_expert",
    "face_of",
    "faults_of",
    "file_objection",
    "fill_invoice",
    "find_proposed",
    "find_redemption",
    "findings",
    "fingerprint",
    "finish_upload",
    "get_notice",
    "get_redemption",
    "give_opinion",
    "grid_as",
    "invoice_rule",
    "is_intact",
    "list_editions",
    "list_held",
    "list_notices",
    "list_objections",
    "list_periods",
    "list_ready_for_notice",
    "list_redeemables",
    "list_redemptions",
    "list_reversals",
    "list_reversals_to_confirm",
    "list_sellers",
    "list_types",
    "mark_batched",
    "mark_instructed",
    "mark_paid",
    "mark_returned",
    "mark_unbatched",
    "may_end",
    "notice_by_id",
    "paper_role",
    "parties_of",
    "parts_of",
    "payer_on",
    "preview_allocation",
    "propose_reversal",
    "publish_notice",
    "question_of",
    "receipt_rule",
    "receive_paper",
    "record_refused_release",
    "recovering",
    "redeemable_states",
    "redemption_by_id",
    "redemption_of_invoice",
    "redemptions_on",
    "refuse_redemption",
    "reject_redemption",
    "release_held",
    "remove_invoice",
    "remove_period",
    "remove_receipt",
    "restore_edition",
    "resubmit_redemption",
    "return_redemption",
    "settling_disputes",
    "sheet_of",
    "slot_rule",
    "slots_of",
    "spot_checks",
    "submit_redeemables",
    "submit_redemption",
    "supplement",
    "supplement_apart",
    "undoing",
    "window",
    "withdraw",
    "withholding",
]
