"""Forms of several pages, kept nowhere: one question after the other, then all answers, then the last button."""

from ikk_portal.platform.question_pages.draft import Draft, Question
from ikk_portal.platform.question_pages.pages import QuestionPages

__all__ = ["Draft", "Question", "QuestionPages"]
