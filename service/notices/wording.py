"""The words of mails and of the sign-in pages, in the languages of the embed. Pure."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "de", "ar", "fa", "tr", "he")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he"})
_DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
_FOLDER = Path(__file__).parent / "words"


def language_of(wish: str) -> str:
    """The language that answers a wish such as `fr-CA`; English for all others."""
    base = wish.lower().split("-")[0]
    return base if base in LANGUAGES else "en"


def direction_of(language: str) -> str:
    """ltr or rtl."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def say(language: str, key: str, **values: object) -> str:
    """One message with its values set in."""
    return words(language)[key].format(**values)


def number_in(language: str, number: int) -> str:
    """A whole number in the digits that the embed shows in this language."""
    return str(number).translate(_DIGITS.get(language, {}))


def day_in(language: str, day: date) -> str:
    """A day of the Gregorian calendar, its month by name."""
    month = words(language)["date_months"].split()[day.month - 1]
    number, year = number_in(language, day.day), number_in(language, day.year)
    return say(language, "date_day", day=number, month=month, year=year)


@cache
def words(language: str) -> Mapping[str, str]:
    """Every message of a language by its key."""
    found: dict[str, str] = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    return found
