"""What an office page says when a field is not filled as it must be, and when the commune cannot be reached."""

from tests.browser.expecting import expect


def words_at(field):
    return field.evaluate("field => field.validationMessage")


def test_a_field_left_empty_is_told_in_the_words_of_the_page(met, desk):
    page = desk(met, "quantri")
    page.goto(f"{met.office}/account/password")
    page.locator("main form [type=submit], main form button:not([type=button])").first.click()
    first = page.get_by_label("Mật khẩu đang dùng")
    assert words_at(first) == "Ô này chưa ghi. Ghi vào rồi bấm lại."
    first.fill("gì đó")
    assert words_at(first) == ""


def test_an_act_without_a_network_says_that_nothing_changed(met, desk):
    page = desk(met, "daumoi")
    page.goto(f"{met.office}/tasks")
    page.route("**/*", lambda route: route.abort("internetdisconnected"))
    page.evaluate("htmx.ajax('GET', '/tasks', {target: 'main', swap: 'none'}).catch(() => null)")
    expect(page.get_by_role("alert")).to_contain_text("Chưa có gì thay đổi")
