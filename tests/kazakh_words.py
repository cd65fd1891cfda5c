"""Kazakh for the tests' own use, written apart from the lexicon: numbers in words, endings by vowel harmony,
transliteration. Were it read from tasks/lexicon, an error there would agree with itself."""

from __future__ import annotations

from num2words import num2words

BACK, FRONT = "аоұыу", "әеөүіэи"
VOICELESS = "пфкқтсшщхцчбвгд"
NASAL = "мнң"
CASES = ("", "gen", "dat", "acc", "loc", "abl", "ins")

# ending of a word by what it ends in: vowel, nasal, р л й у, з ж, voiceless; in back and front vowels
_ENDINGS = {
    "gen": (("ның", "нің"), ("ның", "нің"), ("дың", "дің"), ("дың", "дің"), ("тың", "тің")),
    "dat": (("ға", "ге"), ("ға", "ге"), ("ға", "ге"), ("ға", "ге"), ("қа", "ке")),
    "acc": (("ны", "ні"), ("ды", "ді"), ("ды", "ді"), ("ды", "ді"), ("ты", "ті")),
    "loc": (("да", "де"), ("да", "де"), ("да", "де"), ("да", "де"), ("та", "те")),
    "abl": (("дан", "ден"), ("нан", "нен"), ("дан", "ден"), ("дан", "ден"), ("тан", "тен")),
    "ins": (("мен", "мен"), ("мен", "мен"), ("мен", "мен"), ("бен", "бен"), ("пен", "пен")),
}
_AFTER_POSSESSIVE = {"gen": ("ның", "нің"), "dat": ("на", "не"), "acc": ("н", "н"), "loc": ("нда", "нде"),
                     "abl": ("нан", "нен"), "ins": ("мен", "мен")}  # fmt: skip


def is_front(word: str) -> bool:
    """By the last vowel; a soft sign softens (рубльдің)."""
    if word.endswith("ль"):
        return True
    vowels = [c for c in word if c in BACK + FRONT]
    return bool(vowels) and vowels[-1] in FRONT


def _ends_in(word: str) -> int:
    last = word.rstrip("ь")[-1]
    if last in BACK + FRONT:
        return 0
    if last in NASAL:
        return 1
    if last in "зж":
        return 3
    return 4 if last in VOICELESS else 2


def inflected(word: str, case: str, *, possessive: bool = False) -> str:
    """The word in a case, of the third person possessive where asked."""
    front = is_front(word)
    if possessive:
        word = word.rstrip("ь") if word.endswith("ь") else word
        word += (("сы", "сі") if _ends_in(word) == 0 else ("ы", "і"))[front]
        return word + (_AFTER_POSSESSIVE[case][front] if case else "")
    return word + (_ENDINGS[case][_ends_in(word)][front] if case else "")


def words_kk(n: int) -> str:
    return num2words(n, lang="kz")


_COMMON = dict(zip("абвгджзклмнопрстфхһыеқэ", "abvgdjzklmnoprstfhhyeqe", strict=True)) | {"ц": "ts"}
ALPHABETS = {
    "2018": {**_COMMON, "ә": "á", "ғ": "ǵ", "и": "ı", "й": "ı", "і": "i", "ң": "ń", "ө": "ó", "у": "ý", "ұ": "u",
             "ү": "ú", "ш": "sh", "ч": "ch", "щ": "sh", "я": "ıa", "ю": "ıý", "ё": "ıo", "ь": "", "ъ": ""},
    "2021": {**_COMMON, "ә": "ä", "ғ": "ğ", "и": "i", "й": "i", "і": "ı", "ң": "ñ", "ө": "ö", "у": "u", "ұ": "ū",
             "ү": "ü", "ш": "ş", "ч": "ch", "щ": "ş", "я": "ia", "ю": "iu", "ё": "io", "ь": "", "ъ": ""},
    "ascii": {**_COMMON, "ә": "a", "ғ": "g", "и": "i", "й": "i", "і": "i", "ң": "n", "ө": "o", "у": "u", "ұ": "u",
              "ү": "u", "ш": "sh", "ч": "ch", "щ": "sh", "я": "ia", "ю": "iu", "ё": "io", "ь": "", "ъ": ""},
}  # fmt: skip


def latin(text: str, alphabet: str) -> str:
    """The Cyrillic text in one of the Latin alphabets; what isn't Cyrillic stays."""
    table = ALPHABETS[alphabet]
    return "".join(
        table[c] if c in table else table[c.lower()].capitalize() if c.lower() in table else c for c in text
    )
