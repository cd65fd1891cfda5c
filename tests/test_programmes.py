"""Programmes: quoted names that the sentence calls one, and quoted names that it doesn't."""

import polars as pl
import pytest

from tasks.facts.programmes import programme


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("«Бақытты отбасы» бағдарламасымен 40 үй салынды.", "«Бақытты отбасы»"),
        ("«Келешек мектептері» ұлттық жобасы аясында екі мектеп ашылды.", "«Келешек мектептері»"),
        ("Ауылда «Ауыл – ел бесігі» жобасы аясында клуб жөнделді.", "«Ауыл – ел бесігі»"),
        ("Көпір «Нұрлы жол» шеңберінде салынады.", "«Нұрлы жол»"),
        ("По программе «Нұрлы жер» построят 12 домов.", "«Нұрлы жер»"),
        ("В рамках нацпроекта «Комфортная школа» откроют две школы.", "«Комфортная школа»"),
        ('Two clinics are built under the "Rural Health" national programme.', '"Rural Health"'),
        ("«Ertis» baǵdarlamasymen eki mektep salyndy.", "«Ertis»"),
        ("«Жібек» саябағы жаңа бағдарлама бойынша салынады.", None),
        ("«Самұрық» қорының бағдарламасы қабылданды.", None),
        ("«Алматы – Өскемен» бағыты бойынша жол жөнделді.", None),
        ("Компания «Нұр» построила школу по программе развития.", None),
    ],
)
def test_programme(sentence, expected):
    assert pl.select(programme(pl.lit(sentence))).item() == expected
