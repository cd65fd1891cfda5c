"""What must hold of articles."""

from __future__ import annotations

from datetime import date

from expectations.checks import between, equal, in_set, matches, not_null, ordered
from expectations.rule import Rule, Where


def articles(day: date) -> tuple[Rule, ...]:
    """The rules of articles.

    Args:
        day: the day of the run; an article can't be of a later one.
    """
    return (
        Rule(
            "text_visible", "articles", "critical", "empty_text",
            "an article of white space states nothing", "look at the source file: has the page a body?",
            between("text__visible", 1),
        ),
        Rule(
            "n_chars_is_length", "articles", "critical", "schema",
            "all offsets count code points of text: its length is their bound",
            "count code points after the last change of the text, not bytes",
            equal("n_chars", "text__chars"),
        ),
        Rule(
            "sha256_form", "articles", "critical", "schema",
            "the digest tells an unchanged file from a new one", "give 64 lower-case hex digits",
            matches("source_sha256", "^[0-9a-f]{64}$"),
        ),
        Rule(
            "explained_le_numbers", "articles", "critical", "range",
            "coverage is a share: no more numerals can be explained than there are",
            "count both from the rows of numbers", ordered("n_numbers_explained", "n_numbers"),
        ),
        Rule(
            "counts_not_negative", "articles", "critical", "range",
            "counts start at nothing", "count explained numerals from the rows of numbers",
            between("n_numbers_explained", 0),
        ),
        Rule(
            "published_not_future", "articles", "warning", "date_future",
            "a day after the run's own is misread, or the machine's clock is wrong",
            "check the date line of the page: day and month may be swapped", between("published", None, day),
        ),
        Rule(
            "published_plausible", "articles", "warning", "range",
            "before 1991 there is no news site: a year was misread", "check the date line of the page",
            between("published", date(1991, 1, 1)),
        ),
        Rule(
            "basis_has_day", "articles", "warning", "schema",
            "who says where the day was found must give the day", "set published, or published_basis to none",
            not_null("published", where=Where("published_basis", ("none",), negate=True)),
        ),
        Rule(
            "language_handled", "articles", "warning", "lang_unsupported",
            "no facts are read from other languages: the article counts as silent",
            "keep it out of RAW, or add the language's forms to the lexicon",
            in_set("language", ["en", "kk-Cyrl", "kk-Latn", "ru"]),
        ),
        Rule(
            "text_is_nfc", "articles", "warning", "encoding",
            "offsets differ between forms of one letter", "normalise the text to NFC before offsets are made",
            in_set("text__is_nfc", [True]),
        ),
        Rule(
            "text_unbroken", "articles", "warning", "encoding",
            "U+FFFD stands where letters were lost in decoding", "find the file's true encoding",
            between("text__broken", None, 0),
        ),
        Rule(
            "has_sentences", "articles", "warning", "empty_text",
            "facts are read from sentences", "look at the page: is all of it furniture?",
            between("n_sentences", 1),
        ),
        Rule(
            "numbers_accounted", "articles", "warning", "schema",
            "no numeral is dropped in silence: each has its row in numbers",
            "find the stage that lost the numeral, or made one twice", equal("n_numbers", "n_numbers__rows"),
        ),
    )  # fmt: skip
