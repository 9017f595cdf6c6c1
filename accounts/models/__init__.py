"""Users, second factors, invitations, sessions; registrations, their letters, and what PINs are checked against."""

from accounts.models.batches import PrintBatch, PrintPart
from accounts.models.credentials import PinCredential, WrongTries
from accounts.models.factors import SecondFactor, StaffInvitation
from accounts.models.letters import (
    LetterAtThePhone,
    LetterInReview,
    LetterProgress,
    LetterToPrint,
    PinLetter,
    ReturnedLetter,
)
from accounts.models.registration import Registration, RegistrationDay, RegistrationMismatch
from accounts.models.users import Session, User, UserManager

__all__ = [
    "LetterAtThePhone",
    "LetterInReview",
    "LetterProgress",
    "LetterToPrint",
    "PinCredential",
    "PinLetter",
    "PrintBatch",
    "PrintPart",
    "Registration",
    "RegistrationDay",
    "RegistrationMismatch",
    "ReturnedLetter",
    "SecondFactor",
    "Session",
    "StaffInvitation",
    "User",
    "UserManager",
    "WrongTries",
]
