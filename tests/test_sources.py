"""Raw file → article: what is read, what is turned away, and that nothing is lost between the two."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.errors import UsageError
from tasks.lexicon import codes, toml
from tasks.schema.frames import BLOCKS, RECORDS
from tasks.sources import list_inputs, parse, patterns, read
from tasks.sources.rejects import SCHEMA

SAMPLES = Path(__file__).parent / "samples"
CASES = tomllib.loads((SAMPLES / "forms.toml").read_text(encoding="utf-8"))
PARAGRAPH = "Ауданда биыл 12 шақырым жол жөнделді, оған 1,2 млрд теңге бөлінді."


def record(text: str, **known: object) -> pl.DataFrame:
    row = dict.fromkeys(RECORDS, None) | {"source_file": "in/a.txt", "source_sha256": "0" * 64, "raw": text}
    return pl.DataFrame([row | known], schema=RECORDS)


def roles_of(text: str, **known: object) -> list[tuple[str, str]]:
    articles, blocks, _ = parse(record(text, **known))
    whole = articles["text"][0]
    return [(b["role"], whole[b["char_start"] : b["char_end"]]) for b in blocks.iter_rows(named=True)]


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- listing


def test_folders_are_walked_sorted_and_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.jsonl", ".hidden.txt", ".git/c.txt"):
        write(tmp_path, name, PARAGRAPH)
    files, rejects = list_inputs([tmp_path, tmp_path / "a.txt"])
    assert [os.path.relpath(f, tmp_path) for f in files] == ["a.txt", "b/1.jsonl", "b/2.txt"]
    assert rejects.is_empty() and rejects.schema == SCHEMA


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere") as e:
        list_inputs([tmp_path / "nowhere"])
    assert e.value.exit_code == 2


def test_a_path_that_is_not_there_beside_good_ones_is_rejected_and_they_go_on(tmp_path: Path) -> None:
    good = write(tmp_path, "a.txt", PARAGRAPH)
    files, rejects = list_inputs([tmp_path / "nowhere", good])
    assert files == [str(good)]
    assert rejects["message"].item().startswith(f"{tmp_path / 'nowhere'}: no such file or folder — ")


def test_a_file_in_no_known_format_is_quarantined(tmp_path: Path) -> None:
    write(tmp_path, "a.docx", b"PK")
    write(tmp_path, "b.txt", PARAGRAPH)
    files, rejects = list_inputs([tmp_path])
    assert [Path(f).name for f in files] == ["b.txt"]
    row = rejects.row(0, named=True)
    assert row["stage"] == "read" and "a.docx" in row["message"] and ".jsonl" in row["message"]


def test_pipes_and_linked_folders_are_turned_away_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    files, rejects = list_inputs([tmp_path])
    assert files == [] and rejects.height == 2


# --- reading


@pytest.mark.parametrize(
    ("data", "stage", "reason"),
    [
        (b"", "read", "empty_text"),
        (b" \n\r\n\t", "read", "empty_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "decode", "encoding"),
        (bytes(range(128, 256)) * 8, "decode", "encoding"),
        (b"\xff\xfea", "decode", "encoding"),
    ],
)
def test_bad_files_are_quarantined_and_the_rest_goes_on(
    tmp_path: Path, data: bytes, stage: str, reason: str
) -> None:
    bad, good = write(tmp_path, "bad.txt", data), write(tmp_path, "good.txt", PARAGRAPH)
    records, rejects, _ = read([bad, good])
    assert records["source_file"].to_list() == [str(good)]
    row = rejects.row(0, named=True)
    assert (row["stage"], row["reason"], row["record_key"]) == (stage, reason, str(bad))
    assert "bad.txt" in row["message"] and " — " in row["message"]


def test_what_the_system_does_not_let_read_is_quarantined(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "folder.txt").mkdir()
    records, rejects, _ = read([tmp_path / "dangling.txt", tmp_path / "folder.txt"])
    assert records.is_empty() and rejects.height == 2
    assert all("can't be read" in m for m in rejects["message"])


def test_a_file_without_read_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    _, rejects, _ = read([tmp_path / "a.txt"])
    assert "Permission denied" in rejects["message"][0]


KAZAKH = "Қаңғырған әңгіме: өңірдің үкіметі һәм ұлысы туралы ғұмырлық сөз. " * 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "kz1048"])
def test_encodings_of_kazakh(tmp_path: Path, encoding: str) -> None:
    records, rejects, _ = read([write(tmp_path, "a.txt", KAZAKH.encode(encoding))])
    assert rejects.is_empty() and records["raw"][0] == KAZAKH


def test_windows_1251_russian(tmp_path: Path) -> None:
    text = "В посёлке Жанасай открыли новую школу на триста мест, сообщили в акимате. " * 3
    records, _, _ = read([write(tmp_path, "a.txt", text.encode("cp1251"))])
    assert records["raw"][0] == text


LINES = [
    ('{"text": "бар", }', "schema", ":1:17"),
    ("[1, 2]", "schema", "not an object"),
    ('{"id": "x"}', "empty_text", "'text'"),
    ('{"text": "  "}', "empty_text", "'text'"),
    ('{"text": 7}', "schema", "'text' is int"),
    ('{"text": "бар", "title": ["a"]}', "schema", "'title' is list"),
    ('{"text": "бар", "published": "2025-02-30"}', "schema", "2025-02-30"),
    ('{"text": "бар", "published": "кеше"}', "schema", "кеше"),
    ('{"text": "\\ud83d"}', "encoding", "surrogate"),
    ("[" * 100_000, "schema", "not JSON"),
]


@pytest.mark.parametrize(("line", "reason", "said"), LINES, ids=range(len(LINES)))
def test_lines_that_are_no_record(tmp_path: Path, line: str, reason: str, said: str) -> None:
    good = json.dumps({"text": PARAGRAPH, "id": 7}, ensure_ascii=False)
    path = write(tmp_path, "a.jsonl", f"{line}\r\n\n{good}")
    records, rejects, _ = read([path])
    assert records["source_id"].to_list() == ["7"]
    row = rejects.row(0, named=True)
    assert row["reason"] == reason and row["record_key"] == f"{path}:1" and row["record_json"] == line
    assert f"{path}:1:" in row["message"] and said in row["message"]
    assert row["reason"] in codes("quarantine_reason") and row["stage"] in codes("stage")


def test_records_with_all_they_may_have_and_unknown_keys_named_once(tmp_path: Path) -> None:
    known = {"id": "n1", "text": PARAGRAPH, "title": "Жол", "url": "https://baq.kz/1", "publisher": "baq.kz"}
    lines = [json.dumps(known | {"published": "2025-03-04T10:00:00+05:00", "tags": i}) for i in range(3)]
    records, _, warnings = read([write(tmp_path, "a.jsonl", "\ufeff" + "\n".join(lines))])
    assert records.height == 3 and str(records["published"][0]) == "2025-03-04"
    assert len(warnings) == 1 and "'tags'" in warnings[0] and "a.jsonl" in warnings[0]


# --- parsing


@pytest.mark.parametrize("form", CASES["form"], ids=lambda f: f["file"])
def test_raw_forms(form: dict[str, object]) -> None:
    path = SAMPLES / "forms" / str(form["file"])
    records, _, _ = read([path])
    articles, blocks, rejects = parse(records)
    assert rejects.is_empty()
    a = articles.row(0, named=True)
    assert (a["title"], a["dateline_place"], a["publisher"]) == (
        form.get("title"),
        form.get("place"),
        form.get("publisher"),
    )
    assert (a["published"], a["published_basis"], a["language"]) == (
        form.get("published"),
        form["basis"],
        form["language"],
    )
    got = [(b["role"], a["text"][b["char_start"] : b["char_end"]]) for b in blocks.iter_rows(named=True)]
    expected = form["blocks"]
    assert isinstance(expected, list)
    assert [role for role, _ in got] == [role for role, _ in expected], got
    assert all(text.startswith(begin) for (_, text), (_, begin) in zip(got, expected, strict=True)), got


@pytest.mark.parametrize("case", CASES["line"], ids=lambda c: c["text"][:30])
def test_lines_that_are_and_are_not_furniture(case: dict[str, object]) -> None:
    got = roles_of(f"Ауданда жол жөнделді\n{PARAGRAPH}\n{PARAGRAPH}\n{case['text']}")
    assert [role for role, _ in got[3:]] == case["roles"], got[3:]


def test_a_cue_before_much_text_is_no_furniture() -> None:
    assert [r for r, _ in roles_of(f"{PARAGRAPH}\nФото: ЖАП. {PARAGRAPH * 5}")] == ["body", "body"]


def test_a_title_only_the_record_knows_stands_before_the_text() -> None:
    articles, blocks, _ = parse(record(PARAGRAPH, title="Жол  жөнделді"))
    assert articles["text"][0] == f"Жол жөнделді\n{PARAGRAPH}" and blocks["role"].to_list() == [
        "title",
        "body",
    ]
    articles, _, _ = parse(record(f"Жол жөнделді\n{PARAGRAPH}", title="Жол жөнделді"))
    assert articles["text"][0].count("Жол жөнделді") == 1


@pytest.mark.parametrize(
    ("text", "known", "day", "basis"),
    [
        (f" date 2025-01-02 {PARAGRAPH}", {"published": "2024-12-31"}, "2024-12-31", "metadata"),
        (f" date 2025-01-02 {PARAGRAPH}", {}, "2025-01-02", "header"),
        (
            f"Жол жөнделді\n3 қаңтар 2025\n{PARAGRAPH}",
            {"source_file": "2025-01-09.txt"},
            "2025-01-03",
            "body",
        ),
        (f"Road\nJanuary 3, 2025\nЖол\n{PARAGRAPH}", {}, "2025-01-03", "body"),
        (f"2025-01-03T10:20:33\nЖол жөнделді\n{PARAGRAPH}", {}, "2025-01-03", "body"),
        (PARAGRAPH, {"source_file": "x/news_20250109_7.txt"}, "2025-01-09", "filename"),
        (PARAGRAPH, {"source_file": "x/20251340.txt"}, None, "none"),
        (f" date 2025-02-31 {PARAGRAPH}", {}, None, "none"),
    ],
)
def test_day_of_publication(text: str, known: dict[str, str], day: str | None, basis: str) -> None:
    row = record(text).with_columns(**{k: pl.lit(v) for k, v in known.items()})
    row = row.with_columns(pl.col("published").cast(pl.String).str.to_date("%Y-%m-%d"))
    article = parse(row.select(pl.col(n).cast(t) for n, t in RECORDS.items()))[0].row(0, named=True)
    assert (article["published"] and str(article["published"]), article["published_basis"]) == (day, basis)


def test_texts_are_normalised() -> None:
    raw = f"\ufeffЖол жөнделді  \r\n\r\n{PARAGRAPH}\x07\t\rЕки\u0306нші жол да дайын, ол 3 шақырым.\u200b"
    text = parse(record(raw))[0]["text"][0]
    assert text == f"Жол жөнделді\n\n{PARAGRAPH}\nЕкйнші жол да дайын, ол 3 шақырым."


def test_same_text_twice() -> None:
    a, b = record(PARAGRAPH, source_file="b/x.txt"), record(PARAGRAPH, source_file="a/y.txt")
    again = record(PARAGRAPH, source_file="c/x.txt")
    articles, blocks, rejects = parse(pl.concat([a, b, again]))
    assert articles["source_file"].to_list() == ["a/y.txt", "b/x.txt"]
    assert articles["duplicate_of"].to_list() == [None, articles["article_id"][0]]
    assert rejects["reason"].to_list() == ["duplicate_id"] and rejects["source_file"].to_list() == ["c/x.txt"]
    assert blocks["article_id"].n_unique() == 2
    alone = parse(again.with_columns(source_file=pl.lit("/elsewhere/x.txt")))[0]
    assert alone["article_id"][0] == articles["article_id"][1]


def test_unread_languages_and_pages_without_text() -> None:
    uzbek = "Тошкентда бу йил ўнта янги мактаб қурилиши учун маблағ ажратилди, ҳаммаси тайёр."
    rows = [record(uzbek, source_file="uz.txt"), record("Қаралды: 17\nБөлісу:", source_file="page.txt")]
    articles, blocks, rejects = parse(pl.concat(rows))
    assert articles.is_empty() and blocks.is_empty() and blocks.schema == BLOCKS
    assert dict(rejects.select("source_file", "reason").iter_rows()) == {
        "uz.txt": "lang_unsupported",
        "page.txt": "empty_text",
    }
    assert all(" — " in m for m in rejects["message"])


def test_no_records_at_all() -> None:
    articles, blocks, rejects = parse(pl.DataFrame(schema=RECORDS))
    assert articles.is_empty() and blocks.schema == BLOCKS and rejects.schema == SCHEMA


PIECES = st.sampled_from(
    [
        "АЛМАТЫ. KAZINFORM — ",
        " date 2025-01-02 ",
        "Фото: ЖАП. ",
        "Қаралым: 1 284",
        "Оқи отырыңыз: ",
        "Тағы оқыңыз:\n",
        "USD 511,2 EUR 592,1",
        "#Тег",
        "12:05, 3 қаңтар 2025 | GMT +5",
        "Қаржы қайдан",
        PARAGRAPH,
        "– Дайын, – деді ол.",
        "\n",
        "\r\n",
        "  ",
        "\u00a0",
        "😀",
        "е\u0301",
        "\x01",
        "İ",
    ]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(PIECES | st.text(max_size=12), max_size=9).map("".join), min_size=1, max_size=6))
def test_blocks_tile_the_text(texts: list[str]) -> None:
    records = pl.concat([record(t, source_file=f"{i}.txt", source_id=str(i)) for i, t in enumerate(texts)])
    articles, blocks, rejects = parse(records)
    assert articles.height + rejects.height == records.height
    for article in articles.iter_rows(named=True):
        text, end = article["text"], 0
        assert article["n_chars"] == len(text)
        own = blocks.filter(article_id=article["article_id"])
        assert own["block_no"].to_list() == list(range(own.height))
        for block in own.iter_rows(named=True):
            start = block["char_start"]
            assert end <= start < block["char_end"] <= len(text)
            assert not text[end:start].strip(), "text outside all blocks"
            piece = text[start : block["char_end"]]
            assert piece == piece.strip() and "\n" not in piece
            end = block["char_end"]
        assert not text[end:].strip()


def test_nothing_is_lost_between_files_and_articles(tmp_path: Path) -> None:
    for name in ("a.txt", "b/a.txt"):
        write(tmp_path, name, PARAGRAPH)
    write(tmp_path, "empty.txt", "")
    write(tmp_path, "x.pdf", b"%PDF")
    write(tmp_path, "n.jsonl", '{"text": "' + PARAGRAPH + '", "id": 1}\nnot json\n{"text": "你好"}\n')
    files, not_listed = list_inputs([tmp_path])
    records, not_read, _ = read(files)
    articles, _, not_parsed = parse(records)
    assert articles.height == 2
    rejected = pl.concat([not_listed, not_read, not_parsed])
    assert articles.height + rejected.height == 7
    assert set(rejected["reason"]) <= codes("quarantine_reason")


# --- lexicon


def test_no_month_form_stands_under_two_numbers() -> None:
    forms = [
        (form, m["number"]) for m in toml("calendar")["month"] for k in m if k != "number" for form in m[k]
    ]
    assert len({f for f, _ in forms}) == len(set(forms))
    assert {n for _, n in forms} == set(range(1, 13))


def test_publisher_forms_are_lower_case_unique() -> None:
    seen: dict[str, str] = {}
    for entry in toml("publishers")["publisher"]:
        for form in {f.lower() for f in (*entry["forms"], *entry["hosts"])}:
            assert seen.setdefault(form, entry["code"]) == entry["code"], form


CUES = (SAMPLES / "cues.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", CUES)
def test_a_cue_is_found_by_its_hint(line: str) -> None:
    found = pl.select(
        cue=pl.lit(line).str.contains(patterns.cue()), hint=pl.lit(line).str.contains(patterns.cue_hint())
    )
    assert found.row(0) == (True, True)


@pytest.mark.parametrize("kind", sorted(toml("furniture")["cue"]))
def test_every_cue_pattern_has_a_line_that_it_fits(kind: str) -> None:
    lines = pl.Series(CUES)
    for pattern in toml("furniture")["cue"][kind]:
        assert lines.str.contains(rf"(?i)(?:^|[.|] ?){pattern}").any(), pattern
