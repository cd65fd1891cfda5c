"""Old rows and new ones: each key once, in one order, with the run that published it first."""

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


def fresh(arts, nums):
    return {n: TABLES[n].empty() for n in tables.FACTS} | {"articles": arts, "numbers": nums}


A = articles(("1", "a.txt", "x"), ("2", "b.txt", "y"))
N = numbers(("1", 0, 1, "5", "date"), ("2", 3, 4, "7", "unexplained"), ("2", 0, 1, "6", "finance"))


def test_the_order_of_rows_doesnt_matter():
    nothing = tables.carry({}, [])
    one = tables.assemble(fresh(A, N), nothing)
    two = tables.assemble(fresh(A.reverse(), N.sample(fraction=1, shuffle=True, seed=1)), nothing)
    assert all(one[n].equals(two[n]) for n in one)
    assert one["numbers"]["char_start"].to_list() == [0, 0, 3]


def test_carried_and_new_rows_give_what_one_run_gives():
    whole = tables.assemble(fresh(A, N), tables.carry({}, []))
    first = tables.assemble(fresh(A.head(1), N.head(1)), tables.carry({}, []))
    both = tables.assemble(fresh(A.tail(1), N.tail(2)), tables.carry(first, ["a.txt"]))
    assert all(whole[n].equals(both[n]) for n in whole)


def test_rows_of_changed_files_are_left_behind():
    whole = tables.assemble(fresh(A, N), tables.carry({}, []))
    left = tables.carry(whole, ["b.txt"])
    assert left["articles"]["article_id"].to_list() == ["2"]
    assert left["numbers"]["article_id"].to_list() == ["2", "2"]


def test_what_the_last_release_holds_isnt_told_again():
    new = articles(("1", "sub/a.txt", "x"), ("8", "c.txt", "y"), ("9", "d.txt", "z"))
    blocks = pl.DataFrame({"article_id": ["1", "8", "9"], "block_no": [0, 0, 0]})
    told, pieces, twice = tables.settle(new, blocks, A)
    assert told.select("article_id", "duplicate_of").rows() == [("8", "2"), ("9", None)]
    assert pieces["article_id"].to_list() == ["8", "9"]
    assert twice.select("record_key", "reason").rows() == [("sub/a.txt", "duplicate_id")]
    told, pieces, twice = tables.settle(new, blocks, A.head(0))
    assert told.height == pieces.height == 3 and twice.is_empty()


def test_counts_of_articles():
    sentences = pl.DataFrame({"article_id": ["1", "1"]})
    counted = tables.count(A, sentences, N)
    assert counted.select("n_sentences", "n_numbers", "n_numbers_explained").rows() == [(2, 1, 1), (0, 2, 1)]


def test_the_first_run_keeps_its_rows():
    before = {"articles": A.with_columns(run_id=pl.lit("run1"))}
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
