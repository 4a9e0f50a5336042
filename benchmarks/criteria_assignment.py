"""Capacity-limited stable assignment: ours against the ``matching`` library on the same preferences.

python -m benchmarks.criteria_assignment [--full]     # --full also runs the library at 10^4 × 10^3 (about 40 s)
"""

import os
import sys
from random import Random
from statistics import median
from time import perf_counter

from portal.criteria.assignment import Round, blocking_pairs, deferred_acceptance

SIZES = ((1_000, 100), (10_000, 1_000), (100_000, 10_000))


def market(askers: int, mentors: int, seed: int = 3) -> Round:
    """Each firm ranks 20 mentors; places for as many as there are firms."""
    random = Random(seed)
    wishes = {f"a{a}": [f"m{m}" for m in random.sample(range(mentors), 20)] for a in range(askers)}
    scores: dict[str, dict[str, float]] = {f"m{m}": {} for m in range(mentors)}
    for asker, listed in wishes.items():
        for mentor in listed:
            scores[mentor][asker] = random.random()
    return Round(wishes, scores, dict.fromkeys(scores, askers // mentors))


def library(given: Round) -> tuple[float, dict[str, str]]:
    from matching.games import HospitalResident

    sys.setrecursionlimit(10**6)
    ranked = {m: sorted(s, key=lambda a: -s[a]) for m, s in given.scores.items() if s}
    start = perf_counter()
    game = HospitalResident.create_from_dictionaries(
        {a: [m for m in listed if m in ranked] for a, listed in given.wishes.items()}, ranked,
        {m: given.capacity[m] for m in ranked},
    )  # fmt: skip
    solved = game.solve()
    spent = perf_counter() - start
    return spent, {r.name: h.name for h, residents in solved.items() for r in residents}


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for askers, mentors in SIZES:
        given = market(askers, mentors)
        times = []
        for _ in range(5 if askers <= 10_000 else 1):
            start = perf_counter()
            found = deferred_acceptance(given)
            times.append(perf_counter() - start)
        mine = median(times)
        unstable = len(blocking_pairs(given, found.placed))
        print(
            f"{askers:,} × {mentors:,}: ours {mine * 1e3:,.1f} ms, {len(found.placed):,} placed, {unstable} blocking pairs"
        )
        if askers == 1_000 or (askers == 10_000 and "--full" in sys.argv):
            spent, placed = library(given)
            print(
                f"    matching library {spent * 1e3:,.0f} ms, ÷ ours {spent / mine:.0f}, same result {placed == found.placed}"
            )


if __name__ == "__main__":
    main()
