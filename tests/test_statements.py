"""Rows of one statement: parts and their sum, one sum in two currencies, a title's round figure and the exact one."""

import pytest

from tasks import facts, mentions, sentences, sources

DATE = " date 2026-02-03 "


def finance_of(tmp_path, *texts):
    files = []
    for no, text in enumerate(texts):
        files.append(tmp_path / f"{no}.txt")
        files[-1].write_text(DATE + text, encoding="utf-8")
    records, _, _ = sources.read(files)
    articles, blocks, _ = sources.parse(records)
    split = sentences.split(articles, blocks)
    found = mentions.find(split)
    return facts.derive(articles, split, found.tokens, found.mentions)["finance"]


def statements(rows):
    """Numbers of the statements in order of the text: equal where rows share one."""
    ids = rows["statement_id"].to_list()
    return [list(dict.fromkeys(ids)).index(i) for i in ids]


@pytest.mark.parametrize(
    ("text", "together", "additive"),
    [
        (
            "Көпірге 8,3 млрд теңге бөлінді, оның 5 миллиарды республикалық бюджеттен, 3,3 миллиарды облыстық "
            "бюджеттен қаралған.",
            [0, 0, 0],
            [False, True, True],
        ),
        (
            "Жолға 61 млрд теңге бөлінді. Оның 25 миллиарды көпірге жұмсалады. Ал паркке 2 млрд теңге бөлінді.",
            [0, 0, 1],
            [True, False, True],
        ),
        (
            "Мектепке 3 млрд, жолға 5 млрд теңге бөлінді, барлығы 8 млрд теңге.",
            [0, 0, 0],
            [True, True, False],
        ),
        (
            "Барлығы 20 млрд теңге бөлінді: мектепке 12 млрд, жолға 8 млрд теңге.",
            [0, 0, 0],
            [False, True, True],
        ),
        ("Жолға 90 млн теңге бөлінді, оның ішінде көпірге 40 млн теңге бөлінді.", [0, 0], [True, False]),
        (
            "Всего выделено 20 млрд тенге, из них 12 млрд тенге на школы, 5 млрд тенге на дороги.",
            [0, 0, 0],
            [True, False, False],
        ),
        (
            "Жолдарға 4,1 млрд теңге бөлінді. Оның ішінде 2,7 млрд теңге көшелерге, орташа жөндеуге 506,3 млн теңге, "
            "ал аулаларға 900 млн теңге бөлінді.",
            [0, 0, 0, 0],
            [False, True, True, True],
        ),
        (
            "Жолға 9 млрд теңге бөлінді, оның ішінде көпірге 3 млрд теңге, ал тротуарға 2 млрд теңге бөлінді.",
            [0, 0, 0],
            [True, False, False],
        ),
        (
            "2024 жылы жолға 3 млрд теңге, оның ішінде көпірге 1 млрд теңге, ал 2025 жылы 5 млрд теңге бөлінді.",
            [0, 0, 1],
            [True, False, True],
        ),
        (
            "Кіріс 6,6 млрд теңге: салық – 0,8 млрд, трансферт – 5,8 млрд теңге.",
            [0, 0, 0],
            [False, True, True],
        ),
        ("На средний ремонт выделили 5 млрд тенге, среднему бизнесу — 2 млрд тенге.", [0, 0], [True, True]),
        ("Район получил 31 млрд тенге, 19 млрд тенге из них выделила область.", [0, 0], [True, False]),
        ("Ең төменгі зейнетақы 62 771 теңге болды.", [0], [False]),
        ("Жеңімпазға 500 мың теңге сыйақы берілді.", [0], [True]),
        ("Жобаның жалпы құны 12 млрд теңге.", [0], [True]),
        ("Жыл басынан бері қазынаға 7 млрд теңге түсті.", [0], [False]),
        ("Кенттің жолына 6 млрд теңгеден көп қаржы бөлінді.", [0], [True]),
        ("Былтыр орташа жалақы 290 мың теңге болды.", [0], [False]),
        ("Средняя выплата составила 85 тыс. тенге.", [0], [False]),
        (
            "Облыста жолға 12,4 млрд теңге бөлінді. Ақсу ауданына 7,3 млрд теңге, Май ауданына 5,1 млрд теңге "
            "бөлінді.",
            [0, 0, 0],
            [False, True, True],
        ),
        ("Зауытқа 30 млн АҚШ доллары (шамамен 15 млрд теңге) салынды.", [0, 0], [True, False]),
        ("Екі жыл ішінде паркке 3 млрд теңге бөлінді, жолға 4 млрд теңге бөлінді.", [0, 1], [True, True]),
    ],
)
def test_parts_and_conversions_share_the_statement_of_their_sum(tmp_path, text, together, additive):
    rows = finance_of(tmp_path, text)
    assert statements(rows) == together
    assert rows["additive"].to_list() == additive


@pytest.mark.parametrize(
    ("title", "is_one"), [("7 миллиард теңгеден астам", True), ("4 миллиард теңге", False)]
)
def test_a_title_rounds_the_figure_of_the_body(tmp_path, title, is_one):
    text = f"Көпір салуға {title} бөлінді\nАТЫРАУ. KAZINFORM — Көпір салуға 7,2 млрд теңге бөлінді."
    rows = finance_of(tmp_path, text)
    assert (rows["statement_id"].n_unique() == 1) == is_one
    assert rows["additive"].to_list() == [not is_one, True]


def test_ids_do_not_depend_on_what_else_is_read(tmp_path):
    text = "Жолға 61 млрд теңге бөлінді, оның 25 миллиарды көпірге жұмсалады."
    alone = finance_of(tmp_path, text)
    beside = finance_of(
        tmp_path, text, "Мектепке 2 млрд теңге, паркке 3 млрд теңге бөлінді. Тағы 5 млн теңге керек."
    )
    names = ["finance_id", "statement_id"]
    assert (
        beside.filter(beside["article_id"] == alone["article_id"][0])
        .select(names)
        .equals(alone.select(names))
    )


@pytest.mark.parametrize(
    ("text", "sources_of"),
    [
        (
            "Көпірге 9 млрд теңге керек: 5 млрд теңгесі республикалық бюджеттен, 4 млрд теңгесі облыстық бюджеттен "
            "қаралған.",
            [None, "republican_budget", "local_budget"],
        ),
        (
            "Көпірге республикалық бюджеттен 5 млрд теңге, облыстық бюджеттен 4 млрд теңге бөлінді.",
            ["republican_budget", "local_budget"],
        ),
        (
            "Көпірге республикалық бюджеттен 5 млрд теңге және облыстық бюджеттен 4 млрд теңге бөлінді.",
            ["republican_budget", "local_budget"],
        ),
    ],
)
def test_each_part_has_the_source_beside_it(tmp_path, text, sources_of):
    assert finance_of(tmp_path, text)["funding_source"].to_list() == sources_of
