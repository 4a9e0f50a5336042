"""Solving the one-to-one meetings of an event: who meets whom in which slot, without a clash, fairly.

Pure. Two sides (firms and buyers), wanted meetings, slots numbered from 0. When everybody is free in every slot and
nobody is over the limit, the wanted meetings are a bipartite graph and König's edge colouring places all of them (largest
degree ≤ slots). Otherwise the same alternating-path step is tried wherever the people on it are free, after rounds of
fairness: everyone with a wanted meeting gets one before anyone gets a second. ``proof_of`` re-checks a finished
schedule from nothing but its list of meetings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Party:
    """A firm or a buyer: free slots (None: all), most meetings (None: no limit)."""

    code: str
    free: frozenset[int] | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting both sides said yes to; ``weight`` orders equal claims (higher first)."""

    firm: str
    buyer: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Placed:
    firm: str
    buyer: str
    slot: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The meetings with their slots, and the wanted ones without a place with the reason code."""

    placed: tuple[Placed, ...]
    unplaced: tuple[tuple[Wanted, str], ...]


@dataclass(slots=True)
class _Board:
    """Who is where: (party, slot) → the other party. Firms and buyers have separate names by prefix."""

    free: Mapping[str, frozenset[int]]
    at: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def open_slots(self, party: str) -> set[int]:
        return set(self.free[party]) - self.at[party].keys()

    def put(self, one: str, other: str, slot: int) -> None:
        self.at[one][slot] = other
        self.at[other][slot] = one

    def swap_path(self, start: str, first: int, second: int) -> bool:
        """Free ``first`` at ``start`` by exchanging both slots along the path of meetings that leads away from it.

        Nothing is changed and False returned when somebody on the path is not free in the other slot.
        """
        path: list[tuple[str, str, int]] = []
        party, slot = start, first
        while (other := self.at[party].get(slot)) is not None:
            path.append((party, other, slot))
            target = second if slot == first else first
            if target not in self.free[party] or target not in self.free[other]:
                return False
            party, slot = other, target
        for one, other, slot in path:
            del self.at[one][slot]
            del self.at[other][slot]
        for one, other, slot in path:
            self.put(one, other, second if slot == first else first)
        return True


def _ends_at(board: _Board, start: str, first: int, second: int) -> str:
    party, slot = start, first
    while (other := board.at[party].get(slot)) is not None:
        party, slot = other, second if slot == first else first
    return party


def _place(board: _Board, firm: str, buyer: str) -> bool:
    """Find a slot for the pair, moving other meetings when that is needed and possible."""
    mine, theirs = board.open_slots(firm), board.open_slots(buyer)
    if both := mine & theirs:
        board.put(firm, buyer, min(both))
        return True
    for want in sorted(mine & board.free[buyer]):
        for spare in sorted(theirs):
            # In a bipartite graph the path from the buyer cannot end at the firm, unless people are not all free.
            if _ends_at(board, buyer, want, spare) != firm and board.swap_path(buyer, want, spare):
                board.put(firm, buyer, want)
                return True
    for want in sorted(theirs & board.free[firm]):
        for spare in sorted(mine):
            if _ends_at(board, firm, want, spare) != buyer and board.swap_path(firm, want, spare):
                board.put(firm, buyer, want)
                return True
    return False


def _clean(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Each pair once, the higher weight kept."""
    best: dict[Edge, Wanted] = {}
    for item in wanted:
        held = best.get((item.firm, item.buyer))
        if held is None or item.weight > held.weight:
            best[item.firm, item.buyer] = item
    return list(best.values())


def solve(
    firms: Sequence[Party], buyers: Sequence[Party], wanted: Iterable[Wanted], *, slots: int, breaks: Iterable[int] = ()
) -> Schedule:
    """Place as many ``wanted`` meetings as the rules allow.

    ``breaks`` are slots in which nobody meets. Raises ValueError for a wanted meeting of an unknown party, a party on
    both lists twice, or a negative number of slots.
    """
    if slots < 0:
        raise ValueError("slots")
    usable = frozenset(range(slots)) - set(breaks)
    parties = {f"f:{party.code}": party for party in firms} | {f"b:{party.code}": party for party in buyers}
    if len(parties) != len(firms) + len(buyers):
        raise ValueError("a party is listed twice")
    items = _clean(wanted)
    for item in items:
        if f"f:{item.firm}" not in parties or f"b:{item.buyer}" not in parties:
            raise ValueError(f"unknown party in {item.firm} – {item.buyer}")
    board = _Board({key: usable if party.free is None else usable & party.free for key, party in parties.items()})
    left = _rounds(board, parties, items)
    placed = [
        Placed(firm.removeprefix("f:"), other.removeprefix("b:"), slot)
        for firm, days in board.at.items()
        if firm.startswith("f:")
        for slot, other in days.items()
    ]
    return Schedule(tuple(sorted(placed, key=lambda meeting: (meeting.slot, meeting.firm, meeting.buyer))), tuple(left))


def _rounds(board: _Board, parties: Mapping[str, Party], items: list[Wanted]) -> list[tuple[Wanted, str]]:
    """Rounds of at most n meetings a firm (n = 1, 2, …), so that the first goes round before the second.

    Within a round those with the fewest possible slots choose first; a pair refused once stays refused, because
    later rounds only make the board fuller.
    """
    count: Counter[str] = Counter()
    refused: list[tuple[Wanted, str]] = []
    waiting = sorted(items, key=lambda item: (-item.weight, item.firm, item.buyer))
    level = 0
    while waiting:
        level += 1
        later = []
        waiting.sort(key=lambda item: (max(count[f"f:{item.firm}"], count[f"b:{item.buyer}"]), _room(board, item)))
        for item in waiting:
            firm, buyer = f"f:{item.firm}", f"b:{item.buyer}"
            if _over(count[firm], parties[firm].cap) or _over(count[buyer], parties[buyer].cap):
                refused.append((item, "cap"))
            elif count[firm] >= level:
                later.append(item)
            elif _place(board, firm, buyer):
                count[firm] += 1
                count[buyer] += 1
            else:
                refused.append((item, _reason(board, firm, buyer)))
        waiting = later
    return refused


def _room(board: _Board, item: Wanted) -> int:
    return len(board.free[f"f:{item.firm}"] & board.free[f"b:{item.buyer}"])


def _over(held: int, cap: int | None) -> bool:
    return cap is not None and held >= cap


def _reason(board: _Board, firm: str, buyer: str) -> str:
    if not board.free[firm] & board.free[buyer]:
        return "never_free_together"
    if not board.open_slots(firm):
        return "firm_full"
    return "buyer_full" if not board.open_slots(buyer) else "no_common_slot"


# --- proof ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Proof:
    """What was checked on a finished schedule. ``faults`` is empty exactly when it holds."""

    meetings: int
    people: int
    slots: int
    faults: tuple[str, ...]
    without_any: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def proof_of(
    schedule: Schedule, firms: Sequence[Party], buyers: Sequence[Party], *, slots: int, breaks: Iterable[int] = ()
) -> Proof:
    """Check a schedule from its list alone: nobody twice in a slot, breaks kept, everyone free, caps kept, pairs once."""
    faults = []
    closed = set(breaks)
    seen: set[tuple[str, str, int]] = set()
    pairs: set[Edge] = set()
    counts: Counter[tuple[str, str]] = Counter()
    lookup = {("firm", party.code): party for party in firms} | {("buyer", party.code): party for party in buyers}
    for meeting in schedule.placed:
        if not 0 <= meeting.slot < slots or meeting.slot in closed:
            faults.append(f"slot {meeting.slot} is closed: {meeting.firm} – {meeting.buyer}")
        if (meeting.firm, meeting.buyer) in pairs:
            faults.append(f"meets twice: {meeting.firm} – {meeting.buyer}")
        pairs.add((meeting.firm, meeting.buyer))
        for side, code in (("firm", meeting.firm), ("buyer", meeting.buyer)):
            if (side, code, meeting.slot) in seen:
                faults.append(f"clash: {code} in slot {meeting.slot}")
            seen.add((side, code, meeting.slot))
            counts[side, code] += 1
            free = lookup[side, code].free
            if free is not None and meeting.slot not in free:
                faults.append(f"not free: {code} in slot {meeting.slot}")
    faults += [
        f"over the cap: {key[1]}" for key, held in counts.items() if (cap := lookup[key].cap) is not None and held > cap
    ]
    asked = {item.firm for item, _reason_code in schedule.unplaced}
    return Proof(
        meetings=len(schedule.placed),
        people=len(counts),
        slots=slots,
        faults=tuple(faults),
        without_any=tuple(sorted(asked - {meeting.firm for meeting in schedule.placed})),
    )
