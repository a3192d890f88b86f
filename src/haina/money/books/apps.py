"""The Django app of the units' books."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Registers the app under the label `books`."""

    name = "haina.money.books"
    label = "books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show what is due among the dates of those who owe it, and who may do what on the page of that.

        And let the demo have books.
        """
        from haina.cases.dates.sources import register_source
        from haina.cases.demo_chapters import add_chapter
        from haina.money.books.dates import obligations
        from haina.money.books.demo import make_books
        from haina.money.books.permission_page import section
        from haina.people.permission_matrix import add_section

        register_source(obligations)
        add_chapter(make_books)
        add_section("books", section)
