/* What `jar` and `jarsigner` of the installed JDKs write is accepted as it is. Skipped without a JDK. */
#define _POSIX_C_SOURCE 200809L

#include "fixture.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/sluice-jdk-XXXXXX";

/* Runs a command in the folder, silently. */
static bool run(const char *format, const char *first, const char *second)
{
    struct sluice_text command = {0};
    sluice_text_format(&command, "cd '%s' && (", folder);
    for (const char *at = format; *at != 0; at++) {
        if (*at != '%') {
            sluice_text_add(&command, at, 1);
        } else {
            sluice_text_string(&command, *++at == '1' ? first : second);
        }
    }
    sluice_text_string(&command, ") >log 2>&1");
    const int status = system(command.data); /* NOLINT(cert-env33-c): its words are ours */
    sluice_text_free(&command);
    return status == 0;
}

static void read_file(const char *name, struct sluice_text *out)
{
    char path[256];
    char buffer[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t got = fread(buffer, 1, sizeof buffer, file);
    while (got > 0) {
        sluice_text_add(out, buffer, got);
        got = fread(buffer, 1, sizeof buffer, file);
    }
    (void)fclose(file);
}

/* One key of a kind, one archive signed with it. */
static void check_kind(const char *home, const char *key)
{
    assert_true(run("rm -f ks.p12 u.jar s.jar", "", ""));
    if (!run("%1/bin/keytool -genkeypair -keystore ks.p12 -storetype PKCS12 -storepass changeit "
             "-alias Own -dname CN=Own -startdate '2020/01/01 00:00:00' -validity 9999 %2 && "
             "%1/bin/jar cfm u.jar m.txt classes data.txt && "
             "%1/bin/jarsigner -keystore ks.p12 -storepass changeit -signedjar s.jar u.jar own",
             home, key)) {
        fail_msg("%s does not sign with %s", home, key);
    }
    struct sluice_text store = {0};
    struct sluice_text jar = {0};
    read_file("ks.p12", &store);
    read_file("s.jar", &jar);
    struct sluice_trust *trust = sluice_trust_new(NULL);
    assert_int_equal(sluice_trust_add_pkcs12(trust, store.data, store.length, "wrong"),
                     SLUICE_ARCHIVE_TRUST_PASSWORD);
    assert_int_equal(sluice_trust_add_pkcs12(trust, store.data, store.length, "changeit"),
                     SLUICE_ARCHIVE_OK);
    assert_int_equal(sluice_trust_count(trust), 1);
    assert_string_equal(sluice_trust_alias(trust, 0), "own");
    const struct sluice_archive_policy policy = policy_now();
    struct sluice_archive_verdict verdict;
    if (!sluice_archive_verify(jar.data, jar.length, trust, &policy, NULL, NULL, &verdict)) {
        fail_msg("%s, %s: %s at %s (%s)", home, key, sluice_archive_reason_name(verdict.reason),
                 verdict.at, verdict.entry);
    }
    sluice_trust_free(trust);
    sluice_text_free(&store);
    sluice_text_free(&jar);
}

static void what_jdks_sign_is_accepted(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "-keyalg RSA -keysize 3072 -ext KU=digitalSignature -ext EKU=codeSigning",
        "-keyalg RSA -keysize 2048",
        "-keyalg EC -groupname secp256r1",
    };
    glob_t homes = {0};
    if (glob("/usr/lib/jvm/*/bin/jarsigner", 0, NULL, &homes) != 0) {
        print_message("skipped: no JDK\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    assert_true(run("mkdir -p classes/data && printf 'Sealed: true\\n' >m.txt && "
                    "printf 'some data\\n' >data.txt && printf 'more' >classes/data/more.txt",
                    "", ""));
    for (size_t i = 0; i < homes.gl_pathc; i++) {
        char *home = homes.gl_pathv[i];
        home[strlen(home) - strlen("/bin/jarsigner")] = 0;
        struct stat about;
        if (lstat(home, &about) != 0 || S_ISLNK(about.st_mode)) {
            continue; /* another name of one of them */
        }
        for (size_t j = 0; j < sizeof keys / sizeof keys[0]; j++) {
            check_kind(home, keys[j]);
        }
    }
    globfree(&homes);
    assert_true(run("rm -rf classes data.txt m.txt ks.p12 u.jar s.jar", "", ""));
    char log[64];
    (void)snprintf(log, sizeof log, "%s/log", folder);
    (void)unlink(log);
    (void)rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_jdks_sign_is_accepted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
