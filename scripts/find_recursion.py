"""Finds functions that call themselves, also by way of other source files.

clang-tidy's misc-no-recursion sees one source file at a time. The call graphs that gcc writes
beside its object files (-fcallgraph-info) join into one graph of the whole project; this program
looks for cycles in it. Calls through function pointers are not in those graphs.

exit: 0 no recursion, 1 recursion, 2 no call graphs to read

example: python3 scripts/find_recursion.py build/dev
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

Graph = dict[str, set[str]]

EDGE = re.compile(r'^edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')
INDIRECT = "__indirect_call"


def read_graph(files: Iterable[Path]) -> Graph:
    """Joins the edges of all call graph files: caller to callees."""
    graph: Graph = defaultdict(set)
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            edge = EDGE.match(line)
            if edge and edge[2] != INDIRECT:
                graph[edge[1]].add(edge[2])
    return graph


def find_cycle(graph: Graph, start: str) -> list[str] | None:
    """The shortest chain of calls from a function back to itself."""
    came_from: dict[str, str] = {}
    queue = [start]
    for caller in queue:
        for callee in sorted(graph.get(caller, ())):
            if callee == start:
                chain = [caller]
                while chain[-1] != start:
                    chain.append(came_from[chain[-1]])
                return [*reversed(chain), start]
            if callee not in came_from:
                came_from[callee] = caller
                queue.append(callee)
    return None


def find_recursion(graph: Graph) -> list[list[str]]:
    """One chain for each group of functions that call each other."""
    chains: list[list[str]] = []
    reported: set[str] = set()
    for function in sorted(graph):
        if function in reported:
            continue
        chain = find_cycle(graph, function)
        if chain:
            chains.append(chain)
            reported.update(chain)
    return chains


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("build", type=Path, help="a build folder of the dev preset")
    build: Path = parser.parse_args(arguments).build
    files = sorted(build.rglob("*.ci"))
    if not files:
        print(
            f"find_recursion: no call graphs (*.ci) under {build}: build the dev preset first",
            file=sys.stderr,
        )
        return 2
    chains = find_recursion(read_graph(files))
    for chain in chains:
        print("recursion: " + " -> ".join(chain))
    return 1 if chains else 0


if __name__ == "__main__":
    sys.exit(main())
