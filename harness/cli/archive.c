#include "harness/cli/archive_cases.h"
#include "harness/cli/archive_verify.h"
#include "harness/cli/command.h"

#include <string.h>

static const char run_help[] =
    "sluice archive run runs cases of archives and judges what the verifier says of them.\n"
    "\n"
    "usage: sluice archive run [OPTION...] [PATH...]\n"
    "\n"
    "PATH is a file of cases (harness/archive/FORMAT.md) or a folder of such files; without one,\n"
    "corpora/archives.\n"
    "\n"
    "  --case ID        run this case and its twin; may be given more than once\n"
    "  --list           print the ids of the cases that would run\n"
    "  --target NAME    who is asked, as `sluice targets` lists it, or the path of a manifest; may be\n"
    "                   given more than once (reference: the verifier of this project)\n"
    "  --adapters DIR   look for targets in DIR, not in harness/targets/adapters\n"
    "  --thorough       refuse each allocation of the verifier in turn, too\n"
    "  --results FILE   write results.jsonl (reports/results.schema.json)\n"
    "  --json           write results.jsonl to standard output in place of the summary\n"
    "  --jobs N         workers at a time; as many as there are processors\n"
    "  --timeout S      seconds for one case (60; 120 in a build with sanitizers)\n"
    "  --progress HOW   how to show how far it is: bar (usual on a terminal), lines (one every few\n"
    "                   seconds, for a log) or none\n"
    "\n"
    "exit: 0 every case is as expected; 1 regressions; 2 the harness failed, or was stopped\n"
    "\n"
    "example: sluice archive run corpora/archives/zip-framing.yaml\n";

static const char assemble_help[] =
    "sluice archive assemble writes the archives of a case, so that other tools can be tried on them.\n"
    "\n"
    "usage: sluice archive assemble CASE --output DIR [--cases FOLDER]\n"
    "\n"
    "  -o, --output DIR   where: the archives, trust.pem, trust.p12 (password: changeit), policy.yaml\n"
    "                     and, if the case has some, timestampers.pem\n"
    "  --cases FOLDER     where the case's file is (corpora/archives)\n"
    "\n"
    "exit: 0 written; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice archive assemble zip-framing/appended-bytes -o build/try\n";

static const char explain_help[] =
    "sluice archive explain shows what a case is made of, what the verifier checks, and what the rules say.\n"
    "\n"
    "usage: sluice archive explain CASE [--cases FOLDER]\n"
    "\n"
    "  --cases FOLDER     where the case's file is (corpora/archives)\n"
    "\n"
    "exit: 0 the case is as expected; 1 it is not; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice archive explain zip-framing/appended-bytes\n";

static const char general_help[] =
    "sluice archive verifies signed archives (JAR files), and runs cases of them.\n"
    "\n"
    "usage: sluice archive verify|run|assemble|explain ...\n"
    "\n"
    "  verify    say whether archives are what a trusted signer has signed\n"
    "  run       run cases of archives\n"
    "  assemble  write the archives of a case\n"
    "  explain   show what a case is made of, and what comes of it\n"
    "\n"
    "Each of them has its own --help.\n"
    "\n"
    "example: sluice archive verify --trust signers.pem app.jar\n";

/* What is done with archives: each as a command of its own, behind the word `archive`. */
static const struct sluice_command parts[] = {
    {"archive verify", "", sluice_archive_verify_help, sluice_archive_verify_words},
    {"archive run", "", run_help, sluice_archive_run},
    {"archive assemble", "", assemble_help, sluice_archive_assemble},
    {"archive explain", "", explain_help, sluice_archive_explain},
};

static int run(const struct sluice_command *command, int count, char **words)
{
    static const struct sluice_option none[] = {{NULL, NULL, '\0'}};
    for (size_t i = 0; count > 0 && i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(words[0], parts[i].name + sizeof "archive") == 0) {
            return parts[i].run(&parts[i], count - 1, words + 1);
        }
    }
    if (count > 0 && words[0][0] == '-') {
        struct sluice_arguments arguments = {
            .command = command, .options = none, .count = count, .words = words};
        const char *value = NULL;
        return sluice_arguments_status(sluice_arguments_next(&arguments, &value));
    }
    return sluice_complain("archive: %s%s: say verify, run, assemble or explain; `sluice archive "
                           "--help` tells more",
                           count > 0 ? "there is no command " : "what is to be done",
                           count > 0 ? words[0] : "");
}

const struct sluice_command sluice_command_archive = {
    "archive", "verify signed archives (JAR files), and run cases of them", general_help, run};
