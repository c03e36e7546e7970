"""A date is what the evidence says, as fine as it says it, with bounds that hold; nothing is invented."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.contracts import FLAGS
from transforms.model import PublishedDate
from transforms.normalize.dates import collected, published

at = datetime.fromisoformat
AS_OF = at("2024-06-15T12:00")


def date_of(
    *,
    header: str | None = None,
    field: str | None = None,
    dateline: str | None = None,
    line: str | None = None,
    notice: str | None = None,
    zone: str | None = None,
    language: str | None = None,
    country: str | None = None,
    is_from_web: bool = False,
) -> tuple[PublishedDate | None, frozenset[str]]:
    """``published`` with short names."""
    return published(
        header_date=header,
        record_value=field,
        dateline=dateline,
        publication_line=line,
        copyright_line=notice,
        as_of=AS_OF,
        zone_hint=zone,
        language_hint=language,
        country_hint=country,
        is_from_web=is_from_web,
    )


def short(result: tuple[PublishedDate | None, frozenset[str]]) -> tuple[str, str, str | None, list[str]]:
    """(value, precision, zone, flags) for comparing at a glance."""
    found, flags = result
    if found is None:
        return "", "", None, sorted(flags)
    return found.value_utc.isoformat(), found.precision, found.zone, sorted(flags)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-02-01", ("2022-02-01T00:00:00", "day", None, [])),
        ("2022-02-01T10:00:00+01:00", ("2022-02-01T09:00:00", "minute", "+01:00", [])),
        ("2022-02-01T10:00:00.123456+0100", ("2022-02-01T09:00:00.123456", "minute", "+01:00", [])),
        ("2022-02-01T23:30-0330", ("2022-02-02T03:00:00", "minute", "-03:30", [])),
        ("2022-02-01 10:00Z", ("2022-02-01T10:00:00", "minute", "UTC", [])),
        ("20220201T101500Z", ("2022-02-01T10:15:00", "minute", "UTC", [])),
        ("20220201", ("2022-02-01T00:00:00", "day", None, [])),
        ("2022-W05-2", ("2022-02-01T00:00:00", "day", None, [])),
        ("2022-032", ("2022-02-01T00:00:00", "day", None, [])),
        ("2022-02", ("2022-02-01T00:00:00", "month", None, [])),
        ("2022", ("2022-01-01T00:00:00", "year", None, [])),
        ("1585267200", ("2020-03-27T00:00:00", "minute", "UTC", [])),
        ("1585267200123", ("2020-03-27T00:00:00.123000", "minute", "UTC", [])),
        ("Mon, 18 Mar 2019 21:10:00 +0100", ("2019-03-18T20:10:00", "minute", "+01:00", [])),
        ("Mon, 18 Mar 2019 21:10:00 EST", ("2019-03-19T02:10:00", "minute", "EST", [])),
        ("Mon Mar 18 21:10:00 2019", ("2019-03-18T21:10:00", "minute", None, ["DATE_TZ"])),
        ("Mon, Mar 18, 2019, 21:10", ("2019-03-18T21:10:00", "minute", None, ["DATE_TZ"])),
        ("26-FEB-1987 15:01:01.79", ("1987-02-26T15:01:01.790000", "minute", None, ["DATE_TZ"])),
        ("Sat 24 Nov 2018", ("2018-11-24T00:00:00", "day", None, [])),
        ("2019/03/27", ("2019-03-27T00:00:00", "day", None, [])),
        ("27.03.2019", ("2019-03-27T00:00:00", "day", None, [])),
        ("18-1-2019", ("2019-01-18T00:00:00", "day", None, [])),
        ("16/6/2017", ("2017-06-16T00:00:00", "day", None, [])),
        ("6/16/2017", ("2017-06-16T00:00:00", "day", None, [])),
        (" 05/12/2016 15h23 ", ("2016-12-05T15:23:00", "minute", None, ["DATE_TZ"])),
        ("Oct. 18, 2021", ("2021-10-18T00:00:00", "day", None, [])),
        ("October 18, 2021 at 10:30 p.m. EDT", ("2021-10-19T02:30:00", "minute", "EDT", [])),
        ("10:30 BST, Monday 3 May 2022", ("2022-05-03T09:30:00", "minute", "BST", [])),
        ("15. februar 2022 kl. 12.30", ("2022-02-15T12:30:00", "minute", None, ["DATE_TZ"])),
        ("03.05.2022, 14:05 Uhr", ("2022-05-03T14:05:00", "minute", None, ["DATE_TZ"])),
        ("le 3 mai 2022 à 14h05", ("2022-05-03T14:05:00", "minute", None, ["DATE_TZ"])),
        ("1er mai 2022", ("2022-05-01T00:00:00", "day", None, [])),
        ("woensdag 3 maart 2021", ("2021-03-03T00:00:00", "day", None, [])),
        ("24 de outubro de 2009", ("2009-10-24T00:00:00", "day", None, [])),
        ("1 февраля 2022 г. в 14:05", ("2022-02-01T14:05:00", "minute", None, ["DATE_TZ"])),
        ("5 Януари, 2021", ("2021-01-05T00:00:00", "day", None, [])),
        ("2022. február 1.", ("2022-02-01T00:00:00", "day", None, [])),
        ("2022. gada 1. februāris", ("2022-02-01T00:00:00", "day", None, [])),
        ("١ فبراير ٢٠٢٢", ("2022-02-01T00:00:00", "day", None, [])),
        ("2022年2月1日", ("2022-02-01T00:00:00", "day", None, [])),
        ("mai 2024", ("2024-05-01T00:00:00", "month", None, [])),
        ("2020-01-01T10:00:00+99:99", ("2020-01-01T10:00:00", "minute", None, ["DATE_TZ"])),
        ("2016-12-31T23:59:60Z", ("2016-12-31T23:59:59", "minute", "UTC", ["DATE_TZ"])),
        ("2020-01-01T25:61", ("2020-01-01T00:00:00", "day", None, [])),
        ("2034-06-01", ("2034-06-01T00:00:00", "day", None, ["DATE_FUTURE"])),
    ],
)
def test_the_shapes_that_dates_come_in(value: str, expected: tuple[str, str, str | None, list[str]]) -> None:
    assert short(date_of(field=value)) == expected


@pytest.mark.parametrize(
    ("value", "flags"),
    [
        ("about 10 hours ago", {"DATE_VAGUE", "DATE_UNPARSED"}),
        ("gisteren", {"DATE_VAGUE", "DATE_UNPARSED"}),
        ("en torsdag i november", {"DATE_VAGUE", "DATE_UNPARSED"}),
        ("12 May", {"DATE_VAGUE", "DATE_UNPARSED"}),
        ("05/12/16", {"DATE_UNPARSED"}),
        ("2022-02-30", {"DATE_UNPARSED"}),
        ("31 February 2022", {"DATE_VAGUE", "DATE_UNPARSED"}),
        ("soon-ish", {"DATE_UNPARSED"}),
        ("0001-01-01T00:00:00Z", {"DATE_RANGE"}),
        ("0000-00-00 00:00:00", {"DATE_RANGE"}),
        ("9999-12-31", {"DATE_RANGE"}),
        ("3 พฤษภาคม 2565", {"DATE_RANGE"}),
        ("01.01.0001", {"DATE_RANGE"}),
    ],
)
def test_what_is_no_date_gives_none_and_says_why(value: str, flags: set[str]) -> None:
    assert date_of(field=value) == (None, flags)


def test_a_pair_of_numbers_that_can_be_read_twice_is_bounded_by_both() -> None:
    found, flags = date_of(field="03/04/2021")
    assert found == PublishedDate(
        at("2021-01-01"), at("2021-03-04"), at("2021-04-04"), "year", "record_field: 03/04/2021"
    )
    assert flags == frozenset()
    assert short(date_of(field="03/04/2021", language="nl"))[0] == "2021-04-03T00:00:00"
    assert short(date_of(field="03/04/2021", language="en-US"))[0] == "2021-03-04T00:00:00"
    assert short(date_of(field="05 listopada 2020", language="pl"))[0] == "2020-11-05T00:00:00"
    assert short(date_of(field="05 listopada 2020"))[1] == "year"


def test_the_evidence_names_where_the_record_had_its_date() -> None:
    best, _ = published(
        header_date=None,
        record_value="2021-03-04",
        record_from="json-ld datePublished",
        dateline=None,
        publication_line=None,
        copyright_line=None,
        as_of=AS_OF,
    )
    assert best is not None
    assert best.evidence == "json-ld datePublished: 2021-03-04"


def test_trust_goes_from_header_to_copyright() -> None:
    evidence = {
        "header": "2021-10-18",
        "field": "2021-10-17",
        "dateline": "OSLO, Oct. 16, 2021",
        "line": "Publisert 15.10.2021",
        "notice": "© 2020",
    }
    for kind, value in (("header", "18"), ("field", "17"), ("dateline", "16"), ("line", "15")):
        found, _ = date_of(**evidence)  # type: ignore[arg-type]
        assert found is not None
        assert found.value_utc == at(f"2021-10-{value}")
        del evidence[kind]
    assert short(date_of(notice="Copyright © 2010–2022 Havenkrant. All rights reserved 2022."))[:2] == (
        "2022-01-01T00:00:00",
        "year",
    )


def test_a_vague_line_is_told_but_takes_nothing_from_a_better_one() -> None:
    found, flags = date_of(header="2022-02", line="Publisert: Nå nettopp")
    assert found is not None
    assert (found.precision, found.evidence, flags) == ("month", "header_line: 2022-02", {"DATE_VAGUE"})
    assert (found.from_utc, found.until_utc) == (at("2022-02-01"), at("2022-03-01"))


def test_a_finer_date_within_a_coarse_one_refines_it() -> None:
    found, _ = date_of(header="2022-02", line="Publisert: 15. februar 2022")
    assert found is not None
    assert (found.value_utc, found.precision) == (at("2022-02-15"), "day")
    assert found.evidence == "header_line: 2022-02; publication_line: Publisert: 15. februar 2022"
    outside, _ = date_of(header="2022-02", line="Publisert: 15. mars 2022")
    assert outside is not None
    assert outside.precision == "month"
    day_kept, flags = date_of(field="2022-02-15", line="Publisert: 15. februar 2022 kl. 10.00")
    assert day_kept is not None
    assert (day_kept.precision, flags) == ("day", frozenset())


def test_a_year_is_never_invented_for_a_dateline() -> None:
    assert date_of(dateline="GENEVA, March 3 —") == (None, frozenset())
    assert short(date_of(header="2024-03", dateline="GENEVA, March 3 —"))[:2] == ("2024-03-03T00:00:00", "day")
    assert short(date_of(header="2024-04", dateline="GENEVA, March 3 —"))[1] == "month"
    assert short(date_of(dateline="GENEVA, March 3 —", notice="© 2024"))[1] == "year"
    assert date_of(dateline="LONDON 2012 —") == (None, frozenset())


def test_a_hinted_zone_takes_the_place_of_an_assumed_one() -> None:
    assert short(date_of(field="2022-07-01T10:00", zone="Europe/Oslo")) == (
        "2022-07-01T08:00:00",
        "minute",
        "Europe/Oslo",
        ["DATE_ZONE_ASSUMED"],
    )
    assert short(date_of(field="2022-07-01T10:00", zone="No/Where")) == (
        "2022-07-01T10:00:00",
        "minute",
        None,
        ["DATE_TZ"],
    )


def test_the_outlets_country_tells_which_way_a_pair_of_numbers_is_meant() -> None:
    assert short(date_of(field="03/04/2021", country="GB"))[0] == "2021-04-03T00:00:00"
    assert short(date_of(field="03/04/2021", language="en", country="US"))[0] == "2021-03-04T00:00:00"
    assert short(date_of(field="03/04/2021", language="en-GB", country="US"))[0] == "2021-04-03T00:00:00"
    assert short(date_of(field="03/04/2021", language="nl", country="US"))[0] == "2021-04-03T00:00:00"
    assert short(date_of(field="03/04/2021", country="CA"))[1] == "year"


def test_a_zone_with_a_shared_name_is_the_outlets_if_that_calls_itself_so() -> None:
    value = "3 May 2022 14:05 IST"
    assert short(date_of(field=value)) == ("2022-05-03T14:05:00", "minute", None, ["DATE_TZ"])
    assert short(date_of(field=value, zone="Asia/Kolkata")) == (
        "2022-05-03T08:35:00",
        "minute",
        "Asia/Kolkata",
        ["DATE_ZONE_ASSUMED"],
    )
    assert short(date_of(field=value, zone="Europe/Oslo")) == ("2022-05-03T14:05:00", "minute", None, ["DATE_TZ"])


def test_times_that_clocks_skip_or_show_twice_are_read_as_the_first() -> None:
    assert short(date_of(field="2022-03-27T02:30", zone="Europe/Oslo"))[0] == "2022-03-27T01:30:00"
    assert short(date_of(field="2022-10-30T02:30", zone="Europe/Oslo"))[0] == "2022-10-30T00:30:00"


def test_the_web_has_no_articles_from_before_it_was_there() -> None:
    assert date_of(field="1970-01-04", is_from_web=True)[1] == {"DATE_FUTURE"}
    assert date_of(field="1970-01-04")[1] == frozenset()


def test_a_line_with_two_dates_gives_the_first() -> None:
    assert (
        short(date_of(line="By Jane Doe | Published 5 May 2022 at 10:00 BST | Updated 6 May 2022"))[0]
        == "2022-05-05T09:00:00"
    )


def test_collected_needs_a_day() -> None:
    assert collected("2024-05-01T10:00:00+02:00") == at("2024-05-01T08:00")
    assert collected("2024-05-01") == at("2024-05-01")
    assert collected("2024-05") is collected("yesterday") is collected(None) is None


DATE_TEXT = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "2022",
                "02",
                "15",
                "31",
                "/",
                "-",
                ".",
                ":",
                "T",
                "Z",
                "+01:00",
                " ",
                "May",
                "mars",
                "listopad",
                "kl.",
                "Uhr",
                "W",
                "ago",
                "年",
                "pm",
                "h",
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=10,
).map("".join)


@given(DATE_TEXT, DATE_TEXT, st.sampled_from([None, "nl", "en-US", "xx"]))
def test_any_words_give_a_date_within_its_bounds_or_none(field: str, line: str, language: str | None) -> None:
    found, flags = date_of(field=field, dateline=line, line=line, notice=line, language=language, zone="Europe/Oslo")
    assert flags <= FLAGS.keys()
    if found is not None:
        assert found.from_utc < found.until_utc
        assert found.from_utc <= found.value_utc < found.until_utc or found.precision == "year"
        assert 1599 <= found.value_utc.year <= 2201


@pytest.mark.parametrize(
    "zero",
    ["1970-01-01", "1970-01-01T00:00:00Z", "1969-12-31T19:00:00-05:00", "0001-01-01T00:00:00", "1900-01-01"],
)
def test_the_zero_of_a_clock_is_no_date_and_a_date_line_takes_its_place(zero: str) -> None:
    assert date_of(field=zero) == (None, {"DATE_RANGE"})
    assert short(date_of(field=zero, line="14 mei 2021")) == ("2021-05-14T00:00:00", "day", None, ["DATE_RANGE"])
    assert collected(zero) is None


@pytest.mark.parametrize("value", ["1970-01", "1970-01-02", "1970-01-01T06:00:00Z"])
def test_a_month_or_another_time_of_a_zero_year_is_a_date(value: str) -> None:
    assert date_of(field=value)[0] is not None


@pytest.mark.parametrize("as_of", ["2021-05-20", "2031-01-01"])
def test_what_lies_after_its_own_collecting_is_flagged_whenever_it_is_read(as_of: str) -> None:
    _, flags = published(
        header_date=None,
        record_value="2022-05-14",
        dateline=None,
        publication_line=None,
        copyright_line=None,
        as_of=at(as_of),
        collected_utc=at("2021-05-14"),
    )
    assert flags == {"DATE_FUTURE"}


def test_a_relative_line_is_worth_no_flag_where_the_record_has_the_date() -> None:
    assert date_of(field="2021-05-14", line="3 timer siden")[1] == frozenset()


@given(
    st.text(max_size=60),
    st.sampled_from(["", "2022-05-03", "May 3", "kl. 14:05 IST", "12/05/2022"]),
    st.sampled_from([None, "Asia/Kolkata", "No/Where"]),
    st.sampled_from([None, "US", "xx", ""]),
)
def test_any_text_beside_a_date_keeps_it_within_its_bounds(
    text: str, value: str, zone: str | None, country: str | None
) -> None:
    found, flags = date_of(
        field=f"{value} {text}", line=f"{text} {value}", zone=zone, country=country, language=text[:9]
    )
    assert flags <= FLAGS.keys()
    taken = collected(f"{text}{value}")
    assert taken is None or 1599 <= taken.year <= 2201
    if found is not None:
        assert found.from_utc < found.until_utc
        assert found.zone is None or found.precision == "minute"
