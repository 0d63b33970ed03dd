"""Suggestions while typing: keyboard, finger, an input method, late answers, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Archive
from tests.browser.test_accessibility import violations

PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 844}}
DARK = {**PHONE, "color_scheme": "dark"}
OPTION = '.suggest [role="option"]'


def type_into(page: Page, url: str, text: str, field: str = "#q") -> None:
    """Open a page, type into its search box and wait for the options."""
    page.goto(url)
    with page.expect_response(re.compile(r"/suggest/(lines/)?\?")):
        page.locator(field).press_sequentially(text)
    expect(page.locator(OPTION).first).to_be_visible()


def active(page: Page, field: str = "#q") -> str:
    """Return the text of the active option, "" for none."""
    text: str = page.evaluate(
        """field => {
            const id = document.querySelector(field).getAttribute("aria-activedescendant");
            const option = id && document.getElementById(id);
            return option ? option.querySelector(".what").innerText : "";
        }""",
        field,
    )
    return text


def test_keys_choose_a_suggestion(page: Page, archive: Archive) -> None:
    type_into(page, archive.url, "kerry lavr")
    box = page.get_by_role("combobox", name="Search the archive")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(page.get_by_role("group", name="Together")).to_be_visible()
    expect(page.locator('form.search [role="status"]')).to_have_text(re.compile(r"\d+ suggestions"))
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("John Kerry and Sergei Lavrov")
    expect(page.locator('[aria-selected="true"]')).to_have_count(1)
    page.keyboard.press("ArrowUp")
    assert active(page) == ""
    page.keyboard.press("ArrowUp")
    assert active(page).startswith("The words")
    page.keyboard.press("Home")
    assert active(page).startswith("John Kerry and Sergei Lavrov")
    page.keyboard.press("End")
    assert active(page).startswith("The words")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/\?person=john-kerry&person=sergei-lavrov$"))
    expect(page.locator("ul.chips a:not(.clear)")).to_have_count(2)


def test_escape_closes_and_an_arrow_opens_again(page: Page, archive: Archive) -> None:
    type_into(page, archive.url, "kerry")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".suggest")).to_be_hidden()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    assert active(page) == ""
    expect(page.locator("#q")).to_have_value("kerry")
    page.keyboard.press("ArrowDown")
    expect(page.locator(OPTION).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".suggest")).to_be_hidden()


def test_enter_without_a_choice_searches_for_the_words(page: Page, archive: Archive) -> None:
    type_into(page, archive.url, "kerry")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/\?q=kerry$"))
    expect(page.locator(".readings a").first).to_be_visible()


def test_the_box_in_the_head_of_other_pages_suggests_too(page: Page, archive: Archive) -> None:
    type_into(page, f"{archive.url}/people/", "ukraine", "#search")
    right = page.locator(".suggest").evaluate("(each) => each.getBoundingClientRect().right - innerWidth")
    assert right <= 0
    page.locator(OPTION).filter(has_text="Ukraine").first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?country=UA$"))


def test_choosing_on_the_page_of_results_keeps_the_filters(page: Page, archive: Archive) -> None:
    type_into(page, f"{archive.url}/articles/?country=UA", "kerry")
    page.locator(OPTION).filter(has_text="John Kerry").first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?country=UA&person=john-kerry$"))
    expect(page.locator(".suggest")).to_be_hidden()
    type_into(page, page.url, "2014")
    page.locator(OPTION).filter(has_text="2014").first.click()
    expect(page).to_have_url(re.compile(r"country=UA&person=john-kerry&after=2014&before=2014$"))


def test_two_names_are_compared_by_keyboard(page: Page, archive: Archive) -> None:
    type_into(page, f"{archive.url}/compare/", "lavr", "#add1")
    box = page.get_by_role("combobox", name="Compare", exact=True)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).not_to_have_attribute("list", "frequent")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert active(page, "#add1").startswith("Sergei Lavrov")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare/\?q=person%3Asergei-lavrov#add1$"))
    second = page.get_by_role("combobox", name="Compare with")
    expect(page.locator("#add1")).to_be_focused()
    page.keyboard.type("ukraine")
    expect(page.locator(OPTION).first).to_contain_text("Ukraine")
    expect(second).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=person%3Asergei-lavrov&q=country%3AUA$"))
    expect(page.get_by_role("heading", name=re.compile("^Share of each"))).to_be_visible()


def test_each_field_of_a_comparison_has_its_own_list(page: Page, archive: Archive) -> None:
    type_into(page, f"{archive.url}/compare/", "lavr", "#add1")
    page.locator("#add2").focus()
    expect(page.locator(".suggest:visible")).to_have_count(0)
    page.locator("#add2").press_sequentially("ukraine")
    expect(page.locator(OPTION).first).to_contain_text("Ukraine")
    expect(page.locator('[id="suggestions"]')).to_have_count(1)
    page.locator(OPTION).first.click()
    expect(page.get_by_role("heading", name="Which “lavr”?")).to_be_hidden()
    expect(page.locator("ol.key > li")).to_have_count(2)


def test_a_search_within_articles_suggests_what_is_in_them(page: Page, archive: Archive) -> None:
    type_into(page, f"{archive.url}/people/john-kerry/", "lavr")
    box = page.get_by_role("combobox", name="Search within these articles")
    expect(box).to_have_attribute("aria-controls", "suggestions")
    page.keyboard.press("ArrowDown")
    assert active(page).startswith("Sergei Lavrov")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/people/john-kerry/\?person=sergei-lavrov$"))
    expect(page.locator("ul.chips")).to_contain_text("Sergei Lavrov")


def test_enter_takes_the_first_line_where_it_says_so(page: Page, archive: Archive) -> None:
    type_into(page, archive.url, "sergei lavrov march 2014")
    expect(page.locator(".advice")).to_contain_text("Enter takes the first line")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?person=sergei-lavrov&after=2014-03&before=2014-03&asked="))


def test_the_first_names_are_drawn_where_there_is_room(page: Page, archive: Archive) -> None:
    type_into(page, archive.url, "lavrov")
    expect(page.locator(".preview")).to_be_visible()
    expect(page.locator(".preview")).to_contain_text("Sergei Lavrov")
    page.set_viewport_size({"width": 1279, "height": 900})
    expect(page.locator(".preview")).to_be_hidden()
    type_into(page, f"{archive.url}/people/", "lavrov", "#search")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".preview")).to_be_hidden()


def test_a_late_answer_to_earlier_text_is_dropped(page: Page, archive: Archive) -> None:
    held: list[Route] = []
    page.route("**/suggest/?q=ker", lambda route: held.append(route))  # noqa: PLW0108  (not a Python method)
    page.goto(archive.url)
    with page.expect_request("**/suggest/?q=ker"):
        page.locator("#q").press_sequentially("ker")
    page.locator("#q").fill("ukraine")
    expect(page.locator(OPTION).first).to_contain_text("Ukraine")
    assert held
    for route in held:
        route.fulfill(body='<div data-said="1"><a role="option" id="suggestion-1" href="/">Late</a></div>')
    page.wait_for_timeout(300)
    expect(page.locator(OPTION).first).to_contain_text("Ukraine")


def test_typing_fast_asks_little(page: Page, archive: Archive) -> None:
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/suggest/" in sent.url else None)
    type_into(page, archive.url, "sergei lavrov")
    assert 1 <= len(asked) <= 4
    page.locator("#q").fill("s")
    expect(page.locator(".suggest")).to_be_hidden()


def test_a_word_being_composed_is_left_alone(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.locator("#q").focus()
    method = page.context.new_cdp_session(page)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/suggest/" in sent.url else None)
    method.send("Input.imeSetComposition", {"text": "kerr", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(400)
    assert asked == []
    method.send("Input.insertText", {"text": "kerry"})
    expect(page.locator(OPTION).first).to_contain_text("John Kerry")


def test_an_odd_answer_leaves_a_plain_search_box(page: Page, archive: Archive) -> None:
    page.route("**/suggest/**", lambda route: route.fulfill(body="<p>Sign in to the network</p>"))
    page.goto(archive.url)
    page.locator("#q").press_sequentially("oil")
    page.wait_for_timeout(400)
    expect(page.locator(".suggest")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/\?q=oil$"))


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_a_finger_chooses(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.locator("#q").tap()
    page.locator("#q").press_sequentially("lavrov")
    option = page.locator(OPTION).first
    expect(option).to_contain_text("Sergei Lavrov")
    box = option.bounding_box()
    assert box
    assert box["height"] >= 40
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"/articles/\?person=sergei-lavrov$"))


@pytest.mark.parametrize("context", [PHONE], indirect=True)
def test_a_question_takes_two_steps_on_a_phone(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.locator("#q").tap()  # writing the question is one step, sending it the other
    page.locator("#q").press_sequentially("what happened in ukraine in march 2014?")
    page.keyboard.press("Enter")
    expect(page.locator("ul.chips")).to_contain_text("Ukraine")
    expect(page.locator("ul.chips")).to_contain_text("March 2014")
    expect(page.locator(".understood")).to_contain_text("was read as Ukraine, March 2014")
    page.get_by_role("link", name="Search for exactly these words").tap()
    expect(page.locator("#q")).to_have_value("what happened in ukraine in march 2014?")


@pytest.mark.parametrize("context", [{}, DARK], indirect=True, ids=["screen, light", "phone, dark"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        *(("/", "#q"), ("/people/", "#search"), ("/articles/", "#q")),
        *(("/compare/", "#add1"), ("/compare/?q=oil", "#add1"), ("/people/john-kerry/", "#q")),
    ],
)
def test_open_suggestions_are_accessible_and_fit(page: Page, archive: Archive, path: str, field: str) -> None:
    type_into(page, archive.url + path, "kerry lavrov march 2014", field)
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    for width in (320, 390, 820, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("context", [{}, DARK], indirect=True, ids=["screen, light", "phone, dark"])
@pytest.mark.parametrize("path", ["?q=kerry+rejects+2014", "?q=what+happened+in+ukraine+in+2014%3F"])
def test_readings_on_the_page_of_results_have_no_violation(page: Page, archive: Archive, path: str) -> None:
    page.goto(f"{archive.url}/articles/{path}")
    expect(page.locator(".readings, .understood").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_script_the_lines_stand_above_the_results(page: Page, archive: Archive) -> None:
    page.goto(archive.url)
    page.locator("#q").fill("kerry rejects")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#q")).not_to_have_attribute("role", "combobox")
    page.locator(".readings a").filter(has_text="person").first.click()
    expect(page).to_have_url(re.compile(r"/articles/\?person=john-kerry$"))


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_script_the_other_fields_work_as_before(page: Page, archive: Archive) -> None:
    page.goto(f"{archive.url}/compare/")
    expect(page.locator("#add1")).to_have_attribute("list", "frequent")
    page.locator("#add1").fill("John Kerry")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"q=person%3Ajohn-kerry$"))
    page.goto(f"{archive.url}/people/john-kerry/")
    page.locator("#q").fill("lavrov")
    page.locator("form.within button").click()
    expect(page).to_have_url(re.compile(r"/people/john-kerry/\?q=lavrov$"))
