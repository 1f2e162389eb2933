"""How many people were there, from what somebody types: "about 200", "50+", "hundreds", "entre 40 y 60", "مئات". Pure.

Vague words follow the convention of those who count crowds: a plural is two of its unit (hundreds 200, thousands
2,000, tens of thousands 20,000), and nobody knows the upper end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_PEOPLE = 10_000_000


@dataclass(frozen=True)
class Turnout:
    """At least and at most how many; None where nobody knows."""

    low: int | None
    high: int | None


@dataclass(frozen=True)
class _Amount:
    """One number in the text: its value, whether it is a vague plural, and where it stands."""

    value: float
    is_vague: bool
    start: int
    end: int


def _fold(text: str) -> str:
    """Return `text` for comparing: no accents, no case, digits 0 to 9 whatever their script."""
    bare = (c for c in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(c))
    return "".join(str(unicodedata.decimal(c, c)) for c in bare).casefold()


def _words(values: dict[int, str]) -> dict[str, int]:
    return {word: value for value, words in values.items() for word in _fold(words).split()}


NUMBERS = _words(
    {
        1: "a an one un une una واحد",
        2: "couple two deux dos اثنان",
        3: "three trois tres ثلاثة ثلاث",
        4: "four quatre cuatro أربعة أربع",
        5: "five cinq cinco خمسة خمس",
        6: "six seis ستة ست",
        7: "seven sept siete سبعة سبع",
        8: "eight huit ocho ثمانية ثماني",
        9: "nine neuf nueve تسعة تسع",
        10: "ten dix diez عشرة عشر",
        15: "fifteen quinze quince",
        20: "twenty vingt veinte عشرون عشرين",
        30: "thirty trente treinta ثلاثون ثلاثين",
        40: "forty quarante cuarenta أربعون أربعين",
        50: "fifty cinquante cincuenta خمسون خمسين",
        60: "sixty soixante sesenta ستون ستين",
        70: "seventy septante setenta سبعون سبعين",
        80: "eighty huitante ochenta ثمانون ثمانين",
        90: "ninety nonante noventa تسعون تسعين",
    }
)
ONE = _words(
    {
        10: "dizaine decena",
        12: "dozen douzaine docena",
        15: "quinzaine quincena",
        20: "vingtaine veintena",
        30: "trentaine treintena",
        40: "quarantaine",
        50: "cinquantaine cincuentena",
        60: "soixantaine",
        100: "hundred cent cien ciento centaine centenar مئة مائة",
        200: "doscientos doscientas مئتان مئتين مائتان مائتين",
        300: "trescientos trescientas ثلاثمئة ثلاثمائة",
        400: "cuatrocientos cuatrocientas أربعمئة أربعمائة",
        500: "quinientos quinientas خمسمئة خمسمائة",
        1_000: "thousand k mille mil millier millar ألف الفا",
        2_000: "ألفان ألفين",
        1_000_000: "million millon m مليون",
    }
)
MANY = _words(
    {
        10: "tens dizaines decenas عشرات",
        12: "dozens douzaines docenas",
        100: "hundreds cents centaines cientos centenares مئات مائات",
        1_000: "thousands milliers miles millares آلاف الاف",
        1_000_000: "millions millones ملايين",
    }
)
SOME = frozenset(_fold("few several some quelques plusieurs unos unas varios varias بضع بضعة عدة").split())
NOBODY = frozenset(map(_fold, ("nobody", "no one", "none", "personne", "nadie", "ninguno", "لا أحد")))
BETWEEN = frozenset(_fold("- – — ~ to a à and or et ou y o e u إلى الى و أو").split())
"""What may stand between the two ends of a range; dashes of every kind fold to these."""
AT_LEAST = tuple(
    map(
        _fold,
        (
            *("+", ">", "≥", "over", "more than", "at least", "above", "upwards of", "min"),
            *("plus de", "plus d'", "au moins", "minimum", "más de", "al menos", "mínimo", "por lo menos"),
            *("أكثر من", "على الأقل", "فوق", "لا يقل"),
        ),
    )
)
AT_MOST = tuple(
    map(
        _fold,
        (
            *(
                "<",
                "≤",
                "up to",
                "at most",
                "less than",
                "fewer than",
                "under",
                "below",
                "no more than",
                "max",
            ),
            *("moins de", "moins d'", "au plus", "jusqu'à", "au maximum", "pas plus de"),
            *("menos de", "como mucho", "como máximo", "hasta", "no más de"),
            *("أقل من", "على الأكثر", "حتى", "لا أكثر من", "لا يزيد"),
        ),
    )
)
SEPARATED = r"\d{1,3}(?:[.,'’٬\s]\d{3})+(?!\d)"
PIECE = re.compile(rf"(?P<number>{SEPARATED}|\d+(?:[.,٫]\d+)?)(?P<plural>s\b)?|(?P<word>[^\W\d_]+)")
OF = frozenset(_fold("of de d des من").split())


def read_turnout(text: str) -> Turnout:
    """Return what `text` says. Raises ValidationError where it says no number, several, or one nobody could count."""
    said = " ".join(_fold(text).split())
    if said in NOBODY:
        return Turnout(0, 0)
    amounts = _amounts(said)
    if any(amount.value > MOST_PEOPLE for amount in amounts):
        raise ValidationError(_("Give a number of people up to ten million."), code="too_many")
    if len(amounts) == 2 and said[amounts[0].end : amounts[1].start].strip() in BETWEEN:
        low, high = sorted(round(amount.value) for amount in amounts)
        return Turnout(low, high)
    if len(amounts) != 1 or said[0] in "-−":
        raise ValidationError(
            _("Write a number, or words such as “about 200”, “50+”, “40–60” or “hundreds”."),
            code="not_understood",
        )
    return _bounded(amounts[0], beside=said[: amounts[0].start] + " " + said[amounts[0].end :])


def _bounded(amount: _Amount, *, beside: str) -> Turnout:
    value = round(amount.value)
    if _says(AT_MOST, beside):
        return Turnout(None, value)
    if amount.is_vague or _says(AT_LEAST, beside):
        return Turnout(value, None)
    return Turnout(value, value)


def _says(phrases: Iterable[str], text: str) -> bool:
    padded = f" {text} "
    return any(
        phrase in padded if not phrase[0].isalpha() else re.search(rf"(?<!\w){re.escape(phrase)}", padded)
        for phrase in phrases
    )


def _amounts(said: str) -> list[_Amount]:
    """Return the numbers in `said`, each with the words that multiply it."""
    found: list[_Amount] = []
    some: int | None = None  # where "several" began, which makes a plural of what follows
    for piece in PIECE.finditer(said):
        word = _bare(piece["word"] or "")
        last = found[-1] if found else None
        is_next = last is not None and _is_blank(said[last.end : piece.start()])
        if piece["number"]:
            found.append(_numeral(piece))
        elif word in SOME:
            some = piece.start()
            continue
        elif word in ONE or word in MANY:
            _scale(found, word, piece, follows=is_next, some=some)
        elif word in NUMBERS and not _is_article(word, said, piece.end()):
            found.append(_Amount(NUMBERS[word], False, piece.start(), piece.end()))
        some = None
    return found


def _bare(word: str) -> str:
    """Return an Arabic word without its article."""
    return word[2:] if word.startswith("ال") and word[2:] in ONE.keys() | MANY.keys() else word


def _is_blank(between: str) -> bool:
    return between.strip(" '’") == "" or between.strip(" '’") in OF


def _is_article(word: str, said: str, end: int) -> bool:
    """Say whether "a" or "une" counts nothing: what follows is no unit."""
    following = PIECE.match(said, end + 1)
    return NUMBERS[word] == 1 and not (following and _bare(following["word"] or "") in ONE)


def _numeral(piece: re.Match[str]) -> _Amount:
    text = piece["number"]
    is_whole = re.fullmatch(SEPARATED, text)
    value = float(re.sub(r"\D", "", text) if is_whole else re.sub("[,٫]", ".", text))
    times = 2 if piece["plural"] else 1
    return _Amount(value * times, bool(piece["plural"]), piece.start(), piece.end())


def _scale(found: list[_Amount], word: str, piece: re.Match[str], *, follows: bool, some: int | None) -> None:
    """Multiply the number before a unit, or begin a new one with it."""
    if follows:
        last = found.pop()
        unit = ONE.get(word) or MANY[word]
        found.append(_Amount(last.value * unit, last.is_vague, last.start, piece.end()))
    elif word in MANY or some is not None:
        unit = MANY.get(word) or ONE[word]
        found.append(_Amount(2 * unit, True, piece.start() if some is None else some, piece.end()))
    else:
        found.append(_Amount(ONE[word], False, piece.start(), piece.end()))
