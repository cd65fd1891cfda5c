"""Rows of an article don't depend on what else is in its batch."""

from plain import differences, run

from flows import batch, outcome, pipeline
from tasks import sources

# names in capitals here and in small letters there, a place in capitals only, and an article that counts nothing
ARTICLES = {
    "2026-05-04-capitals": "ЕЛОРДАНЫҢ ЖОЛДАРЫ ЖӨНДЕЛЕДІ\n\nБиыл жолға 5 млрд теңге бөлінді. Жұмысқа 40 адам тартылды.",
    "2026-05-05-small": "Көшелер жөнделеді\n\nБиыл елорданың көшелеріне 3 млрд теңге бөлінді. 2 көпір жөнделеді.",
    "2026-05-06-place": "САРЫБҰЛАҚТА МЕКТЕП САЛЫНАДЫ\n\nМектепке 2 млрд теңге бөлінді. Онда 300 оқушы оқиды.",
    "2026-05-07-stem": "Бұлақ тазартылды\n\nБиыл сарыбұлақта өскен талға 1 млн теңге жұмсалды.",
    "2026-05-08-latin": "ASTANANYŃ KÓPIRI\n\nBıyl astananyń jańa kópirine 4 mlrd teńge bólindi, dep habarlady ákimdik.",
    "2026-05-10-first": "Батыс Қазақстанда 1 900 басқа арналған ферма ашылды.",
    "2026-05-09-nothing": "Мереке\n\nБүгін мереке болды, халық алаңға жиналып, ән салды.",
}


def test_an_article_alone_gives_the_rows_that_it_gives_among_others(tmp_path, monkeypatch):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, text in ARTICLES.items():
        (raw / f"{name}.txt").write_text(text, encoding="utf-8")
    counted = []
    real = sources.batches

    def batches(files, n_bytes):
        some = list(real(files, n_bytes))
        counted.append(len(some))
        return some

    monkeypatch.setattr(sources, "batches", batches)
    run(raw, tmp_path / "together")
    monkeypatch.setattr(pipeline, "BATCH_BYTES", 1)
    run(raw, tmp_path / "alone")
    assert counted == [1, len(ARTICLES)]
    assert differences(tmp_path / "together", tmp_path / "alone") == []


def test_articles_without_a_day_are_told(tmp_path):
    dated, bare = tmp_path / "2026-05-04-dated.txt", tmp_path / "bare.txt"
    for path in (dated, bare):
        path.write_text(f"Жол\n\n{path.stem}: биыл жолға 5 млрд теңге бөлінді.", encoding="utf-8")
    account = outcome.Account.opened()
    account.add(
        [batch.extract(b, 1, tmp_path / "out", account.day, "r") for b in sources.batches(sizes(bare), 9)]
    )
    assert account.warnings[0].startswith("1 of the articles read have no day of publication (first ")
    assert str(bare) in account.warnings[0]
    account = outcome.Account.opened()
    account.add(
        [batch.extract(b, 1, tmp_path / "out", account.day, "r") for b in sources.batches(sizes(dated), 9)]
    )
    assert account.warnings == []


def sizes(path):
    return [(str(path), path.stat().st_size)]
