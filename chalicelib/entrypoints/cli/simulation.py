"""`relance simulate`: lives of debtors under faults of every kind, and whether what is promised was kept."""

from typing import Annotated, Any

import typer

from chalicelib.entrypoints.cli.output import AsJson, Exit, ends_well, print_json, progress

# Enough of a world that its debtors have steps of every kind, and few enough that one world takes about a second.
SHOWN = 10


def simulate(
    seed: Annotated[int, typer.Option(help="The same seed, steps and faults are the same history.", min=0)] = 1,
    steps: Annotated[int, typer.Option(help="How many steps are planned, at least.", min=1)] = 1000,
    faults: Annotated[float, typer.Option(help="How often a request fails, from 0 to 0.5.", min=0, max=0.5)] = 0.01,
    as_json: AsJson = False,
) -> None:
    """Run the planner and the sending in memory while requests fail, workers die, events are lost and tables come back
    from backups. Ends with 1 when a mail went out twice, a step was lost, or anything else was not as promised.
    """
    with ends_well(as_json):
        from infra.simulation.run import SITES
        from infra.simulation.run import simulate as run

        sums = dict.fromkeys(("steps", "mails", "duplicates", "lost", "held", "said_twice", "requests", "faults"), 0)
        wrong, covered, worlds = list[str](), set[str](), 0
        while sums["steps"] < steps:
            # One world after the other: each has a seed of its own that follows from the first.
            world = run(seed * 1_000_003 + worlds, faults)
            found, worlds = world.found, worlds + 1
            for name in ("steps", "mails", "duplicates", "lost", "held", "said_twice"):
                sums[name] += getattr(found, name)
            sums["requests"] += world.asked.total()
            sums["faults"] += world.broken
            covered |= {str(site) for site in world.covered}
            wrong += [f"world {worlds}: {said}" for said in found.wrong]
            progress(f"simulate: {sums['steps']} steps, {sums['faults']} faults")
        result: dict[str, Any] = {"seed": seed, **sums, "worlds": worlds, "wrong": wrong[:SHOWN]}
        result |= {"sites_covered": len(covered), "sites_total": len(SITES)}
        if as_json:
            print_json(result)
        else:
            print(_said(result))
        if wrong:
            raise typer.Exit(int(Exit.FAILED))


def _said(result: dict[str, Any]) -> str:
    told = (
        "{steps} steps, {mails} mails, {requests} requests, {faults} faults at {sites_covered} of {sites_total} sites: "
        "{duplicates} sent twice, {lost} lost, {held} wait for a person, {said_twice} said again that had arrived"
    )
    return "\n".join([told.format(**result), *(f"  {line}" for line in result["wrong"])])
