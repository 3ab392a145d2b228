"""Check digits of local government codes and of corporate numbers.

Sources of the rules:

- Local government code: 総務省「全国地方公共団体コード仕様」, the six-digit form of
  JIS X 0401 (prefecture, two digits) and JIS X 0402 (municipality, three digits).
- Corporate number: 法人番号の指定等に関する省令 (平成26年財務省令第70号) 第2条.
"""

from __future__ import annotations

JIS_CODE_LENGTH = 5
CORPORATE_BASE_LENGTH = 12
# National bodies and local governments have 0000 + 20 in front of their own code.
LOCAL_GOVERNMENT_PREFIX = "000020"


def _require_digits(text: str, length: int) -> None:
    if len(text) != length or not (text.isascii() and text.isdigit()):
        raise ValueError(f"expected {length} ASCII digits, got {text!r}")


def code_check_digit(jis_code: str) -> str:
    """Return the check digit of a five-digit area code.

    The digits are weighted 6, 5, 4, 3, 2 and summed; the check digit is the last
    digit of 11 minus the remainder of the sum by 11.

    Args:
        jis_code: two digits of JIS X 0401 and three of JIS X 0402.

    Raises:
        ValueError: if ``jis_code`` is not five digits.
    """
    _require_digits(jis_code, JIS_CODE_LENGTH)
    total = sum(
        int(digit) * weight for digit, weight in zip(jis_code, (6, 5, 4, 3, 2), strict=True)
    )
    return str(11 - total % 11)[-1]


def full_code(jis_code: str) -> str:
    """Return the six-digit code: ``jis_code`` followed by its check digit.

    Raises:
        ValueError: if ``jis_code`` is not five digits.
    """
    return jis_code + code_check_digit(jis_code)


def corporate_number(code: str) -> str:
    """Return the corporate number of the local government with this code.

    Of the twelve digits, the first from the right counts once, the second twice,
    and so on in turn; the check digit, put in front, is 9 minus the remainder of
    the sum by 9.

    Args:
        code: six-digit code of a prefecture, a municipality or a special ward.
            The wards of designated cities are no legal persons and have no number.

    Raises:
        ValueError: if ``code`` is not six digits.
    """
    base = LOCAL_GOVERNMENT_PREFIX + code
    _require_digits(base, CORPORATE_BASE_LENGTH)
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(base)))
    return f"{9 - total % 9}{base}"
