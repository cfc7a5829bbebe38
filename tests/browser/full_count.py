"""A full count: a collector has every household of the own villages, so that lists and kits are long."""

from __future__ import annotations

from tests.browser.stage import Stage

GIVE_ALL = """
INSERT INTO assignment (tenant, id, round_id, household_id, user_id, purpose, due_on, assigned_at)
SELECT home.tenant, home.id, given.round_id, home.id, given.user_id, 'main', given.due_on, given.assigned_at
FROM household AS home
JOIN (SELECT assignment.* FROM assignment JOIN user_account ON user_account.id = assignment.user_id
      WHERE user_account.username = 'rasoat' AND assignment.closed_at IS NULL LIMIT 1) AS given
WHERE home.unit_id IN (SELECT unit_id FROM role_grant WHERE user_id = given.user_id)
  AND home.id NOT IN (SELECT household_id FROM assignment WHERE closed_at IS NULL)
"""


def give_all(stage: Stage) -> int:
    """Give rasoat every household of three villages; answers how many they are."""
    stage.server.write(GIVE_ALL)
    return stage.count(
        "SELECT count(*) FROM assignment JOIN user_account ON user_account.id = user_id"
        " WHERE username = 'rasoat' AND closed_at IS NULL"
    )
