#include "harness/base/sanitized.h"
#include "harness/cli/cases.h"
#include "harness/cli/run_cases.h"

static const char help[] =
    "sluice run runs attack cases and judges what the target does with them.\n"
    "\n"
    "usage: sluice run [OPTION...] [PATH...]\n"
    "\n"
    "PATH is a file of cases or a folder of such files; without one, corpora/attacks.\n"
    "\n"
    "  --case ID        run this case and its twin; may be given more than once\n"
    "  --variants       run also what is derived from each case: cut, with other lengths and\n"
    "                   handles, with something behind it, inside containers, in pieces\n"
    "  --list           print the ids of the cases that would run\n"
    "  --results FILE   write results.jsonl (reports/results.schema.json)\n"
    "  --json           write results.jsonl to standard output in place of the summary\n"
    "  --jobs N         workers at a time; as many as there are processors\n"
    "  --timeout S      seconds for one case (10; 60 in a build with sanitizers; ten times as\n"
    "                   many with --variants)\n"
    "  --target NAME    what is tested, as `sluice targets` lists it, or the path of a manifest; may\n"
    "                   be given more than once (reference)\n"
    "  --adapters DIR   look for targets in DIR, not in harness/targets/adapters\n"
    "  --progress HOW   how to show how far it is: bar (usual on a terminal), lines (one every few\n"
    "                   seconds, for a log) or none\n"
    "\n"
    "exit: 0 every case is as expected; 1 regressions; 2 the harness failed, or was stopped\n"
    "\n"
    "example: sluice run corpora/attacks/huge-arrays.yaml\n";

static int run(const struct sluice_command *command, int count, char **words)
{
    static const struct sluice_run_kind streams = {
        .name = "run",
        .usual_path = "corpora/attacks",
        .more = "--variants",
        .seconds = SLUICE_SANITIZED ? 60 : 10,
        .more_seconds = SLUICE_SANITIZED ? 600 : 100,
        .load = sluice_cases_load,
        .release = sluice_suite_free,
    };
    return sluice_run_cases(&streams, command, count, words);
}

const struct sluice_command sluice_command_run = {
    "run", "run attack cases and judge what the target does", help, run};
