"""Dates in the languages of news: read as they stand there, in two readings where they have two, or not at all."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.normalize.calendars import weekdays_in
from transforms.normalize.moments import Moment, NoMoment, moment_in


def shown(text: str, language: str | None = None) -> str:
    """A moment at a glance: day, time, zone; two readings with "or"; the flag where there is none."""
    found = moment_in(text, language, is_whole=True)
    if isinstance(found, NoMoment):
        return found.flag
    if found.low is not None and found.high is not None:
        return f"{found.low} or {date.fromordinal(found.high.toordinal() - 1)}"
    day = "-".join(f"{part:02}" for part in (found.year, found.month, found.day) if part is not None)
    clock = found.clock
    return (
        day if clock is None else f"{day} {clock.hour:02}:{clock.minute:02}" + (f" {clock.zone}" if clock.zone else "")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 kwietnia 2022", "2022-04-03"),
        ("v úterý 3. května 2022", "2022-05-03"),
        ("3 травня 2022 року о 14:05", "2022-05-03 14:05"),
        ("2015-кві-12", "2015-04-12"),
        ("Τρίτη, 3 ΜΑΙΟΥ 2022", "2022-05-03"),
        ("3 MAYIS 2022 SALI 14:05", "2022-05-03 14:05"),
        ("2022(e)ko maiatzaren 3(a)", "2022-05-03"),
        ("8 Meán Fómhair 2022", "2022-09-08"),
        ("19mh dhen Fhaoilleach 2022", "2022-01-19"),
        ("3 במאי 2022, 14:05", "2022-05-03 14:05"),
        ("3 مايو/أيار 2022", "2022-05-03"),
        ("16 كانون الثاني 2022", "2022-01-16"),
        ("8 جانفي 2022", "2022-01-08"),
        ("نشر في 3‏/5‏/2022", "2022-03-05 or 2022-05-03"),
        ("19 جنوری، 2022", "2022-01-19"),
        ("20ی کانوونی دووەمی 2022", "2022-01-20"),
        ("২০ জানুয়ারী, ২০২২", "2022-01-20"),
        ("21 जन॰ 2022", "2022-01-21"),
        ("20 ม.ค. 2022", "2022-01-20"),
        ("1 เดือนตุลาคม 2005", "2005-10-01"),
        ("15 ມັງກອນ 2021", "2021-01-15"),
        ("២៨ មករា ២០១៨", "2018-01-28"),
        ("3 tháng 5, 2022", "2022-05-03"),
        ("Tháng Mười Hai 29, 2013, 14:14", "2013-12-29 14:14"),
        ("2022 оны тавдугаар сарын 3", "2022-05-03"),
        ("2022 оны 5-р сарын 3", "2022-05-03"),
        ("2022年5月3日火曜日 14時5分", "2022-05-03 14:05"),
        ("2022-05-03 (화) 14:05", "2022-05-03 14:05"),
        ("10 sánzá ya yambo 2020", "2020-01-10"),
        ("24 Oṣù Ṣẹ́rẹ́ 2005", "2005-01-24"),
        ("20. studenoga 2010. u 07:28", "2010-11-20 07:28"),
        ("wtorek, 3 maja 2022, godz. 14.05", "2022-05-03 14:05"),
        ("3. toukokuuta 2022 klo 14.05", "2022-05-03 14:05"),
        ("2022. május 3., kedd, 14:05", "2022-05-03 14:05"),
    ],
)
def test_the_languages_that_dates_come_in(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 يناير 2022, 8:04 م", "2022-01-03 20:04"),
        ("3 Μαΐου 2022, 2:05 μ.μ.", "2022-05-03 14:05"),
        ("2022년 5월 3일 오후 2:05", "2022-05-03 14:05"),
        ("2022年5月3日晚上9:04", "2022-05-03 21:04"),
        ("2022年5月3日 午前0時30分", "2022-05-03 00:30"),
        ("12 जनवरी 2022 11:08 अपराह्न", "2022-01-12 23:08"),
        ("May 3, 2022, 12:30 a.m.", "2022-05-03 00:30"),
        ("May 3, 2022 14:05 PM", "2022-05-03 14:05"),
        ("Maayo 10, 1998, 3:20 GD", "1998-05-10"),
    ],
)
def test_halves_of_the_day_are_told_in_the_language_of_the_date(text: str, expected: str) -> None:
    assert shown(text, "hi" if "जनवरी" in text else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 May 2022 14:05 (GMT-12:00)", "2022-05-03 14:05 -12:00"),
        ("3 May 2022 14:05 UTC+5:30", "2022-05-03 14:05 +05:30"),
        ("3 May 2022 14:05 NPT", "2022-05-03 14:05 NPT"),
        ("03.05.2022, 14:05 Uhr MESZ", "2022-05-03 14:05 MESZ"),
        ("3 мая 2022, 14:05 (мск)", "2022-05-03 14:05 Europe/Moscow"),
        ("3 мая 2022, 14:05 по московскому времени", "2022-05-03 14:05 Europe/Moscow"),
        ("3 de maio de 2022, 14h05 (horário de Brasília)", "2022-05-03 14:05 America/Sao_Paulo"),
        ("2022年5月3日14:05 北京时间", "2022-05-03 14:05 Asia/Shanghai"),
        ("Updated 2:05 PM ET, Tue May 3, 2022", "2022-05-03 14:05 ET"),
        ("3 May 2022 14:05 IST", "2022-05-03 14:05"),
        ("3 May 2022 14:05 local time", "2022-05-03 14:05"),
        ("3 May 2022 10:00-11:30", "2022-05-03 10:00"),
        ("3 mai 2022, 14:05 est la date", "2022-05-03 14:05"),
    ],
)
def test_zones_stand_behind_times_as_offsets_names_and_words(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_zone_with_summer_time_has_the_offset_of_its_day() -> None:
    offsets = []
    for text in (
        "January 3, 2022 2:05 PM ET",
        "July 3, 2022 2:05 PM ET",
        "3 июля 2012 14:05 мск",
        "3 июля 2022 14:05 мск",
    ):
        found = moment_in(text)
        assert isinstance(found, Moment)
        assert found.clock is not None
        offsets.append(found.clock.offset_minutes)
    assert offsets == [-300, -240, 240, 180]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("03/04/2021", None, "2021-03-04 or 2021-04-03"),
        ("03/04/2021", "en", "2021-03-04 or 2021-04-03"),
        ("03/04/2021", "en-NG", "2021-04-03"),
        ("03/04/2021", "und-US", "2021-03-04"),
        ("03/04/2021", "en-CA", "2021-03-04 or 2021-04-03"),
        ("03/04/2021", "fil", "2021-03-04"),
        ("03/04/2021", "sw-KE", "2021-04-03"),
        ("Saturday 03/04/2021", None, "2021-04-03"),
        ("Thứ ba, 3/5/2022", None, "2022-05-03"),
        ("Sunday 03/04/2021", None, "2021-03-04 or 2021-04-03"),
        ("5 listopada 2020", None, "2020-10-05 or 2020-11-05"),
        ("czwartek, 5 listopada 2020", None, "2020-11-05"),
    ],
)
def test_the_language_the_country_or_the_weekday_tells_two_readings_apart(
    text: str, language: str | None, expected: str
) -> None:
    assert shown(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sunday, 27-Jan-08 04:04:00 GMT", "2008-01-27 04:04 UTC"),
        ("Fri, 27 Jan 08", "01-27"),
        ("27-Jan-08", "01-27"),
        ("27.01.08", "DATE_UNPARSED"),
    ],
)
def test_two_digits_are_a_year_only_where_the_weekday_proves_the_century(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022:05:03 14:05:00", "2022-05-03 14:05"),
        ("2022-05-03-14-05-00", "2022-05-03 14:05"),
        ("2022_05_03", "2022-05-03"),
        ("Tue May 03 14:05:00 +0900 2022", "2022-05-03 14:05 +09:00"),
        ("Tue May 03 2022 14:05:00 GMT-0400 (Eastern Daylight Time)", "2022-05-03 14:05 -04:00"),
        ("03/May/2022:14:05:00 -0330", "2022-05-03 14:05 -03:30"),
        ("/Date(1651586700000)/", "2022-05-03 14:05 UTC"),
        ("D:20220503140500+02'00'", "2022-05-03 14:05 +02:00"),
        ("44684", "2022-05-03"),
        ("44684.5868055556", "2022-05-03 14:05"),
        ("12345", "DATE_UNPARSED"),
    ],
)
def test_what_programs_write(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    ["3 พฤษภาคม 2565", "03/05/2565", "۱۴۰۱/۰۲/۱۳", "1443-10-02", "۱۳ اردیبهشت ۱۴۰۱", "2 شوال 1443 هـ", "መጋቢት 5 2015"],
)
def test_years_of_other_calendars_are_no_dates(text: str) -> None:
    assert shown(text) in {"DATE_RANGE", "DATE_UNPARSED", "2015"}
    within_a_line = moment_in(text)
    assert isinstance(within_a_line, NoMoment) or within_a_line.year in {None, 2015}


def test_a_span_of_days_is_bounded_by_both() -> None:
    assert shown("12-14 June 2021") == "2021-06-12 or 2021-06-14"
    assert shown("14 June 2021") == "2021-06-14"


@pytest.mark.parametrize(
    "text",
    [
        "see 2012",
        "mas 2013",
        "2012/13 aus",
        "2019-20 NHL",
        "up 46.8%, iDA 39.6% in 2016",
        "version 2.10.2022.1",
        "192.168.20.22",
        "1.2.3",
    ],
)
def test_words_and_numbers_of_other_things_are_no_dates(text: str) -> None:
    found = moment_in(text)
    assert isinstance(found, NoMoment) or not found.has_day
    assert isinstance(found, NoMoment) or found.month is None


def test_a_line_that_tells_of_numbers_has_none_of_their_years() -> None:
    assert isinstance(moment_in("6000 people wrote to us"), NoMoment)
    assert moment_in("on April 28. We have rolled [+2549 chars]") == Moment(None, 4, 28)
    assert moment_in("open at 19 Uhr! (kh, 31.7.2015)") == Moment(2015, 7, 31)
    assert shown("Le soir - 11/05/2020 - Le Phare") == "2020-05-11 or 2020-11-05"


def test_weekdays_have_several_words_in_some_languages() -> None:
    assert weekdays_in(["Thứ", "ba", "Dé", "hAoine"]) == {2, 5}


PIECES = st.sampled_from(
    """2022 1999 08 3 31 12:30 10h30 . , / - : ( ) T Z + +05:30 -99:99 pm a.m. May mars мая 月 年 日 时 午後 مايو أيار ب
    listopada Tháng một kl. Uhr MESZ ET IST мск по московскому времени Tue mardi ago gisteren (화) 44684.5 ٣ ༣ 2565
    /Date(1651586700000)/ D: W05""".split()
)


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=9).map(" ".join),
    st.sampled_from([None, "de", "und-US", "ckb"]),
)
def test_any_text_gives_a_moment_of_the_calendar_or_none(text: str, language: str | None) -> None:
    for is_whole in (True, False):
        found = moment_in(text, language, is_whole=is_whole)
        if isinstance(found, NoMoment):
            assert found.flag in {"DATE_VAGUE", "DATE_UNPARSED", "DATE_RANGE"}
            continue
        assert found.year is None or 1600 <= found.year <= 2200
        if found.year is not None and found.month is not None and found.day is not None:
            assert date(found.year, found.month, found.day)
        if found.low is not None and found.high is not None:
            assert found.low < found.high
        if found.clock is not None:
            assert 0 <= found.clock.hour <= 23
            assert 0 <= found.clock.minute <= 59
            assert found.clock.offset_minutes is None or abs(found.clock.offset_minutes) <= 14 * 60


@pytest.mark.parametrize("piece", ["12 May 2022 ", "1", "a.", "12:30 ", "年", "May ", "( ", "T", "par по москве "])
def test_a_long_text_takes_no_longer_than_a_line(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    moment_in(text, is_whole=True)
    moment_in(text)
    assert time.process_time() - start < 0.5
