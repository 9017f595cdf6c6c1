"""Users, second factors, invitations, sessions; registrations, their letters, and what PINs are checked against."""

from accounts.models.batches import PrintBatch, PrintPart
from accounts.models.credentials import PinCredential
from accounts.models.factors import SecondFactor, StaffInvitation
from accounts.models.letters import LetterInReview, LetterProgress, PinLetter
from accounts.models.registration import Registration, RegistrationDay, RegistrationMismatch
from accounts.models.users import Session, User, UserManager

__all__ = [
    "LetterInReview",
    "LetterProgress",
    "PinCredential",
    "PinLetter",
    "PrintBatch",
    "PrintPart",
    "Registration",
    "RegistrationDay",
    "RegistrationMismatch",
    "SecondFactor",
    "Session",
    "StaffInvitation",
    "User",
    "UserManager",
]
