"""The keys of the table: what the planner reads is where the cases are."""

from chalicelib.adapters.dynamo.keys import due_shard, due_shards
from chalicelib.domain.case import CaseKey


def test_every_case_falls_into_a_shard_that_the_planner_reads_and_every_shard_has_its_part() -> None:
    fallen = [due_shard(CaseKey("cre_1", f"dbt_{n}")) for n in range(400)]
    assert set(fallen) == set(due_shards())
    assert all(60 < fallen.count(shard) < 140 for shard in due_shards())
