"""Arithmetic of signatures: every one counts once, whatever the order, and what cannot be true is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.rules.signatures import (
    Balance,
    Conflict,
    Count,
    Share,
    balances,
    newest_of,
    share_conflicts,
    together,
    totals_over_time,
)

THEN = datetime(2017, 6, 1, 12, tzinfo=UTC)
SECTIONS = ["australia", "belgium", "chile"]
NUMBERS = st.integers(0, 100_000)
COUNTS = st.lists(
    st.builds(
        Count,
        st.sampled_from(SECTIONS),
        st.sampled_from(["online", "Online", "street"]),
        NUMBERS,
        st.integers(0, 50).map(lambda hours: THEN + timedelta(hours=hours)),
    ),
    max_size=20,
    unique_by=lambda count: (count.key, count.as_of),
)
SHARES = st.lists(
    st.builds(Share, st.sampled_from(SECTIONS), st.none() | NUMBERS, st.none() | NUMBERS), max_size=12
)


def count(section: str = "australia", number: int = 100, source: str = "online", hours: int = 0) -> Count:
    return Count(section, source, number, THEN + timedelta(hours=hours))


@given(COUNTS, SHARES)
def test_whole_is_the_sum_of_its_parts_and_nothing_counts_twice(
    counts: list[Count], shares: list[Share]
) -> None:
    whole = together(balances(counts, shares).values())
    newest = {
        key: max((each for each in counts if each.key == key), key=lambda each: each.as_of).count
        for key in {each.key for each in counts}
    }
    assert whole.counted == sum(newest.values())
    assert whole.allotted == sum(share.allotted or 0 for share in shares)
    assert whole.handed_over == sum(share.handed_over or 0 for share in shares)


@given(COUNTS, SHARES)
def test_order_makes_no_difference(counts: list[Count], shares: list[Share]) -> None:
    assert balances(counts, shares) == balances(counts[::-1], shares[::-1])


@given(COUNTS)
def test_replaced_counts_do_not_matter(counts: list[Count]) -> None:
    assert balances(counts, []) == balances(newest_of(counts).values(), [])


@given(COUNTS)
def test_counts_of_one_section_leave_the_others_alone(counts: list[Count]) -> None:
    found = balances(counts, [])
    for section in SECTIONS:
        alone = balances([each for each in counts if each.section == section], [])
        assert {name: each.counted for name, each in alone.items()} == {
            name: each.counted for name, each in found.items() if name == section
        }


@given(COUNTS, SHARES)
def test_flags_stand_exactly_where_figures_contradict(counts: list[Count], shares: list[Share]) -> None:
    counting = {each.section for each in counts}
    for section, balance in balances(counts, shares).items():
        own = [share for share in shares if share.section == section]
        is_over = section in counting and balance.allotted > balance.counted
        assert (Conflict.ALLOTTED_OVER_COUNTED in balance.conflicts) == is_over
        handed_too_much = any(share_conflicts(share) for share in own)
        assert (Conflict.HANDED_OVER_ALLOTTED in balance.conflicts) == handed_too_much


@given(COUNTS)
def test_curve_ends_at_what_counts_now(counts: list[Count]) -> None:
    curve = totals_over_time(counts)
    assert [instant for instant, _total in curve] == sorted({each.as_of for each in counts})
    assert (curve[-1][1] if curve else 0) == sum(each.count for each in newest_of(counts).values())
    assert all(total >= 0 for _instant, total in curve)


def test_later_count_of_a_source_replaces_the_earlier_one() -> None:
    counts = [
        count(number=100),
        count(number=250, source="Online", hours=1),
        count(number=7, source="street"),
    ]
    assert balances(counts, []) == {"australia": Balance(257, 0, 0)}
    assert totals_over_time(counts) == [(THEN, 107), (THEN + timedelta(hours=1), 257)]


def test_handed_over_more_than_allotted_is_a_conflict() -> None:
    found = balances([count()], [Share("australia", 10, 11), Share("australia", 20, None)])
    assert found["australia"] == Balance(100, 30, 11, (Conflict.HANDED_OVER_ALLOTTED,))


def test_allotted_more_than_counted_is_a_conflict_once_somebody_counted() -> None:
    shares = [Share("australia", 60, None), Share("australia", 60, None)]
    assert balances([count()], shares)["australia"].conflicts == (Conflict.ALLOTTED_OVER_COUNTED,)
    assert balances([], shares)["australia"].conflicts == ()


def test_nothing_allotted_contradicts_nothing() -> None:
    assert share_conflicts(Share("australia", None, 900)) == ()


def test_same_number_from_the_same_source_in_two_sections_is_asked_about() -> None:
    counts = [count(number=14_230), count("belgium", 14_230, "Online"), count("chile", 14_231)]
    found = balances(counts, [])
    assert [name for name, balance in found.items() if balance.conflicts] == ["australia", "belgium"]
    assert together(found.values()) == Balance(42_691, 0, 0, (Conflict.COUNTED_TWICE,))


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert (Balance(10, 0, 4).left, Balance(10, 0, 40).left) == (6, 0)
