"""The mutants: the patch, the layer that is off, and the users whose run must detect it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.authorization_matrix.configurations import FILTERS_ONLY, RLS_ONLY

TOLD = frozenset({"canary", "forbidden write", "count", "ticket"})


@dataclass(frozen=True)
class Mutant:
    """One patch in ``tests/mutants`` and the part of the matrix that must detect it."""

    patch: str
    people: tuple[str, ...]
    only: str
    configuration: str = FILTERS_ONLY
    citizens: tuple[str, ...] = ()
    twins: bool = False
    found_by: frozenset[str] = TOLD
    together: str = ""
    """Mutants of the same word share a process: other files, other pages, the same users."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Arguments of the run."""
        return {
            "configuration": self.configuration,
            "people": list(self.people),
            "only": self.only,
            "share": 1,
            "citizens": list(self.citizens),
            "twins": self.twins,
            "walls": self.configuration == RLS_ONLY,
        }

    def detected(self, findings: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
        """The findings that are due to this mutant: at its own pages if it is not alone."""
        at = re.compile(self.only if self.together else "")
        return [
            each
            for each in findings
            if each["what"] in self.found_by and at.search(f"{each['method']} {each['path']}")
        ]


RECEPTION, LEADER, DISTRICT = "commune reception", "commune leader", "district leader"
POLICE, ADMIN, IT, AWAY = "police", "city admin", "district it", "moved away"
NOWHERE, FAR_POLICE = "posted nowhere", "far police"

CROSSED, HOLDER = ("another's draft, own token",), ("holder of a draft",)

FILTERS: tuple[Mutant, ...] = (
    Mutant(
        "matrix_queue_of_every_commune.patch",
        (RECEPTION,),
        "GET /can-bo/mot-cua/\\?",
        together="desk",
    ),
    Mutant("matrix_counts_of_every_commune.patch", (RECEPTION,), "^$", twins=True),
    Mutant(
        "matrix_page_of_any_dossier.patch",
        (RECEPTION,),
        "GET .*/mot-cua/ho-so/[^/]*$",
        together="desk",
    ),
    Mutant("matrix_file_of_any_paper.patch", (LEADER,), "GET .*/mot-cua/giay-to/"),
    Mutant(
        "matrix_step_in_any_commune.patch",
        (LEADER,),
        "POST .*/mot-cua/ho-so/[^/]*/buoc$",
    ),
    Mutant(
        "matrix_packets_of_every_agency.patch", (FAR_POLICE,), "GET /can-bo/ho-so-lien-thong/[^/]*$"
    ),
    Mutant("matrix_show_without_scope.patch", (RECEPTION,), "GET .*/show/"),
    Mutant(
        "matrix_colleagues_of_the_whole_city.patch",
        (RECEPTION,),
        "GET .*/lua-chon/",
        together="desk",
    ),
    Mutant("matrix_choice_of_any_key.patch", (IT,), "POST /can-bo/vi-tri/add", together="staff"),
    Mutant(
        "matrix_whoever_opens_may_change.patch",
        (IT,),
        "POST /can-bo/(xa-phuong|co-quan)/edit",
        together="staff",
    ),
    Mutant(
        "matrix_action_on_any_row.patch", (IT,), "POST /can-bo/nhan-su/action", together="staff"
    ),
    Mutant("matrix_kept_form_of_anybody.patch", (RECEPTION,), "GET .*/gui-lai/", together="desk"),
    Mutant(
        "matrix_posting_that_never_ends.patch", (NOWHERE,), "GET /can-bo/(mot-cua/\\?|ho-so/list)"
    ),
    Mutant("matrix_words_of_messages_for_all.patch", (ADMIN,), "GET .*/thu-nghiem/"),
    Mutant("matrix_name_in_the_log.patch", (RECEPTION,), "GET .*/mot-cua/ho-so/[^/]*$"),
    Mutant("matrix_related_list_without_scope.patch", (RECEPTION,), "GET /can-bo/nhan-su/show/"),
    Mutant(
        "matrix_list_of_every_entry.patch",
        (RECEPTION,),
        "GET .*/so-ho-tich/dang-ky/list",
        together="desk",
    ),
    Mutant(
        "matrix_dashboard_of_every_commune.patch",
        (DISTRICT,),
        "GET /can-bo/bang-dieu-hanh/$",
        together="figures",
    ),
    Mutant(
        "matrix_list_behind_any_number.patch",
        (DISTRICT,),
        "GET /can-bo/bang-dieu-hanh/ho-so/.*=received",
        together="figures",
    ),
    Mutant(
        "matrix_report_of_any_unit.patch",
        (DISTRICT,),
        "GET .*/da-phat-hanh/",
        together="figures",
    ),
    Mutant("matrix_draft_by_its_key_alone.patch", (), "GET /nop-ho-so/", citizens=CROSSED),
    Mutant("matrix_paper_of_any_draft.patch", (), "GET /nop-ho-so/giay-to/", citizens=HOLDER),
)
"""Missing filters: detected while row-level security, which would hide the rows, is off."""

POLICIES: tuple[Mutant, ...] = (
    *(
        Mutant(f"matrix_{name}.patch", people, only, RLS_ONLY, () if people else CROSSED)
        for name, people, only in (
            ("policy_dossiers_of_everybody", (RECEPTION,), "GET .*/mot-cua/ho-so/[^/]*$"),
            ("policy_readers_write", ("two hats",), "POST .*/mot-cua/ho-so/[^/]*/buoc/"),
            (
                "policy_packets_of_every_agency",
                (FAR_POLICE,),
                "GET /can-bo/ho-so-lien-thong/[^/]*$",
            ),
            ("policy_entries_of_every_book", (RECEPTION,), "GET .*/so-ho-tich/dang-ky/"),
            ("policy_staff_of_the_whole_city", (IT,), "GET /can-bo/nhan-su/"),
            ("policy_kept_forms_of_anybody", (RECEPTION,), "GET .*/gui-lai/"),
            ("policy_words_of_messages", (ADMIN,), "GET .*/thu-nghiem/"),
            ("policy_drafts_of_anybody", (), "GET /nop-ho-so/"),
            ("scope_of_past_postings", (AWAY,), "GET /can-bo/(mot-cua/\\?|ho-so/list)"),
            ("scope_of_a_district_for_a_commune", (RECEPTION,), "GET /can-bo/mot-cua/\\?"),
            ("scope_of_a_draft_without_token", (), "GET /nop-ho-so/"),
            ("grant_on_keys_of_files", (RECEPTION,), "POST /can-bo/giay-to/edit"),
        )
    ),
    Mutant(
        "matrix_policy_counts_of_every_commune.patch",
        (DISTRICT,),
        "GET .*/bang-dieu-hanh/\\?xa",
        RLS_ONLY,
        together="counts",
    ),
    Mutant(
        "matrix_map_of_every_commune.patch",
        (DISTRICT,),
        "GET /can-bo/ban-do/\\?",
        RLS_ONLY,
        together="counts",
    ),
    Mutant("matrix_code_without_its_secret.patch", (), "POST /tra-cuu$", RLS_ONLY, ("anonymous",)),
)
"""Policies and grants that are too wide: detected while no filter hides the rows."""

MUTANTS = (*FILTERS, *POLICIES)


def groups() -> list[tuple[Mutant, ...]]:
    """The mutants of each process."""
    found: dict[str, list[Mutant]] = {}
    for each in MUTANTS:
        found.setdefault(each.together or each.patch, []).append(each)
    return [tuple(group) for group in found.values()]
