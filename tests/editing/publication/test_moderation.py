"""A moderator's comment in the writer's form."""

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import log_in, make_user


def test_the_comment_of_requested_changes_stands_in_the_form_until_it_is_submitted_again(index: NewsIndexPage) -> None:
    article = make_article(index, live=False)
    article.save_revision()
    writer, moderator = make_user("Editors"), make_user("Moderators", first_name="Ana", last_name="Duarte")
    form = f"/admin/pages/{article.pk}/edit/"
    assert 'id="moderator-comment"' not in log_in(writer).get(form).content.decode()
    workflow = article.get_workflow()
    assert workflow is not None
    workflow.start(article, writer)
    task_state = article.current_workflow_state.current_task_state

    task_state.task.on_action(task_state, moderator, "reject", comment="Name a <b>second</b> source.")

    html = log_in(writer).get(form).content.decode()
    assert "Ana Duarte asked for changes, " in html
    assert "Name a &lt;b&gt;second&lt;/b&gt; source." in html
    returned = ArticlePage.objects.get(pk=article.pk)
    returned.current_workflow_state.resume(user=writer)
    assert 'id="moderator-comment"' not in log_in(writer).get(form).content.decode()
