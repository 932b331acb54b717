#include "fixture.h"

#include "harness/archive/class_program.h"

#include <stdio.h>
#include <string.h>

static const char usual_main[] = "Manifest-Version: 1.0\r\n"
                                 "Main-Class: trusted.Main\r\n"
                                 "Sealed: true\r\n";

struct sluice_bytes work_class_with(struct work *work, const char *name, const char *mention)
{
    assert_true(work->class_count < sizeof work->classes / sizeof work->classes[0]);
    struct sluice_text *text = &work->classes[work->class_count++];
    sluice_class_make(text, sluice_bytes_of(name), sluice_bytes_of(mention));
    assert_false(text->failed);
    return (struct sluice_bytes){(const uint8_t *)text->data, text->length};
}

struct sluice_bytes work_class(struct work *work, const char *name)
{
    return work_class_with(work, name, "Code");
}

int fixture_setup(void **state)
{
    static struct fixture fixture;
    const struct sluice_certificate_plan signer = {.key = "RSA-2048"};
    const struct sluice_certificate_plan attacker = {.key = "RSA-2048", .serial = 2};
    struct sluice_text pem = {0};
    if (!sluice_identity_make(&fixture.signer, &signer) ||
        !sluice_identity_make(&fixture.attacker, &attacker)) {
        return 1;
    }
    fixture.trust = sluice_trust_new(NULL);
    sluice_identity_pem(&fixture.signer, &pem);
    const bool stored = sluice_trust_add_pem(fixture.trust, "signer", pem.data, pem.length) ==
                        SLUICE_ARCHIVE_OK;
    sluice_text_free(&pem);
    *state = &fixture;
    return stored ? 0 : 1;
}

int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    sluice_trust_free(fixture->trust);
    sluice_identity_free(&fixture->signer);
    sluice_identity_free(&fixture->attacker);
    return 0;
}

struct sluice_archive_policy policy_now(void)
{
    return (struct sluice_archive_policy){.now = NOW};
}

static void apply(change *one, struct work *work)
{
    if (one != NULL) {
        one(work);
    }
}

void work_make(struct work *work, const struct fixture *fixture, const struct attack *attack,
               const struct sluice_identity *identity)
{
    memset(work, 0, sizeof *work);
    work->fixture = fixture;
    struct sluice_jar_program *jar = &work->jar;
    jar->main = attack->main == NULL ? usual_main : attack->main;
    jar->digest = attack->digest;
    (void)sluice_jar_add(jar, "trusted/Main.class", work_class(work, "trusted/Main"));
    (void)sluice_jar_add(jar, "trusted/Helper.class", work_class(work, "trusted/Helper"));
    (void)sluice_jar_add(jar, "other/Util.class", work_class(work, "other/Util"));
    (void)sluice_jar_add(jar, "data.txt", sluice_bytes_of("some data\n"));
    apply(attack->entries, work);
    assert_true(sluice_jar_make_manifest(jar));
    apply(attack->manifest, work);
    assert_true(sluice_jar_make_signature_file(jar));
    apply(attack->signature_file, work);
    assert_true(sluice_jar_make_block(jar, identity, &attack->block));
    apply(attack->late, work);
    assert_true(sluice_jar_make_items(jar));
    apply(attack->items, work);
    sluice_zip_assemble(&jar->zip, &work->out);
    apply(attack->bytes, work);
    assert_false(work->out.failed);
}

void work_free(struct work *work)
{
    for (size_t i = 0; i < sizeof work->classes / sizeof work->classes[0]; i++) {
        sluice_text_free(&work->classes[i]);
    }
    for (size_t i = 0; i < sizeof work->spare / sizeof work->spare[0]; i++) {
        sluice_text_free(&work->spare[i]);
    }
    sluice_jar_free(&work->jar);
    sluice_text_free(&work->out);
}

struct sluice_zip_item *add_item(struct work *work, const char *name, struct sluice_bytes data)
{
    struct sluice_zip_program *zip = &work->jar.zip;
    struct sluice_zip_item *item = &zip->items[zip->count++];
    *item = (struct sluice_zip_item){.name = sluice_bytes_of(name), .data = data};
    return item;
}

void remove_item(struct work *work, size_t index)
{
    struct sluice_zip_program *zip = &work->jar.zip;
    memmove(zip->items + index, zip->items + index + 1,
            (zip->count - index - 1) * sizeof *zip->items);
    zip->count--;
}

void replace(struct sluice_text *text, const char *from, const char *to)
{
    assert_true(sluice_jar_replace(text, from, to));
}

static bool is_expected(const struct attack *attack, enum sluice_archive_reason reason)
{
    size_t i = 0;
    do {
        if (attack->reasons[i] == reason) {
            return true;
        }
        i++;
    } while (i < sizeof attack->reasons / sizeof attack->reasons[0] &&
             attack->reasons[i] != SLUICE_ARCHIVE_OK);
    return false;
}

void check_attacks(const struct fixture *fixture, const struct attack *attacks, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        static struct work work;
        work_make(&work, fixture, &attacks[i], &fixture->signer);
        struct sluice_archive_policy policy = policy_now();
        if (attacks[i].policy != NULL) {
            attacks[i].policy(&policy);
        }
        struct sluice_archive_verdict verdict;
        const bool accepted = sluice_archive_verify(work.out.data, work.out.length, fixture->trust,
                                                    &policy, NULL, NULL, &verdict);
        /* A first reason of OK alone means that the archive is to be accepted. */
        if (accepted != (verdict.reason == SLUICE_ARCHIVE_OK) ||
            !is_expected(&attacks[i], verdict.reason)) {
            print_error("%s: %s at %s (%s), expected %s\n", attacks[i].id,
                        sluice_archive_reason_name(verdict.reason), verdict.at, verdict.entry,
                        sluice_archive_reason_name(attacks[i].reasons[0]));
            wrong++;
        }
        work_free(&work);
    }
    assert_int_equal(wrong, 0);
}
