/* Archives with the signature of somebody else beside their own, which is one: what cases in YAML cannot say. */
#include "fixture.h"

#include <string.h>

#define J(member) SLUICE_ARCHIVE_JAR_##member
static struct sluice_zip_item *item(struct work *work, size_t index)
{
    return &work->jar.zip.items[index];
}

static struct sluice_bytes text_bytes(const struct sluice_text *text)
{
    return (struct sluice_bytes){(const uint8_t *)text->data, text->length};
}

static void second_signature(struct work *work)
{
    const struct sluice_block_plan plan = {0};
    assert_true(sluice_block_make(&work->fixture->attacker, &plan,
                                  text_bytes(&work->jar.signature_file), &work->spare[0]));
    (void)add_item(work, "META-INF/ATTACKER.SF", item(work, ITEM_SF)->data);
    (void)add_item(work, "META-INF/ATTACKER.RSA", text_bytes(&work->spare[0]));
}

/* The signature of somebody else stands before the one that counts, or behind it; or as an entry that
 * the manifest names. */
static void other_in_front(struct work *work)
{
    second_signature(work);
    struct sluice_zip_program *zip = &work->jar.zip;
    for (size_t i = 0; i < 2; i++) {
        const struct sluice_zip_item moved = zip->items[zip->count - 1];
        memmove(zip->items + 2, zip->items + 1, (zip->count - 2) * sizeof *zip->items);
        zip->items[1] = moved;
    }
}

static void want_signer(struct sluice_archive_policy *policy)
{
    policy->signature = "signer";
}

static void want_attacker(struct sluice_archive_policy *policy)
{
    policy->signature = "ATTACKER";
}

static void want_nobody(struct sluice_archive_policy *policy)
{
    policy->signature = "SIGNE";
}

static const struct attack rows[] = {
    {"A17 A19", {J(MULTI_SIG)}, .items = second_signature},
    {"A17, one counts", {SLUICE_ARCHIVE_OK}, .items = second_signature, .policy = want_signer},
    {"A17, one counts, which is last",
     {SLUICE_ARCHIVE_OK},
     .items = other_in_front,
     .policy = want_signer},
    {"A17, the attacker's counts",
     {SLUICE_ARCHIVE_CMS_SIGNER_UNKNOWN},
     .items = other_in_front,
     .policy = want_attacker},
    {"A17, the attacker's counts, which is last",
     {J(ORDER)},
     .items = second_signature,
     .policy = want_attacker},
    {"A17, none counts", {J(UNSIGNED)}, .items = second_signature, .policy = want_nobody},
};

static void each_row_has_its_reason(void **state)
{
    check_attacks(*state, rows, sizeof rows / sizeof rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_row_has_its_reason)};
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
