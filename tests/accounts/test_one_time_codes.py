"""One-time codes: the vectors of RFC 6238, one step early or late, never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.one_time_codes import address, as_text, code_at, digits_of, matching_step, new_key, step_at

KEY = b"12345678901234567890"
NOW = datetime(2026, 11, 26, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_code_is_that_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(KEY, datetime.fromtimestamp(seconds, UTC)) == code


@pytest.mark.parametrize(("late", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_code_counts_one_step_early_or_late(late: int, counts: bool) -> None:
    code = code_at(KEY, NOW - timedelta(seconds=late))

    step = matching_step(KEY, code, NOW, after=-1)

    assert step == (step_at(NOW) - late // 30 if counts else None)


def test_code_of_a_used_step_does_not_count_again() -> None:
    assert matching_step(KEY, code_at(KEY, NOW), NOW, after=step_at(NOW)) is None


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123 456", "123456"),
        (" 012345\n", "012345"),
        ("12345", None),
        ("1234567", None),
        ("12345a", None),
        ("١٢٣٤٥٦", None),
    ],
)
def test_digits_are_read_with_blanks_and_from_nothing_else(typed: str, digits: str | None) -> None:
    assert digits_of(typed) == digits


def test_key_is_told_in_groups_and_as_an_address() -> None:
    text = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"

    assert as_text(KEY) == text
    assert address(KEY, "s.sander") == (
        f"otpauth://totp/IKK-Portal:s.sander?secret={text.replace(' ', '')}&issuer=IKK-Portal"
    )


def test_keys_are_random() -> None:
    assert len({new_key() for _ in range(20)}) == 20
