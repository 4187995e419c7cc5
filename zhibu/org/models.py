"""Organisations, their place in the tree, terms, groups, the units they cover, and the unit's own settings."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.paths import PathField
from zhibu.base.records import Deed, Record, Spell


class OrganisationKind(models.TextChoices):
    HIGHER = "higher", _("上级党组织")
    PRIMARY_COMMITTEE = "primary_committee", _("基层党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")


class BranchKind(models.TextChoices):
    ORDINARY = "ordinary", _("一般党支部")
    JOINT = "joint", _("联合党支部")
    TEMPORARY = "temporary", _("临时党支部")
    MOBILE = "mobile", _("流动党员党支部")


class Domain(models.TextChoices):
    STATE_OWNED_ENTERPRISE = "state_owned_enterprise", _("国有企业")
    VILLAGE = "village", _("村")
    COMMUNITY = "community", _("社区")
    UNIVERSITY = "university", _("高校")
    ORGAN = "organ", _("机关")
    INSTITUTION = "institution", _("事业单位")
    OTHER = "other", _("其他单位")


class Organisation(models.Model):
    """The lasting identity of one organisation. `name` and `path` are those of today; the spells hold the history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()  # its primary committee (itself, for that one and for those above)
    number = models.PositiveIntegerField(unique=True)  # gives the code in paths; never reused
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=120, blank=True)  # 全称, under which papers are signed; empty: the name
    path = PathField(unique=True)
    branch_kind = models.CharField(max_length=10, choices=BranchKind, default=BranchKind.ORDINARY)
    domain = models.CharField(max_length=24, choices=Domain, default=Domain.OTHER)
    founded_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)
    records_from = models.DateField(null=True, blank=True)  # 启用日: nothing earlier is asked after

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(dissolved_on__gte=models.F("founded_on")),
                name="organisation_dissolved_after_founded",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signs_as(self) -> str:
        """落款: the full name, as on the seal."""
        return self.full_name or self.name


class Placement(Spell):
    """Under which organisation, from when."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")


class Change(models.TextChoices):
    MOVED = "moved", _("调整到别的上级下面")
    MERGED = "merged", _("并入")
    SPLIT = "split", _("分出")
    DISSOLVED = "dissolved", _("撤销")


class Restructuring(Deed):
    """机构调整: one act by which the tree became another. What it wrote elsewhere carries its moment and its writer."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="restructurings")
    kind = models.CharField(max_length=10, choices=Change)
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")  # to, into, or made
    document = models.CharField(max_length=120, blank=True)  # which decision of the superior it follows
    moved = models.JSONField(default=list)  # keys of the organisations that hang elsewhere since
    ended = models.JSONField(default=list)  # keys of those that exist no longer since

    class Meta(Deed.Meta):
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["organisation", "happened_on"], name="restructuring_by_organisation"),
        ]


class Profile(Spell):
    """Name, full name, kind of branch and domain, from when."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="profiles")
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=120, blank=True)
    branch_kind = models.CharField(max_length=10, choices=BranchKind, default=BranchKind.ORDINARY)
    domain = models.CharField(max_length=24, choices=Domain, default=Domain.OTHER)


class PartyGroup(Spell):
    """A Party group inside a branch (2018 regulations, art. 13)."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=40)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "name"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="party_group_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(Deed):
    """A committee (or, without one, the secretary) elected on `happened_on`; `ends_on` as recorded at the election."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="terms")
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)  # 第几届
    has_committee = models.BooleanField(default=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)  # committee seats fixed at the election
    ends_on = models.DateField(null=True, blank=True)
    extended_to = models.DateField(null=True, blank=True)
    extension_approved_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("happened_on")), name="term_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(extended_to__gt=models.F("ends_on")),
                name="term_extended_beyond_end",
            ),
            models.UniqueConstraint(
                fields=["root", "organisation", "happened_on"],
                condition=Q(revoked_at__isnull=True),
                name="one_term_a_day",
            ),
        ]


class Unit(Spell):
    """A working unit (department, workshop, project) and the branch that covers it, if any."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")  # who keeps the list
    name = models.CharField(max_length=80)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    full_members = models.PositiveIntegerField(null=True, blank=True)  # stated; used where no branch covers the unit
    branch = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="covered_units"
    )
    is_project = models.BooleanField(default=False)
    project_from = models.DateField(null=True, blank=True)
    project_until = models.DateField(null=True, blank=True)
    contract_workers = models.PositiveIntegerField(null=True, blank=True)  # 分包、劳务人员 at work here
    contract_members = models.PositiveIntegerField(null=True, blank=True)  # members among them
    contract_contact = models.CharField(max_length=60, blank=True)  # who keeps in touch with them: a person or branch
    conditions_met = models.BooleanField(null=True, blank=True)  # 条件具备 (art. 5): people say so, not the program


PROVINCE = "province"
"""A setting that is no figure: in which province a subtree is. Its value has the code of the province."""
IDENTITY_NUMBERS = "identity_numbers"
"""A setting that is no figure: identity numbers of members are kept in this subtree, as a document asks."""
SECOND_FACTOR = "second_factor"
"""A setting that is no figure: roles that see content log in with a second factor in this subtree."""
OWN_WORDS = "own_words"
"""A setting that is no figure: how the unit calls things (`base/own_words.py`), by the key of the term."""
NO_FIGURES = frozenset({PROVINCE, IDENTITY_NUMBERS, SECOND_FACTOR, OWN_WORDS})


class Setting(Spell):
    """A setting of the unit's own, valid in its subtree: stricter than the law, or open in it. It cites its source."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="settings")
    norm = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    source_document = models.CharField(max_length=200)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.CheckConstraint(condition=~Q(source_document=""), name="setting_cites_its_source"),
        ]


class PaperTemplate(Record):
    """A unit's own Word template for one paper, used in its subtree. `digest` names the kept file."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="paper_templates")
    paper = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    filename = models.CharField(max_length=120)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation", "paper"],
                condition=Q(revoked_at__isnull=True),
                name="paper_template_once",
            ),
        ]
