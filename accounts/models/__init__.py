"""Users and their sessions; registrations and the letters they lead to."""

from accounts.models.letters import LetterInReview, LetterProgress, PinLetter
from accounts.models.registration import Registration, RegistrationDay, RegistrationMismatch
from accounts.models.users import Session, User, UserManager

__all__ = [
    "LetterInReview",
    "LetterProgress",
    "PinLetter",
    "Registration",
    "RegistrationDay",
    "RegistrationMismatch",
    "Session",
    "User",
    "UserManager",
]
