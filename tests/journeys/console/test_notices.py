"""A notice of illegal content on its whole way: the report dialog, the form, the console, the answer."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_looks import barriers
from tests.mailbox import Mailbox

pytestmark = pytest.mark.journey

TEXT = "قبض العمدة مالا مقابل الجسر والجميع يعرف ذلك"  # held: no engine may decide in Arabic
SENDER = "ada@reyes.example"


def test_a_notice_is_sent_without_an_account_and_its_answer_read(
    browser: Browser, stack: Stack, desk: Desk, open_queue: Opener, mailbox: Mailbox
) -> None:
    article = desk.article("notified")
    comment = desk.held(article, TEXT)
    desk.decide("publish", comment)
    context = browser.new_context(locale="fr-FR", color_scheme="dark")
    page = context.new_page()
    page.goto(f"{stack.url}/notice?comment={comment}")
    expect(page.get_by_role("blockquote")).to_contain_text(TEXT)
    page.get_by_label("De quoi").select_option("defamation")
    page.get_by_label("Pourquoi").fill("Un tribunal a dit le contraire.")
    page.get_by_label("Votre nom").fill("Ada Reyes")
    page.get_by_label("Votre adresse e-mail").fill(SENDER)
    page.get_by_label("bonne foi").check()
    assert barriers(page) == []
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Nous avons votre notification")).to_be_visible()
    assert barriers(page) == []

    console = open_queue(article)
    console.goto(f"{stack.url}/console/notices")
    notice = console.locator(".notice", has_text="Un tribunal")
    expect(notice).to_contain_text("defamation")
    notice.get_by_label("Your answer").fill("Nous l’avons retiré.")
    assert barriers(console) == []
    notice.get_by_role("button", name="Remove the comment").click()
    expect(notice).to_have_count(0)

    desk.wait(comment, "rejected")
    page.reload()
    expect(page.get_by_text("Le commentaire a été retiré.")).to_be_visible()
    expect(page.get_by_text("Nous l’avons retiré.")).to_be_visible()
    answer = mailbox.wait_for(SENDER, count=2)
    receipt = mailbox.sent_to(SENDER)[0]
    assert page.url.split("&lang")[0] in receipt.get_content()
    assert "Nous l’avons retiré." in answer.get_content()
    context.close()
