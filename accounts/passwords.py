"""What a password may not be, in words that say what to do."""

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator

_NOT_ALIKE = "Das Passwort darf Ihrem Namen oder Benutzernamen nicht ähneln."


class NotLikeTheName(UserAttributeSimilarityValidator):
    """Django's own rule for our names; its German text speaks of „Informationen“ and says nobody which."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "given_name", "family_name"))

    def get_error_message(self) -> str:
        return _NOT_ALIKE

    def get_help_text(self) -> str:
        return _NOT_ALIKE
