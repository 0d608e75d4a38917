"""Do the parts of a page say what they are given, in sound markup, whatever is in it?"""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory

from onroll.web.components.addresses import address_with
from onroll.web.components.filters import Choice, Filters, Option, Text
from onroll.web.components.strips import Band, Strip
from onroll.web.components.tables import Cell, Column, Table, sorting
from onroll.web.templatetags.components import NoSuchColour
from page_checks import VOID, PageUnsound, check_page

EVIL = "<script>alert('x')</script> & \"quoted\""
TODAY = date(2026, 11, 2)


def ask(address: str = "/list/"):
    return RequestFactory().get(address)


def draw(template: str, **given: object) -> str:
    request = given.pop("request", None) or ask()
    made = engines["django"].from_string(template)
    return made.template.render(Context({"request": request, **given}))


def whole(part: str) -> str:
    """A page around a part, for `check_page`."""
    return (
        f'<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>T</h1>{part}</main></body></html>'
    )


def table(rows: list, request=None, **given: object) -> Table:
    columns = [Column("Name", sort="name", heads_row=True), Column("Days", numeric=True, sort="days"), Column("School")]
    order = sorting(request or ask(), allowed=("name", "days"), default="-days")
    return Table("Children", columns, rows, sorting=order, **given)


@pytest.mark.parametrize("rows", [0, 1, 300])
def test_a_table_of_any_length_is_sound(rows: int) -> None:
    part = draw("{% table table %}", table=table([[Cell(EVIL, "/a/"), 3, None]] * rows, empty="Nobody is left out."))
    check_page(whole(part))
    assert "<script>" not in part
    assert part.count("<tr") == (rows + 1 if rows else 0)
    assert ("Nobody is left out." in part) == (rows == 0)
    assert part.count("not held") == rows


def test_a_nought_is_not_nothing() -> None:
    part = draw("{% table table %}", table=table([["Ada", 0, "Abbey"]]))
    assert ">0</span>" in part
    assert "not held" not in part


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="longer|shorter"):
        table([["Ada", 3]])


def test_the_order_is_in_the_address_and_turns_round() -> None:
    request = ask("/list/?sort=name&school=7&page=3")
    headings = table([["Ada", 1, "x"]], request).headings
    assert [one.aria_sort for one in headings] == ["ascending", "none", ""]
    assert headings[0].href == "/list/?sort=-name&school=7"
    assert headings[1].href == "/list/?sort=days&school=7"


def test_an_order_nobody_offers_is_ignored() -> None:
    assert sorting(ask("/?sort=-password"), allowed=("name",), default="name").order == "name"
    assert sorting(ask("/?sort=--name"), allowed=("name",), default="name").order == "name"


def filters(request) -> Filters:
    options = [Option("a", "Abbey & Co", 2), Option("b", "Beck", 0)]
    return Filters([Text("q", "Name").read(request), Choice("school", "School", options).read(request),
                    Choice("year", "Year", [Option("4", "Year 4")], single=True).read(request)], request)  # fmt: skip


def test_filters_are_read_from_the_address_and_only_what_is_offered() -> None:
    name, school, year = filters(ask("/?q=+ada+&school=a&school=z&year=4&year=9&sort=days")).filters
    assert (name.value, school.chosen, year.value) == ("ada", ("a",), "4")


def test_a_filter_in_use_can_be_taken_away_alone_or_all_together() -> None:
    used = filters(ask("/?school=a&school=b&q=ada&sort=days&page=2"))
    tags = {tag.words: tag.href for _, tags in used.chosen for tag in tags}
    assert tags["Beck"] == "/?school=a&q=ada&sort=days"
    assert tags["ada"] == "/?school=a&school=b&sort=days"
    assert used.clear_href == "/?sort=days"
    assert used.kept == [("sort", "days")]


@pytest.mark.parametrize("address", ["/list/", f"/list/?q={EVIL}&school=a&year=4&sort=x"])
def test_the_filter_panel_is_sound_and_shows_counts(address: str) -> None:
    part = draw("{% filters filters %}", filters=filters(ask(address)))
    check_page(whole(part))
    assert "Abbey &amp; Co (2)" in part
    assert "Beck (0)" in part
    assert "<script>alert" not in part


def test_a_fault_in_a_filter_is_said_at_its_field() -> None:
    part = draw(
        "{% filters f %}", f=Filters([Text("from", "From", fault="Must be a day", hint="Like 2 11 2026")], ask())
    )
    check_page(whole(part))
    assert "Must be a day" in part


@pytest.mark.parametrize(
    ("rows", "page", "shown"),
    [(0, 1, ""), (1, 1, "<b>1</b> to <b>1</b> of <b>1</b> children"), (300, 7, "<b>151</b> to")],
)
def test_pages_of_any_number_are_sound(rows: int, page: int, shown: str) -> None:
    part = draw(
        '{% pagination page "children" %}', page=Paginator(range(rows), 25).page(page), request=ask("/list/?school=a")
    )
    check_page(whole(part))
    assert shown in part
    if rows == 300:
        assert 'href="/list/?school=a&amp;page=8"' in part
        assert 'href="/list/?school=a"' in part, "the first page has no number in its address"


def test_an_address_keeps_what_is_not_changed() -> None:
    assert address_with(ask("/l/?a=1&b=2"), b=None, c=["x", "y"]) == "/l/?a=1&c=x&c=y"
    assert address_with(ask("/l/?a=1"), a="") == "/l/"


def test_the_identity_bar_says_what_is_missing_too() -> None:
    part = draw(
        "{% identity_bar child %}", child={"name": EVIL, "flags": [{"words": "Child protection", "colour": "red"}]}
    )
    check_page(whole(part))
    for words in ("not held", "not known", "no sighting held", "Child protection"):
        assert words in part
    assert "<script>" not in part


def test_the_identity_bar_of_a_child_fully_known() -> None:
    part = draw("{% identity_bar child %}", child={
        "name": "Zoë O’Neill", "known_as": "Zo", "born": date(2016, 11, 2), "age": "10", "year_group": "Year 5",
        "status": "On roll at Abbey Primary", "status_on": date(2026, 9, 3), "last_seen": "2 November 2026", "href": "/children/7/",
    })  # fmt: skip
    check_page(whole(part))
    for words in (
        "Zoë O’Neill",
        "known as Zo",
        "2 November 2016",
        "(age 10)",
        "since 3 September 2026",
        'href="/children/7/"',
    ):
        assert words in part


def test_a_strip_draws_what_is_in_sight_and_says_all_in_words() -> None:
    strip = Strip(first=date(2024, 11, 3), last=TODAY, bands=[
        Band("On roll", "school", date(2020, 9, 1), date(2025, 11, 2)), Band("At home", "home", date(2025, 11, 3)),
        Band("Long ago", "elsewhere", date(2019, 1, 1), date(2019, 2, 1)), Band("Suspended", "exclusion", date(2025, 3, 3), date(2025, 3, 3), 1),
    ])  # fmt: skip
    assert [(one.band.words, one.x, one.width, one.y) for one in strip.drawn] == [
        ("On roll", "0.0", "500.0", 0), ("At home", "500.0", "500.0", 0), ("Suspended", "164.4", "2.0", 22),
    ]  # fmt: skip
    part = draw("{% strip strip %}", strip=strip)
    check_page(whole(part))
    assert "Long ago, 1 January 2019 to 1 February 2019" in part


def test_a_strip_of_nothing_says_so() -> None:
    part = draw("{% strip strip %}", strip=Strip(first=TODAY, last=TODAY, bands=[]))
    check_page(whole(part))
    assert "Nothing is known of these years." in part


def test_a_timeline_takes_events_without_a_date() -> None:
    events = [
        {"title": EVIL, "on": None},
        {"title": "Seen", "on": TODAY, "by": "a nurse", "source": "Health", "words": EVIL},
    ]
    part = draw("{% timeline events %}", events=events)
    check_page(whole(part))
    assert "Date not held" in part
    assert "<script>" not in part
    assert "Nothing has been recorded." in draw("{% timeline events %}", events=[])


def test_a_word_is_explained_once_at_the_foot_however_often_it_stands() -> None:
    part = draw('{% term "section 19" %} and {% term "section 19" "the duty" %}{% words_on_this_page %}')
    check_page(whole(part))
    assert part.count('id="word-section-19"') == 1
    assert ">the duty</a>" in part
    assert "Education Act 1996 section 19" in part


SMALL = (
    '{% tag words "green" %}{% badge words "red" %}{% rank 3 %}{% tile 0 words "/a/" hint=words urgent=True %}'
    "{% warning %}{{ words }}{% endwarning %}{% inset %}{{ words }}{% endinset %}{% details words %}{{ words }}{% enddetails %}"
    '{% notification_banner words kind="success" %}{% next_action words note=words href="/a/" %}{% back_link "/a/" words %}'
    '{% button_link "/a/" words "secondary" %}{% download "/a/" words rows=1 %}'
    '{% summary_list %}{% row words href="/a/" %}{{ words }}{% endrow %}{% row "UPN" %}{% endrow %}{% endsummary_list %}'
    "{% sub_navigation ways words %}"
)


def test_the_small_parts_are_sound_and_take_any_words() -> None:
    part = draw(SMALL, words=EVIL, ways=[{"words": EVIL, "href": "/a/", "current": True, "count": 0}])
    check_page(whole(part))
    assert "<script>" not in part
    assert "(CSV, 1 row)" in part
    assert "not held" in part
    assert "(0)" in part


def test_a_colour_the_design_system_does_not_have_is_refused() -> None:
    with pytest.raises(NoSuchColour, match="crimson"):
        draw('{% tag "On roll" "crimson" %}')


class _Shape(HTMLParser):
    """Tags and classes in their order, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found.append(
            (name, *sorted((given.get("class") or "").split()), given.get("role") or "", given.get("data-module") or "")
        )

    def handle_endtag(self, name: str) -> None:
        if name not in VOID:
            self.found.append(("/", name))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(("words", " ".join(data.split())))


def shape(html: str) -> list[tuple[str, ...]]:
    reader = _Shape()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize(("component", "name", "template"), [
    ("tag", "grey", '{% tag "Grey" "grey" %}'),
    ("inset-text", "default", None),
    ("details", "default", None),
    ("warning-text", "default", None),
])  # fmt: skip
def test_our_markup_is_that_of_the_design_system(component: str, name: str, template: str | None) -> None:
    path = settings.PROJECT / "build" / "govuk-fixtures" / f"{component}.json"
    if not path.exists():
        pytest.skip("the design system's own examples come with ./onroll's set-up step, which hasn't run here")
    fixture = next(one for one in json.loads(path.read_text())["fixtures"] if one["name"] == name)
    options = fixture["options"]
    template = (
        template
        or {
            "inset-text": "{% inset %}{{ text }}{% endinset %}",
            "details": "{% details summaryText %}{{ text }}{% enddetails %}",
            "warning-text": "{% warning %}{{ text }}{% endwarning %}",
        }[component]
    )
    assert shape(draw(template, **options)) == shape(fixture["html"])


GOOD = whole("<p>x</p>")


@pytest.mark.parametrize(("page", "said"), [
    (GOOD.replace("<h1>T</h1>", ""), "0 h1"),
    (GOOD.replace("<title>T", "<title>Other"), "doesn't begin with the h1"),
    (whole('<p id="a">x</p><p id="a">y</p>'), "the id 'a' stands 2 times"),
    (whole('<input name="q">'), "has no label"),
    (whole('<label for="b">B</label>'), "points at no element"),
    (whole('<form method="post"><button>x</button></form>'), "no csrf token"),
    (whole("<h3>x</h3>"), "an h3 follows an h1"),
    (whole("<table><tr><td>x</td></tr></table>"), "a table has no caption"),
    (whole("<table><caption>c</caption><tr><th>x</th></tr></table>"), "a th has no scope"),
    (whole('<p style="color:red">x</p>'), "has a style of its own"),
    (whole("<script>1</script>"), "a script stands in the page"),
    (whole('<p onclick="x()">x</p>'), "a script in an attribute"),
    (whole('<img src="https://elsewhere.example/x.png" alt="x">'), "is not of this service"),
    (whole('<img src="/x.png">'), "an image has no alt"),
    (whole('<a href="/x"></a>'), "<a> says nothing"),
    (whole("<nav>x</nav>"), "a nav has no name"),
    (whole("<p><div></p></div>"), "closes where"),
    (whole('<a href="#nowhere">x</a>'), "the link '#nowhere' points at no element"),
    (GOOD.replace(' lang="en"', ""), "doesn't say its language"),
])  # fmt: skip
def test_the_check_of_pages_finds_what_it_is_there_for(page: str, said: str) -> None:
    check_page(GOOD)
    with pytest.raises(PageUnsound, match=said):
        check_page(page)
