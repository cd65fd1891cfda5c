"""Rows as tables: each key once, in one order, with the run that published it first."""

import polars as pl

from tasks import tables
from tasks.schema import TABLES


def articles(*rows):
    defaults = {"source_sha256": "0", "published_basis": "none", "language": "kk-Cyrl", "n_chars": 1}
    frame = pl.DataFrame(
        [defaults | dict(zip(("article_id", "source_file", "text"), r, strict=True)) for r in rows]
    )
    return TABLES["articles"].cast(frame)


def numbers(*rows):
    names = ("article_id", "char_start", "char_end", "text", "disposition")
    return TABLES["numbers"].cast(pl.DataFrame([dict(zip(names, r, strict=True)) for r in rows]))


A = articles(("1", "a.txt", "x"), ("2", "b.txt", "y"))
N = numbers(("1", 0, 1, "5", "date"), ("2", 3, 4, "7", "unexplained"), ("2", 0, 1, "6", "finance"))


def test_the_order_of_rows_doesnt_matter():
    one = tables.finish("numbers", [N])
    two = tables.finish("numbers", [N.sample(fraction=1, shuffle=True, seed=1), N.head(1)])
    assert one.equals(two) and one["char_start"].to_list() == [0, 0, 3]


def test_the_first_file_by_name_holds_the_article():
    rows = [  # id, file, part, line, text
        ("1", "b.txt", 1, 0, 7),
        ("1", "a/b.txt", 2, 5, 7),
        ("2", "c.txt", 1, 1, 7),
        ("3", "d.txt", 1, 2, 8),
    ]
    columns = ["article_id", "source_file", "part", "line", "text_hash"]
    known = pl.DataFrame(rows, schema=columns, orient="row")
    for order in (known, known.reverse()):
        twice, double = tables.doubles(order)
        assert twice.rows() == [("1", 1)] and double.rows() == [("2", "1")]
    said = tables.twice_rejected(A.head(1).with_columns(source_id=pl.lit("7")))
    assert said.select("record_key", "reason").rows() == [("a.txt record 7", "duplicate_id")]


def test_counts_of_articles():
    sentences = pl.DataFrame({"article_id": ["1", "1"]})
    counted = tables.count(A, sentences, N)
    assert counted.select("n_sentences", "n_numbers", "n_numbers_explained").rows() == [(2, 1, 1), (0, 2, 1)]


def test_the_first_run_keeps_its_rows():
    before = A.with_columns(run_id=pl.lit("run1"))
    now = tables.stamp("articles", pl.concat([A, articles(("9", "z.txt", "q"))]), before, "run2")
    assert now["run_id"].to_list() == ["run1", "run1", "run2"]


def test_quarantine_ids_are_stable_and_rows_find_their_file():
    rows = pl.DataFrame(
        {
            "stage": ["validate", "read"],
            "table": ["finance", None],
            "record_key": ["f1", "x.bin"],
            "reason": ["range", "encoding"],
            "message": ["m", "n"],
            "record_json": ['{"finance_id":"f1","article_id":"2"}', None],
            "source_file": [None, "x.bin"],
        }
    )
    one = tables.quarantined([rows], A.select("article_id", "source_file"))
    two = tables.quarantined([rows.reverse(), rows], A.select("article_id", "source_file"))
    assert set(one["source_file"]) == {"b.txt", "x.bin"}
    assert set(one["quarantine_id"]) == set(two["quarantine_id"]) and two.height == 2
    assert one["quarantine_id"].str.len_chars().to_list() == [16, 16]


def test_dimensions_are_whole():
    found = tables.dimensions()
    assert found["places"].schema == TABLES["places"].polars
    assert found["places"]["place_code"].is_unique().all()
    assert found["codelists"].filter(pl.col("codelist") == "role").height == 15


def test_a_version_names_the_schema():
    assert len(tables.schema_version()) == 16


def test_sums_beyond_all_money_do_not_stop_a_run():
    rows = TABLES["finance"].cast(pl.DataFrame({"amount": [1e20, 1e30, -1e30, 0.29, None]}))
    assert [None if a is None else float(a) for a in rows["amount"]] == [1e20, 9.9e21, -9.9e21, 0.29, None]
