"""Bytes → text: UTF-8, UTF-16 by its mark, legacy Kazakh and Russian encodings by likeness."""

from __future__ import annotations

import codecs

from tasks.lexicon import toml

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ["kz1048", "cp1251", "koi8_r", "cp866", "iso8859_5"]


class NotTextError(ValueError):
    """The bytes are no text in any encoding known here."""


def decode(data: bytes) -> str:
    """The text of a file.

    Raises:
        NotTextError: binary, or no known encoding; the message says what was seen, and where.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as e:
                raise NotTextError(f"marked as {encoding} but byte {e.start} doesn't fit") from e
    if (zero := data.find(b"\0")) >= 0:
        raise NotTextError(f"binary: a zero byte at {zero}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        return _legacy(data, e)


def _legacy(data: bytes, fault: UnicodeDecodeError) -> str:
    """KZ-1048 or another 8-bit encoding, if it yields Cyrillic prose.

    KZ-1048 and Windows-1251 share the Russian letters; read as 1251, Kazakh shows foreign letters.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 - imported only where a file isn't UTF-8

    best = from_bytes(data, cp_isolation=_LEGACY).best()
    encoding = best.encoding if best else "kz1048"
    text = data.decode(encoding, errors="replace")
    if encoding == "cp1251" and not set(toml("letters")["encodings"]["foreign_in_1251"]).isdisjoint(text):
        text = data.decode("kz1048", errors="replace")
    letters = sum(c.isalpha() for c in text)
    russian = toml("letters")["russian"]["alphabet"]
    known = {*russian, *russian.upper(), *toml("languages")["cyrillic"]["kazakh"]}
    cyrillic = sum(c in known for c in text)
    if "�" in text or letters * 2 < len(text) or cyrillic * 10 < letters * 9:
        raise NotTextError(
            f"not UTF-8 (byte {fault.start} is 0x{data[fault.start]:02x}) nor a known encoding"
        )
    return text
