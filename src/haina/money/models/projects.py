"""What the project behind an application is and what it costs, as those who filed it tell."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.money.overlap import Line, Project
from haina.people.models import Account


class ProjectOutline(models.Model):
    """A project in words, with the lines of its budget; never changed, the latest one of a case counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="project_outlines")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is about"))
    #: The lines of the budget: a list of {title, fen}.
    lines = models.JSONField(_("budget"), default=list)
    #: Sending the same form twice writes it once.
    key = models.CharField(max_length=80, unique=True)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("outline of a project")
        verbose_name_plural = _("outlines of projects")
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="outline_says_something"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def budget(self) -> tuple[Line, ...]:
        """The lines of the budget."""
        return tuple(Line(each["title"], each["fen"]) for each in self.lines)

    @property
    def fen(self) -> int:
        """What the lines add up to."""
        return sum(each.fen for each in self.budget)

    @property
    def project(self) -> Project:
        """The outline as it is compared; its id is that of the case."""
        return Project(str(self.case_id), f"{self.title}\n{self.text}", self.budget)
