/* What `jar`, `zip` and Python write, signed by `jarsigner` of the installed JDKs, is accepted as it is. Skipped without a JDK. */
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

/* Whether the archive s.jar is accepted with the keystore of the test, and as what otherwise. */
static void check(const char *home, const char *what, const struct sluice_archive_policy *policy)
{
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
    struct sluice_archive_verdict verdict;
    if (!sluice_archive_verify(jar.data, jar.length, trust, policy, NULL, NULL, &verdict)) {
        fail_msg("%s, %s: %s at %s (%s)", home, what, sluice_archive_reason_name(verdict.reason),
                 verdict.at, verdict.entry);
    }
    sluice_trust_free(trust);
    sluice_text_free(&store);
    sluice_text_free(&jar);
}

static void make_key(const char *home, const char *key)
{
    if (!run("rm -f ks.p12 && "
             "%1/bin/keytool -genkeypair -keystore ks.p12 -storetype PKCS12 -storepass changeit "
             "-alias Own -dname CN=Own -startdate '2020/01/01 00:00:00' -validity 9999 %2",
             home, key)) {
        fail_msg("%s makes no key %s", home, key);
    }
}

static void sign(const char *home, const char *options)
{
    if (!run("rm -f s.jar && "
             "%1/bin/jarsigner -keystore ks.p12 -storepass changeit %2 -signedjar s.jar u.jar own",
             home, options)) {
        fail_msg("%s does not sign with %s", home, options);
    }
}

/* What the jar tool writes, signed with a key of a kind, or in a way: the strict profile takes it. */
static void check_keys(const char *home)
{
    static const char *const keys[] = {
        "-keyalg RSA -keysize 3072 -ext KU=digitalSignature -ext EKU=codeSigning",
        "-keyalg EC -groupname secp256r1",
        "-keyalg DSA -keysize 2048",
        "-keyalg RSASSA-PSS -keysize 2048",
        "-keyalg Ed25519",
        "-keyalg Ed448",
        "-keyalg RSA -keysize 2048",
    };
    struct sluice_archive_policy policy = policy_now();
    if (!run("rm -f u.jar && %1/bin/jar cfm u.jar m.txt classes data.txt", home, "")) {
        fail_msg("%s writes no archive", home);
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        make_key(home, keys[i]);
        sign(home, "");
        check(home, keys[i], &policy);
    }
    static const char another_way[] = "-sigalg RSASSA-PSS -digestalg SHA-512 -sigfile X_Y-Z";
    sign(home, another_way);
    check(home, another_way, &policy);
    sign(home, "-sectionsonly");
    policy.allow_sections_only = true;
    check(home, "-sectionsonly", &policy);
}

/* What others write, with folders, times, owners, comments, stored or as a stream, signed. */
static void check_writers(const char *home)
{
    static const struct {
        const char *tool;
        const char *command;
    } writers[] = {
        {"%1/bin/jar", "%1/bin/jar cf0m u.jar m.txt classes data.txt"},
        {"zip", "zip -qr u.jar META-INF classes data.txt"},
        {"zip", "zip -qrX u.jar META-INF classes data.txt"},
        {"zip", "zip -qrD0 u.jar META-INF classes data.txt && printf 'PACK200' | zip -qz u.jar"},
        {"zip", "zip -qr - META-INF classes data.txt | cat >u.jar"},
        {"python3", "python3 -m zipfile -c u.jar META-INF classes data.txt"},
        {"python3", "python3 -m zipfile -c /dev/stdout META-INF data.txt | cat >u.jar"},
    };
    struct sluice_archive_policy policy = policy_now();
    sluice_archive_policy_signed(&policy);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        struct sluice_text known = {0};
        sluice_text_format(&known, "command -v %s", writers[i].tool);
        const bool there = run(known.data, home, "");
        sluice_text_free(&known);
        if (!there) {
            print_message("left out: %s\n", writers[i].command);
            continue;
        }
        assert_true(run("rm -f u.jar", "", ""));
        if (!run(writers[i].command, home, "")) {
            fail_msg("%s", writers[i].command);
        }
        sign(home, "");
        check(home, writers[i].command, &policy);
    }
}

static void what_jdks_sign_is_accepted(void **state)
{
    (void)state;
    bool written = false;
    glob_t homes = {0};
    if (glob("/usr/lib/jvm/*/bin/jarsigner", 0, NULL, &homes) != 0) {
        print_message("skipped: no JDK\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    /* Tools that run for a moment: most of what they would compile is never run again. */
    assert_int_equal(setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", 1), 0);
    assert_true(run("mkdir -p classes/data META-INF && printf 'Sealed: true\\n' >m.txt && "
                    "printf 'Manifest-Version: 1.0\\r\\n\\r\\n' >META-INF/MANIFEST.MF && "
                    "printf 'some data\\n' >data.txt && printf 'more' >classes/data/more.txt",
                    "", ""));
    for (size_t i = 0; i < homes.gl_pathc; i++) {
        char *home = homes.gl_pathv[i];
        home[strlen(home) - strlen("/bin/jarsigner")] = 0;
        struct stat about;
        if (lstat(home, &about) != 0 || S_ISLNK(about.st_mode)) {
            continue; /* another name of one of them */
        }
        check_keys(home);
        if (!written) {
            check_writers(home);
            written = true;
        }
    }
    globfree(&homes);
    assert_true(run("rm -rf classes META-INF data.txt m.txt ks.p12 u.jar s.jar", "", ""));
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
