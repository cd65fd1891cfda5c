"""Corpora of any size out of the project's own samples, the same on any machine.

    python tests/benchmarks/corpus.py FOLDER 100000 [--first 0] [--jsonl]

Article n is a sample whose digits, regions, people and day are drawn by n: so that words, amounts, days and stories
are as many as they would be in a real corpus of that size. Files of about 3 KB, 1,000 to a folder.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "raw" / "sample"
FIRST_DAY, DAYS = date(2021, 1, 1), 2100
_REGIONS = {
    "kk": ("Ақмола", "Ақтөбе", "Алматы", "Атырау", "Жамбыл", "Қарағанды", "Қостанай", "Қызылорда", "Маңғыстау",
           "Павлодар", "Түркістан", "Ұлытау", "Абай", "Жетісу"),
    "latin": ("Aqmola", "Aqtóbe", "Almaty", "Atyraý", "Jambyl", "Qaraǵandy", "Qostanaı", "Qyzylorda", "Mańǵystaý",
              "Pavlodar", "Túrkistan", "Ulytaý", "Abaı", "Jetisý"),
}  # fmt: skip
_FIRST = (  # noqa: SIM905 - a list of words
    "Ерлан Самат Бауыржан Жанат Талғат Нұрлан Асқар Марат Айдос Серік Болат Данияр Мұрат Қайрат Әлия "
    "Гүлнар Динара Сәуле Айгүл Жанар Мәдина Раушан Салтанат Әсел Тимур Арман Руслан Азамат Бекзат Олжас"
).split()
_ROOTS = (  # noqa: SIM905 - a list of words
    "Қалдыбек Ибрай Қошан Сейіт Есен Тілеу Оспан Әбдіқайым Жұмабай Қасым Сұлтан Байжан Нұрпейіс Тоқтар Смағұл "
    "Мұқан Ахмет Құрман Досан Бекен Шәкен Рахым Әлім Жақып Ержан Қуаныш Сапар Тұрсын Омар Ысқақ"
).split()
_PERSON = re.compile(
    r"\b(?:Ерлан|Самат|Бауыржан|Жанат|Талғат|Нұрлан|Асқар|Марат) ([А-ЯӘІҢҒҮҰҚӨҺ]\w+?[еоа]в)\b"
)
_NUMBER = re.compile(r"\d+")
_DAY = re.compile(r"\A\s*date \d{4}-\d{2}-\d{2}\s*")


@cache
def _originals() -> list[tuple[str, str]]:
    """(name, text) of the samples, without the day that the crawler put before them."""
    found = [(p.stem, p.read_text(encoding="utf-8")) for p in sorted(SAMPLE.glob("*.txt"))]
    for path in sorted(SAMPLE.glob("*.jsonl")):
        records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found += [(r["id"], f"{r['title']}\n\n{r['text']}") for r in records]
    plain = [(re.sub(r"\d{4}-\d{2}-\d{2}|\d+", "", name), _DAY.sub("", text)) for name, text in found]
    return [(re.sub(r"[^a-z]+", "-", name.lower()).strip("-"), text) for name, text in plain]


def article(n: int, day: date | None = None) -> tuple[str, str]:
    """Name and text of article n, of its own day or of another."""
    rng = random.Random(n)
    name, text = _originals()[n % len(_originals())]
    people = {}
    for old in _PERSON.finditer(text):
        people.setdefault(old[0], f"{rng.choice(_FIRST)} {rng.choice(_ROOTS)}{rng.choice(('ов', 'ев'))}")
    for old, new in people.items():
        text = text.replace(old, new)
    for names, head in (("kk", " облыс"), ("latin", " oblys")):
        here = rng.choice(_REGIONS[names])
        text = re.sub(rf"\b(?:{'|'.join(_REGIONS[names])})(?={head})", here, text)
    day = day or FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    return f"{name}-{n:07d}", f" date {day} {_NUMBER.sub(lambda m: _drawn(m[0], rng), text)}"


def _drawn(number: str, rng: random.Random) -> str:
    """Another number of as many digits; a year stays one."""
    if len(number) == 4 and number[:2] in ("19", "20"):
        return number
    return number[0] + "".join(str(rng.randrange(10)) for _ in number[1:])


def write(folder: Path, n: int, *, first: int = 0, as_jsonl: bool = False, day: date | None = None) -> int:
    """Write articles first … first + n - 1, all of one day if it is given, and say how many bytes they are."""
    folder.mkdir(parents=True, exist_ok=True)
    if as_jsonl:
        with (folder / f"articles-{first:07d}.jsonl").open("w", encoding="utf-8") as f:
            return sum(f.write(line) for line in _lines(first, n))
    size = 0
    for i in range(first, first + n):
        name, text = article(i, day)
        part = folder / f"{i // 1000:05d}"
        if i % 1000 == 0 or i == first:
            part.mkdir(exist_ok=True)
        size += (part / f"{name}.txt").write_bytes(text.encode())
    return size


def _lines(first: int, n: int) -> Iterator[str]:
    for i in range(first, first + n):
        name, text = article(i)
        yield json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n"


def main() -> None:
    """The command."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("n", type=int)
    ap.add_argument("--first", type=int, default=0)
    ap.add_argument("--jsonl", action="store_true", help="one file of records in place of a file each")
    a = ap.parse_args()
    size = write(a.folder, a.n, first=a.first, as_jsonl=a.jsonl)
    print(f"{a.n} articles, {size / 1e6:.1f} MB, in {a.folder}")


if __name__ == "__main__":
    main()
