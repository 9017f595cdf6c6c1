"""Verbs of the room: take in a case, hand it over, take in its answer, and post a notice to the mailbox."""

from internetfiliale.actions.handing_over import HandedOver, hand_over_cases
from internetfiliale.actions.importing import Imported, import_case_status
from internetfiliale.actions.notices import post_notice
from internetfiliale.actions.submitting import SomebodyElsesCase, SubmittedCase, submit_case
from internetfiliale.core_system.exchange import InboxAway

__all__ = [
    "HandedOver",
    "Imported",
    "InboxAway",
    "SomebodyElsesCase",
    "SubmittedCase",
    "hand_over_cases",
    "import_case_status",
    "post_notice",
    "submit_case",
]
