#define _POSIX_C_SOURCE 200809L

#include "harness/cli/archive_verify.h"

#include "harness/archive/policy.h"
#include "harness/archive/suite/keyring.h"
#include "harness/cli/archive_report.h"
#include "harness/cli/command.h"
#include "harness/cli/input.h"
#include "harness/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char sluice_archive_verify_help[] =
    "sluice archive verify says whether signed archives (JAR files) are what the trusted signer signed.\n"
    "\n"
    "usage: sluice archive verify --trust STORE [OPTION...] JAR...\n"
    "\n"
    "The archives are one class path, in its order: all of them are accepted, or none is to be used.\n"
    "\n"
    "  --trust FILE          certificates of signers, PEM or PKCS#12; may be given again\n"
    "  --password-file FILE  the password of PKCS#12 stores, on the first line (changeit)\n"
    "  --alias NAME          only this certificate of the stores may sign; may be given again\n"
    "  --timestamper FILE    certificates of timestampers, or of authorities above them, PEM or PKCS#12;\n"
    "                        may be given again. An archive whose signer's certificate has expired\n"
    "                        is accepted if one of them stamped it before\n"
    "  --policy FILE         what is demanded, as in harness/archive/profiles; without it, that each\n"
    "                        archive is wholly signed by a trusted certificate, and has one reading:\n"
    "                        a policy asks for seals, and names the packages that must have them\n"
    "  --codebase URL        where the archive behind it on the command line was loaded from: the URL\n"
    "                        must hold the archive's digest (httpmd), and a grant of the policy name it\n"
    "  --signature NAME      the signature that counts, where an archive has several: META-INF/NAME.SF;\n"
    "                        those of others are not looked at, and are not signed themselves\n"
    "  --at TIME             the clock: seconds since 1970, or as in 2026-01-01T00:00:00Z (now)\n"
    "  --explain             every check, in order, with the bytes it looked at; what failed in hex\n"
    "  --json                one JSON object\n"
    "\n"
    "exit: 0 all archives are accepted; 1 one is refused; 2 wrong usage, or input or output failed\n"
    "\n"
    "example: sluice archive verify --trust signers.pem app.jar lib.jar\n";

static const struct sluice_option options[] = {{"--trust", "FILE", '\0'},
                                               {"--password-file", "FILE", '\0'},
                                               {"--alias", "NAME", '\0'},
                                               {"--policy", "FILE", '\0'},
                                               {"--at", "SECONDS", '\0'},
                                               {"--explain", NULL, '\0'},
                                               {"--json", NULL, '\0'},
                                               {"--timestamper", "FILE", '\0'},
                                               {"--signature", "NAME", '\0'},
                                               {"--codebase", "URL", '\0'},
                                               {NULL, NULL, '\0'}};

enum { TRUST, PASSWORD_FILE, ALIAS, POLICY, AT, EXPLAIN, JSON, TIMESTAMPER, SIGNATURE, CODEBASE };

/* What the command line says; lists have room for every word of it. */
struct verifying {
    const char **stores;
    size_t store_count;
    const char **stampers;
    size_t stamper_count;
    const char **aliases;
    size_t alias_count;
    const char **paths;
    const char **codebases; /* of the paths; NULL: it has none */
    size_t path_count;      /* the codebase behind the last path waits for one */
    const char *password_file;
    const char *signature;
    const char *policy_path;
    bool has_now;
    int64_t now;
    bool explain;
    bool json;
    char password[256];
    struct sluice_archive_policy_file policy;
    struct sluice_trust *trust;
    struct sluice_trust *timestampers;
    struct sluice_archive_input *inputs;
};

/* There is one that belongs to no archive. */
static bool refuse_codebase(const struct verifying *verifying)
{
    (void)sluice_complain(
        "--codebase %.200s stands before no archive: name the one that was loaded "
        "from there behind it",
        verifying->codebases[verifying->path_count]);
    return false;
}

static bool take_option(struct verifying *verifying, int found, const char *value)
{
    switch (found) {
    case TRUST:
        verifying->stores[verifying->store_count++] = value;
        return true;
    case TIMESTAMPER:
        verifying->stampers[verifying->stamper_count++] = value;
        return true;
    case SIGNATURE:
        verifying->signature = value;
        return true;
    case PASSWORD_FILE:
        verifying->password_file = value;
        return true;
    case ALIAS:
        verifying->aliases[verifying->alias_count++] = value;
        return true;
    case POLICY:
        verifying->policy_path = value;
        return true;
    case AT:
        verifying->has_now = true;
        return sluice_archive_time_read(value, &verifying->now) ||
               sluice_complain("--at takes seconds since 1970, or a time as in "
                               "2026-01-01T00:00:00Z, not \"%.60s\"",
                               value) == SLUICE_EXIT_ACCEPTED;
    case CODEBASE:
        if (verifying->codebases[verifying->path_count] != NULL) {
            return refuse_codebase(verifying);
        }
        verifying->codebases[verifying->path_count] = value;
        return true;
    case EXPLAIN:
        verifying->explain = true;
        return true;
    case JSON:
        verifying->json = true;
        return true;
    default:
        verifying->paths[verifying->path_count++] = value;
        return true;
    }
}

static bool take_words(struct verifying *verifying, const struct sluice_command *command, int count,
                       char **words, int *status)
{
    struct sluice_arguments arguments = {
        .command = command, .options = options, .count = count, .words = words};
    const char *value = NULL;
    int found = SLUICE_ARGUMENT_END;
    *status = SLUICE_EXIT_USAGE;
    while ((found = sluice_arguments_next(&arguments, &value)) >= SLUICE_ARGUMENT_OPERAND) {
        if (!take_option(verifying, found, value)) {
            return false;
        }
    }
    if (found != SLUICE_ARGUMENT_END) {
        *status = sluice_arguments_status(found);
        return false;
    }
    if (verifying->store_count == 0) {
        (void)sluice_complain("archive verify needs --trust FILE: the certificates of the signers");
        return false;
    }
    if (verifying->path_count == 0) {
        (void)sluice_complain("archive verify needs an archive: a JAR file");
        return false;
    }
    return verifying->codebases[verifying->path_count] == NULL || refuse_codebase(verifying);
}

/* --- trust -------------------------------------------------------------------------------------- */

/* All of a file that is not large. False after a complaint. */
static bool read_file(struct sluice_input *input, const char *path, uint64_t maximum,
                      const char *advice, struct sluice_bytes *bytes)
{
    if (!sluice_input_open(input, path, maximum)) {
        return false;
    }
    input->advice = advice;
    return sluice_input_read(input, bytes);
}

static bool read_password(struct verifying *verifying)
{
    memcpy(verifying->password, "changeit", sizeof "changeit");
    if (verifying->password_file == NULL) {
        return true;
    }
    struct sluice_input input = {0};
    struct sluice_bytes bytes;
    bool read = read_file(&input, verifying->password_file, 4096,
                          ": a file with a password on its first line is smaller", &bytes);
    if (read) {
        size_t length = 0;
        while (length < bytes.length && bytes.data[length] != '\n' && bytes.data[length] != '\r') {
            length++;
        }
        read = length < sizeof verifying->password;
        if (read) {
            memcpy(verifying->password, bytes.data, length);
            verifying->password[length] = 0;
        } else {
            (void)sluice_complain("%s: a password has at most 255 bytes", verifying->password_file);
        }
    }
    sluice_input_close(&input);
    return read;
}

/* A PEM text's first alias is the file's name without folder and extension. */
static void alias_of(const char *path, char alias[SLUICE_ALIAS_SIZE])
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = strcspn(name, ".");
    length = length < 100 ? length : 100;
    memcpy(alias, name, length);
    alias[length] = 0;
    if (length == 0) {
        memcpy(alias, "store", sizeof "store");
    }
}

/* What to do about a store that cannot be used; "" where there is nothing more to say. */
static const char *advice_on_store(enum sluice_archive_reason reason, struct sluice_bytes bytes)
{
    static const char old[] = {(char)0xFE, (char)0xED, (char)0xFE, (char)0xED};
    if (bytes.length > sizeof old && memcmp(bytes.data, old, sizeof old) == 0) {
        return "; it is in Java's old format: make it PKCS#12 with keytool -importkeystore "
               "-deststoretype PKCS12";
    }
    if (reason == SLUICE_ARCHIVE_TRUST_PASSWORD) {
        return "; write the right one into a file, and name that with --password-file";
    }
    return reason == SLUICE_ARCHIVE_TRUST_PARSE || reason == SLUICE_ARCHIVE_TRUST_EMPTY
               ? "; give what keytool -exportcert -rfc writes"
               : "";
}

static bool add_store(const struct verifying *verifying, struct sluice_trust *trust,
                      const char *path)
{
    struct sluice_input input = {0};
    struct sluice_bytes bytes;
    if (!read_file(&input, path, SLUICE_TRUST_MAX_BYTES, ": a store of certificates is smaller",
                   &bytes)) {
        sluice_input_close(&input);
        return false;
    }
    char alias[SLUICE_ALIAS_SIZE];
    alias_of(path, alias);
    /* DER begins with a sequence; PEM is text. */
    const bool binary = bytes.length > 0 && bytes.data[0] == 0x30;
    const enum sluice_archive_reason reason =
        binary ? sluice_trust_add_pkcs12(trust, bytes.data, bytes.length, verifying->password)
               : sluice_trust_add_pem(trust, alias, bytes.data, bytes.length);
    if (reason != SLUICE_ARCHIVE_OK) {
        (void)sluice_complain("%s: %s: %s%s", path, sluice_archive_reason_name(reason),
                              sluice_archive_reason_text(reason), advice_on_store(reason, bytes));
    }
    sluice_input_close(&input);
    return reason == SLUICE_ARCHIVE_OK;
}

static bool has_alias(const struct sluice_trust *trust, const char *alias)
{
    for (size_t i = 0; i < sluice_trust_count(trust); i++) {
        if (strcasecmp(sluice_trust_alias(trust, i), alias) == 0) {
            return true;
        }
    }
    return false;
}

/* A store of the certificates in the files; NULL after a complaint. */
static struct sluice_trust *make_store(const struct verifying *verifying, const char *const *paths,
                                       size_t count)
{
    struct sluice_trust *trust = sluice_trust_new(NULL);
    if (trust == NULL) {
        (void)sluice_complain("out of memory");
    }
    for (size_t i = 0; i < count && trust != NULL; i++) {
        if (!add_store(verifying, trust, paths[i])) {
            sluice_trust_free(trust);
            trust = NULL;
        }
    }
    return trust;
}

static bool make_trust(struct verifying *verifying)
{
    verifying->trust = make_store(verifying, verifying->stores, verifying->store_count);
    if (verifying->trust == NULL) {
        return false;
    }
    if (verifying->stamper_count > 0) {
        verifying->timestampers = make_store(verifying, verifying->stampers,
                                             verifying->stamper_count);
        if (verifying->timestampers == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < verifying->alias_count; i++) {
        if (!has_alias(verifying->trust, verifying->aliases[i])) {
            (void)sluice_complain("no certificate of the stores is called %s",
                                  verifying->aliases[i]);
            return false;
        }
    }
    return true;
}

static bool make_policy(struct verifying *verifying)
{
    struct sluice_archive_policy *policy = &verifying->policy.policy;
    if (verifying->policy_path != NULL) {
        struct sluice_yaml_error error = {0};
        if (!sluice_archive_policy_load(verifying->policy_path, &verifying->policy, &error)) {
            char text[SLUICE_YAML_ERROR_TEXT];
            (void)sluice_complain("%s", sluice_yaml_error_text(&error, text));
            return false;
        }
    } else {
        sluice_archive_policy_signed(policy);
    }
    policy->timestampers = verifying->timestampers;
    if (verifying->has_now) {
        policy->now = verifying->now;
    } else if (!verifying->policy.has_now) {
        policy->now = (int64_t)time(NULL);
    }
    if (verifying->signature != NULL) {
        policy->signature = verifying->signature;
    }
    if (verifying->alias_count > 0) {
        policy->pinned = verifying->aliases;
        policy->pinned_count = verifying->alias_count;
    }
    return true;
}

/* --- archives ------------------------------------------------------------------------------------ */

/* A file that grows shorter while it is read ends the process: nothing of it was accepted. */
static void on_bus_error(int number)
{
    static const char text[] = "sluice: an archive changed while it was read\n";
    (void)number;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(SLUICE_EXIT_USAGE);
}

/* Archives are not copied: what they take of memory does not depend on their size. */
static bool map_archive(const char *path, struct sluice_archive_input *input)
{
    /* A pipe that nobody writes to would be waited for. */
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0) {
        (void)sluice_complain("%s cannot be read: %s", path, strerror(errno));
        if (file >= 0) {
            (void)close(file);
        }
        return false;
    }
    void *bytes = MAP_FAILED;
    if (S_ISDIR(about.st_mode)) {
        (void)sluice_complain("%s is a folder; name an archive (a JAR file)", path);
    } else if (!S_ISREG(about.st_mode)) {
        (void)sluice_complain("%s is no regular file, as an archive has to be", path);
    } else if (about.st_size == 0) {
        static char none; /* nothing can be mapped, and is refused as what it is */
        bytes = &none;
    } else {
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes == MAP_FAILED) {
            (void)sluice_complain("%s: %s", path, strerror(errno));
        }
    }
    (void)close(file);
    if (bytes == MAP_FAILED) {
        return false;
    }
    *input = (struct sluice_archive_input){.bytes = bytes, .length = (size_t)about.st_size};
    return true;
}

static bool map_archives(struct verifying *verifying)
{
    const struct sigaction action = {.sa_handler = on_bus_error};
    (void)sigaction(SIGBUS, &action, NULL);
    verifying->inputs = calloc(verifying->path_count, sizeof *verifying->inputs);
    if (verifying->inputs == NULL) {
        (void)sluice_complain("out of memory");
        return false;
    }
    for (size_t i = 0; i < verifying->path_count; i++) {
        if (!map_archive(verifying->paths[i], &verifying->inputs[i])) {
            return false;
        }
        verifying->inputs[i].codebase = verifying->codebases[i];
    }
    return true;
}

static void drop(struct verifying *verifying)
{
    for (size_t i = 0; i < verifying->path_count && verifying->inputs != NULL; i++) {
        if (verifying->inputs[i].length != 0) {
            (void)munmap((void *)(uintptr_t)verifying->inputs[i].bytes,
                         verifying->inputs[i].length);
        }
    }
    free(verifying->inputs);
    sluice_trust_free(verifying->trust);
    sluice_trust_free(verifying->timestampers);
    if (verifying->alias_count > 0) {
        verifying->policy.policy.pinned = NULL;
    }
    sluice_archive_policy_free(&verifying->policy);
    free((void *)verifying->stores);
    free((void *)verifying->stampers);
    free((void *)verifying->aliases);
    free((void *)verifying->paths);
    free((void *)verifying->codebases);
}

static int verify(struct verifying *verifying)
{
    struct sluice_archive_verdict *verdicts = calloc(verifying->path_count, sizeof *verdicts);
    if (verdicts == NULL) {
        return sluice_complain("out of memory");
    }
    struct sluice_archive_report report = {
        .names = verifying->paths,
        .inputs = verifying->inputs,
        .count = verifying->path_count,
        .json = verifying->json,
        .explain = verifying->explain,
    };
    const struct sluice_archive_observer observer = {sluice_archive_report_check, &report};
    struct sluice_archive_verdict verdict;
    const bool accepted = sluice_archive_set_verify(
        verifying->inputs, verifying->path_count, verifying->trust, &verifying->policy.policy, NULL,
        verifying->explain ? &observer : NULL, verdicts, &verdict);
    int status = accepted ? SLUICE_EXIT_ACCEPTED : SLUICE_EXIT_REJECTED;
    if (sluice_archive_reason_range(verdict.reason) == SLUICE_ARCHIVE_RANGE_ENVIRONMENT) {
        status = sluice_complain("%s", sluice_archive_reason_text(verdict.reason));
    } else {
        sluice_archive_report_write(&report, verdicts, &verdict);
        const int written = sluice_output_finish();
        status = written != 0 ? written : status;
    }
    free(verdicts);
    return status;
}

int sluice_archive_verify_words(const struct sluice_command *command, int count, char **words)
{
    struct verifying verifying = {0};
    int status = SLUICE_EXIT_USAGE;
    const size_t room = (size_t)count + 1;
    verifying.stores = calloc(room, sizeof *verifying.stores);
    verifying.stampers = calloc(room, sizeof *verifying.stampers);
    verifying.aliases = calloc(room, sizeof *verifying.aliases);
    verifying.paths = calloc(room, sizeof *verifying.paths);
    verifying.codebases = calloc(room, sizeof *verifying.codebases);
    if (verifying.stores == NULL || verifying.stampers == NULL || verifying.aliases == NULL ||
        verifying.paths == NULL || verifying.codebases == NULL) {
        (void)sluice_complain("out of memory");
    } else if (take_words(&verifying, command, count, words, &status)) {
        status = SLUICE_EXIT_USAGE;
        if (read_password(&verifying) && make_trust(&verifying) && make_policy(&verifying) &&
            map_archives(&verifying)) {
            status = verify(&verifying);
        }
    }
    drop(&verifying);
    return status;
}
