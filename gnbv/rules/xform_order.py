"""In which order values are computed: what is read comes before its reader. Circles are refused."""

import heapq

from gnbv.rules.expression_paths import Nodes
from gnbv.rules.xform_model import FormProblem


def calculation_order(
    shape: Nodes, reads: dict[int, set[tuple[int, int]]], loose: set[int], problems: list[FormProblem]
) -> list[int]:
    """All node indexes. ``loose``: nodes that pick other instances by index or predicate, so a repeat may read
    its own question in an earlier instance (a running total)."""
    after: dict[int, set[int]] = {node["i"]: set() for node in shape.nodes}
    waits = {node["i"]: 0 for node in shape.nodes}

    def edge(first: int, then: int) -> None:
        if first >= 0 and then not in after[first]:
            after[first].add(then)
            waits[then] += 1

    for node in shape.nodes:
        edge(node["parent"], node["i"])
    for reader, pairs in reads.items():
        for up, target in pairs:
            if target == reader and (up == reader or reader in loose):
                continue  # ".", or another instance of the same question
            if target >= 0 and target in shape.ancestors(reader)[1:]:
                continue  # position(..): a parent comes first anyway
            edge(target, reader)
    ready = [index for index, count in waits.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        index = heapq.heappop(ready)
        order.append(index)
        for then in after[index]:
            waits[then] -= 1
            if waits[then] == 0:
                heapq.heappush(ready, then)
    stuck = {index for index, count in waits.items() if count > 0}
    if stuck:
        _report(shape, after, stuck, reads, problems)
    return order


def _report(
    shape: Nodes,
    after: dict[int, set[int]],
    stuck: set[int],
    reads: dict[int, set[tuple[int, int]]],
    problems: list[FormProblem],
) -> None:
    """Name the nodes on a circle, not those that merely wait for it."""
    for index in sorted(stuck):
        reached: set[int] = set()
        todo = [then for then in after[index] if then in stuck]
        while todo:
            at = todo.pop()
            if at not in reached:
                reached.add(at)
                todo += [then for then in after[at] if then in stuck]
        if index in reached and index in reads:
            names = ", ".join(shape.nodes[other]["name"] for other in sorted(reached) if other in reads)
            problems.append(FormProblem(shape.path_text(index), "cycle", "cycle", names))
