"""Verbs of the room: take in a case, and post a notice to the mailbox."""

from internetfiliale.actions.notices import post_notice
from internetfiliale.actions.submitting import SomebodyElsesCase, SubmittedCase, submit_case

__all__ = ["SomebodyElsesCase", "SubmittedCase", "post_notice", "submit_case"]
