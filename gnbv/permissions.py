"""Rights, named once. Views, templates and services ask these predicates and nothing else.

Access to a record is how it is found (``gnbv/services/access.py``); these say what may be done with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from gnbv.models import Grant, Role, User

FIELD_ROLES = frozenset({Role.COLLECTOR, Role.VILLAGE_HEAD, Role.CADRE})
SURVEY_ROLES = frozenset({Role.COLLECTOR, Role.VILLAGE_HEAD})
DECIDING_ROLES = frozenset({Role.SUPERVISOR})
BOARD_ROLES = frozenset({Role.SUPERVISOR, Role.LEADER, Role.COORDINATOR, Role.OBSERVER})
EXPORT_ROLES = frozenset({Role.LEADER, Role.COORDINATOR})
TASK_ROLES = frozenset({Role.CADRE, Role.COORDINATOR, Role.COLLECTOR, Role.VILLAGE_HEAD, Role.LEADER})
TICK_ROLES = frozenset({Role.CADRE, Role.COORDINATOR, Role.VILLAGE_HEAD})
PLAN_ROLES = frozenset({Role.COORDINATOR, Role.LEADER, Role.CADRE, Role.SUPERVISOR, Role.OBSERVER})
CONFIRMING_ROLES = frozenset({Role.ADMINISTRATOR, Role.LEADER})
LIBRARY_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
PACK_ROLES = frozenset({Role.ADMINISTRATOR, Role.LEADER})
HANDOVER_ROLES = frozenset({Role.SUPERVISOR, Role.COORDINATOR, Role.ADMINISTRATOR})
# Who settles what arrived late or twice, when it is not a survey (surveys: DECIDING_ROLES).
SETTLING_ROLES = frozenset({Role.SUPERVISOR, Role.COORDINATOR})
PEOPLE_ROLES = frozenset({Role.ADMINISTRATOR})
# Who plans, opens and closes a round, makes its list and decides about petitions.
ROUND_ROLES = frozenset({Role.COORDINATOR, Role.LEADER})
# Who takes a petition in at the counter.
COUNTER_ROLES = frozenset({Role.CADRE, Role.COORDINATOR, Role.LEADER})
# Who types sheets that came on paper.
PAPER_ROLES = frozenset({Role.CADRE, Role.COORDINATOR})
# Who gives households to collectors, and concludes those that no visit reaches.
ASSIGNING_ROLES = frozenset({Role.COORDINATOR, Role.LEADER, Role.SUPERVISOR})
READING_ROLES = frozenset({Role.SUPERVISOR, Role.LEADER, Role.COORDINATOR, Role.OBSERVER})
# Who reads a household of the register at the office.
HOME_ROLES = READING_ROLES | COUNTER_ROLES

# The village's procedure (QĐ 24/2021/QĐ-TTg). Who moves a village from stage to stage.
PROCEDURE_ROLES = frozenset({Role.VILLAGE_HEAD, Role.COORDINATOR, Role.LEADER})
# Who holds the village meeting and writes its minutes; who puts lists up and takes them down.
MEETING_ROLES = frozenset({Role.VILLAGE_HEAD, Role.CADRE, Role.COORDINATOR})
# Who concludes in writing for the steering board, answers complaints, submits to the chair.
CONCLUDING_ROLES = frozenset({Role.COORDINATOR, Role.LEADER})
# Who signs the commune's decision: its chair.
RECOGNISING_ROLES = frozenset({Role.LEADER})
# Who prints certificates; whoever is in the village hands them over.
CERTIFICATE_ROLES = frozenset({Role.COORDINATOR, Role.LEADER})
HANDING_ROLES = CERTIFICATE_ROLES | frozenset({Role.VILLAGE_HEAD, Role.CADRE})
# Who reads where a village's procedure stands, its file and the official tables.
FILE_ROLES = READING_ROLES | MEETING_ROLES
# Who keeps a unit's own holidays and what it switches in the procedure.
DAY_ROLES = ROUND_ROLES
# Who submits official tables.
TABLE_ROLES = frozenset({Role.COORDINATOR, Role.LEADER})
OBSERVING_ROLES = frozenset({Role.OBSERVER})


@dataclass(frozen=True)
class Actor:
    """Who acts, with the grants in force on ``today`` (civil day in Viet Nam)."""

    tenant: int
    user_id: UUID
    name: str
    username: str
    grants: tuple[Grant, ...]
    today: date
    person_id: UUID | None = None
    device_id: UUID | None = None
    locale: str = "vi"
    by_deposit: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)

    def has(self, roles: Iterable[Role]) -> bool:
        return not self.roles.isdisjoint(roles)

    def paths(self, roles: Iterable[Role] | None = None) -> list[str]:
        """Paths of the units over which the actor holds any of ``roles`` (any role when ``None``)."""
        wanted = None if roles is None else frozenset(roles)
        return [grant.unit.path for grant in self.grants if wanted is None or grant.role in wanted]

    def holds(self, roles: Iterable[Role], path: str) -> bool:
        """Whether any of ``roles`` is held at or above the unit with ``path``."""
        return any(path.startswith(above) for above in self.paths(roles))

    def reaches(self, path: str) -> bool:
        """Whether any role is held at or above the unit with ``path``."""
        return any(path.startswith(above) for above in self.paths())


def actor_for(user: User, today: date, *, device_id: UUID | None = None, by_deposit: bool = False) -> Actor:
    """The actor behind a signed-in user: only grants in force today count; an inactive user has none."""
    grants = tuple(grant for grant in user.grants if user.is_active and grant.holds_on(today))
    return Actor(
        tenant=user.tenant,
        user_id=user.id,
        name=user.name,
        username=user.username,
        grants=grants,
        today=today,
        person_id=user.person_id,
        device_id=device_id,
        locale=user.locale,
        by_deposit=by_deposit,
        roles=frozenset(grant.role for grant in grants),
    )


def can_collect(actor: Actor, path: str) -> bool:
    """May survey households of the unit with ``path``."""
    return actor.holds(SURVEY_ROLES, path)


def can_decide(actor: Actor, path: str, collector_id: UUID) -> bool:
    """May approve or return a survey there. Nobody decides their own sheet."""
    return actor.user_id != collector_id and actor.holds(DECIDING_ROLES, path)


def can_settle(actor: Actor) -> bool:
    """May look at what waits for a person: conflicts, and what came late."""
    return actor.has(SETTLING_ROLES)


def can_assign(actor: Actor) -> bool:
    """May open the page on which households are given to collectors."""
    return actor.has(ASSIGNING_ROLES)


def can_assign_in(actor: Actor, path: str) -> bool:
    """May give households of the unit with ``path`` to collectors, and conclude those that no visit reaches."""
    return actor.holds(ASSIGNING_ROLES, path)


def can_read_survey(actor: Actor, path: str) -> bool:
    return actor.holds(READING_ROLES, path)


def can_see_board(actor: Actor) -> bool:
    return actor.has(BOARD_ROLES)


def can_export(actor: Actor) -> bool:
    return actor.has(EXPORT_ROLES)


def can_tick(actor: Actor, path: str) -> bool:
    """May say that an occurrence of a task of the unit with ``path`` is done."""
    return actor.holds(TICK_ROLES, path)


def can_see_plans(actor: Actor) -> bool:
    return actor.has(PLAN_ROLES)


def can_confirm_pack(actor: Actor) -> bool:
    """May say that a component of a pack agrees with its official source."""
    return actor.has(CONFIRMING_ROLES)


def can_keep_forms(actor: Actor) -> bool:
    """May take in, compare, publish and retire sheets."""
    return actor.has(LIBRARY_ROLES)


def can_keep_packs(actor: Actor) -> bool:
    """May take in standards, put a version in use and see what it changes."""
    return actor.has(PACK_ROLES)


def can_take_handovers(actor: Actor) -> bool:
    """May take in files of phones without a network."""
    return actor.has(HANDOVER_ROLES)


def can_keep_people(actor: Actor) -> bool:
    """May close and open accounts, move people, reset passwords and end phones."""
    return actor.has(PEOPLE_ROLES)


def can_run_rounds(actor: Actor) -> bool:
    """May plan, open and close rounds, and decide about petitions."""
    return actor.has(ROUND_ROLES)


def can_type_paper(actor: Actor) -> bool:
    """May open the pages on which sheets of paper are typed."""
    return actor.has(PAPER_ROLES)


def can_type_paper_of(actor: Actor, path: str) -> bool:
    """May type the paper of households of the unit with ``path``."""
    return actor.holds(PAPER_ROLES, path)


def can_take_petitions(actor: Actor) -> bool:
    """May take in and read petitions at the counter."""
    return actor.has(COUNTER_ROLES)


def can_read_homes(actor: Actor) -> bool:
    """May open the pages of the register at the office."""
    return actor.has(HOME_ROLES)


def can_take_petition_in(actor: Actor, commune_path: str, village_path: str) -> bool:
    """May take a petition of this village in: at the commune's counter, or at the door by who surveys there."""
    return actor.holds(COUNTER_ROLES, commune_path) or actor.holds(SURVEY_ROLES, village_path)


def can_print_certificates(actor: Actor) -> bool:
    """May order, print, re-issue certificates and look up the whole commune's."""
    return actor.has(CERTIFICATE_ROLES)


def can_hand_certificates(actor: Actor) -> bool:
    """May hand certificates over and take back those that hold no more."""
    return actor.has(HANDING_ROLES)


def can_read_certificates(actor: Actor) -> bool:
    """May open the pages of certificates."""
    return actor.has(FILE_ROLES)


def can_see_procedure(actor: Actor) -> bool:
    """May look at where villages stand in their procedure."""
    return actor.has(FILE_ROLES)


def can_move_villages(actor: Actor) -> bool:
    """May take a village to its next stage."""
    return actor.has(PROCEDURE_ROLES)


def can_move_villages_back(actor: Actor) -> bool:
    """May take a village back to an earlier stage."""
    return actor.has(CONCLUDING_ROLES)


def can_keep_days(actor: Actor) -> bool:
    """May write down a unit's own holidays and switch what its procedure leaves out."""
    return actor.has(DAY_ROLES)


def can_see_days(actor: Actor) -> bool:
    """May look at a unit's days off."""
    return actor.has(FILE_ROLES | DAY_ROLES)


def can_observe(actor: Actor) -> bool:
    """May draw a sample from a village's file and write recommendations."""
    return actor.has(OBSERVING_ROLES)


def can_see_postings(actor: Actor) -> bool:
    """May open and print the lists that are posted in villages."""
    return actor.has(FILE_ROLES)


def can_post(actor: Actor) -> bool:
    """May make a village's list, put it up, read it out and take it down."""
    return actor.has(MEETING_ROLES)


def can_see_complaints(actor: Actor) -> bool:
    """May open the book of complaints: who handles them, and those that they took in themselves."""
    return actor.has(FILE_ROLES)


def can_take_complaints(actor: Actor) -> bool:
    """May take complaints in at the counter, say which home one is about, note that it was taken back."""
    return actor.has(COUNTER_ROLES)


def can_give_rechecks(actor: Actor) -> bool:
    """May give the re-check after a complaint to somebody."""
    return actor.has(ASSIGNING_ROLES)


def can_answer_complaints(actor: Actor) -> bool:
    """May answer complaints in writing and open answered ones again."""
    return actor.has(CONCLUDING_ROLES)


def can_see_meetings(actor: Actor) -> bool:
    """May open a village's meetings, their list and their minutes."""
    return actor.has(FILE_ROLES)


def can_hold_meetings(actor: Actor) -> bool:
    """May plan village meetings, write what they were and close their minutes."""
    return actor.has(MEETING_ROLES)


def can_conclude_for_board(actor: Actor) -> bool:
    """May write the steering board's word on a household, and say whose hands meetings count."""
    return actor.has(CONCLUDING_ROLES)


def can_read_tables(actor: Actor) -> bool:
    """May read the official tables, and the households behind their numbers."""
    return actor.has(READING_ROLES)


def can_submit_tables(actor: Actor) -> bool:
    """May enter the number of all households, submit tables and fill a superior's workbook."""
    return actor.has(TABLE_ROLES)


def can_see_recognitions(actor: Actor) -> bool:
    """May open the commune's decisions, their lists and papers: whoever has a right over more than one village."""
    return actor.has(FILE_ROLES - {Role.VILLAGE_HEAD})


def can_submit_recognitions(actor: Actor) -> bool:
    """May gather villages, submit lists to the chair, write the superior's opinion, say which standard serves what."""
    return actor.has(CONCLUDING_ROLES)


def can_sign_recognitions(actor: Actor) -> bool:
    """May sign the commune's decision and correct it afterwards."""
    return actor.has(RECOGNISING_ROLES)


def can_keep_income_sheets(actor: Actor) -> bool:
    """May write and conclude income sheets of requests for the average living standard."""
    return actor.has(COUNTER_ROLES)
