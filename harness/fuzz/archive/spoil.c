#include "harness/fuzz/archive/spoil.h"

#include "harness/fuzz/archive/keys.h"
#include "harness/fuzz/archive/words.h"

#include <string.h>

static uint32_t below(struct sluice_random *random, uint32_t bound)
{
    return sluice_random_below(random, bound);
}

/* What the head of a program has no room for. */
void sluice_archive_spoil_fill(struct sluice_random *random, struct sluice_program_step *step)
{
    enum { GRANTS = 28, NONE_ASKED = 0, ONE_RIGHT = 4 };
    step->field = (uint8_t)below(random, 32);
    step->value = below(random, 64);
    if (step->kind == SLUICE_STEP_CODEBASE) {
        step->field = (uint8_t)(sluice_random_one_in(random, 3) ? below(random, 5) : step->field);
        step->value = sluice_random_one_in(random, 6);
        step->item = (uint8_t)(sluice_random_one_in(random, 2)   ? below(random, GRANTS)
                               : sluice_random_one_in(random, 2) ? NONE_ASKED
                                                                 : ONE_RIGHT);
    } else if (step->kind == SLUICE_STEP_OTHER) {
        step->field = (uint8_t)below(random, SLUICE_OTHERS);
        step->text = sluice_word(random, step->field == SLUICE_OTHER_ENTRY ? SLUICE_WORDS_NAMES
                                                                           : SLUICE_WORDS_MAIN);
        step->value = step->field == SLUICE_OTHER_ENTRY ? below(random, 4) << 3
                                                        : below(random, SLUICE_FUZZ_SIGNER_COUNT);
    }
}

static void add_filled(struct sluice_random *random, struct sluice_archive_program_input *program,
                       struct sluice_program_step step)
{
    sluice_archive_spoil_fill(random, &step);
    sluice_archive_steps_add(program, &step, program->count);
}

static void add_item(struct sluice_archive_program_input *program, unsigned way, unsigned item,
                     const char *name)
{
    const struct sluice_program_step step = {
        .kind = SLUICE_STEP_ITEM,
        .field = (uint8_t)way,
        .item = (uint8_t)item,
        .value = item + 2, /* where a copy goes: behind the other one's files */
        .text = {(const uint8_t *)name, strlen(name)},
    };
    sluice_archive_steps_add(program, &step, program->count);
}

/* What is a fault only when several files of the signature have it: a second one, or names in another case. */
static void spoil_signature(struct sluice_random *random,
                            struct sluice_archive_program_input *program)
{
    enum { COPY = 3, RENAME = 4 };
    enum { MANIFEST, SIGNATURE_FILE, BLOCK };
    static const char *const manifests[] = {"META-INF/manifest.mf", "meta-inf/MANIFEST.MF",
                                            "META-INF/Manifest.MF"};
    static const char *const files[] = {"META-INF/signer.sf", "META-INF/SIGNER.sf",
                                        "meta-inf/SIGNER.SF"};
    static const char *const blocks[] = {"META-INF/signer.ec", "META-INF/SIGNER.ec",
                                         "meta-inf/SIGNER.EC"};
    const unsigned way = below(random, 3);
    switch (below(random, 3)) {
    case 0:
        add_item(program, COPY, SIGNATURE_FILE, "");
        add_item(program, RENAME, SIGNATURE_FILE + 2, "META-INF/OTHER.SF");
        add_item(program, COPY, BLOCK, "");
        add_item(program, RENAME, BLOCK + 2, "META-INF/OTHER.EC");
        program->switches |= way == 0 ? 0 : 1U << SLUICE_SWITCH_allow_metadata_anywhere;
        break;
    case 1:
        add_item(program, RENAME, MANIFEST, manifests[way]);
        break;
    default:
        add_item(program, RENAME, SIGNATURE_FILE, files[way]);
        add_item(program, RENAME, BLOCK, blocks[way]);
        break;
    }
}

static void add_more(struct sluice_archive_program_input *program, enum sluice_step_kind kind,
                     unsigned field, uint32_t value, const char *text)
{
    const struct sluice_program_step step = {
        .kind = kind,
        .field = (uint8_t)field,
        .value = value,
        .text = {(const uint8_t *)text, strlen(text)},
    };
    sluice_archive_steps_add(program, &step, program->count);
}

/* The signer signs in another way than usual, or somebody changes an element of what he made. */
static void spoil_block(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    static const enum sluice_fuzz_signer keys[] = {
        SLUICE_FUZZ_SIGNER_RSA,         SLUICE_FUZZ_SIGNER_EC_384, SLUICE_FUZZ_SIGNER_EDWARDS,
        SLUICE_FUZZ_SIGNER_EDWARDS_448, SLUICE_FUZZ_SIGNER_DSA,    SLUICE_FUZZ_SIGNER_KOBLITZ,
        SLUICE_FUZZ_SIGNER_WEAK,        SLUICE_FUZZ_SIGNER_SOUND,
    };
    const struct sluice_program_step step = {.kind = SLUICE_STEP_DER,
                                             .item = (uint8_t)below(random, 8)};
    program->signer = (uint8_t)keys[below(random, sizeof keys / sizeof keys[0])];
    static const unsigned of_rsa[] = {SLUICE_SIGNING_PSS, SLUICE_SIGNING_PROTECTS,
                                      SLUICE_SIGNING_OTHER};
    switch (below(random, 5)) {
    case 0:
        program->signer = SLUICE_FUZZ_SIGNER_RSA;
        program->plan &= (uint8_t)~SLUICE_PLAN_NO_ATTRIBUTES;
        add_more(program, SLUICE_STEP_SIGNING, of_rsa[below(random, 3)], below(random, 4), "");
        break;
    case 1:
        program->plan &= (uint8_t)~SLUICE_PLAN_NO_ATTRIBUTES;
        add_more(program, SLUICE_STEP_SIGNING,
                 sluice_random_one_in(random, 2) ? SLUICE_SIGNING_TYPE : SLUICE_SIGNING_VALUES, 0,
                 "");
        break;
    case 4:
        program->signer = SLUICE_FUZZ_SIGNER_EXPIRED;
        add_more(program, SLUICE_STEP_SIGNING, SLUICE_SIGNING_STAMP,
                 below(random, sluice_random_one_in(random, 2) ? 6 : 24), "");
        break;
    case 2:
        add_more(program, SLUICE_STEP_SETTING, below(random, SLUICE_SETTINGS), below(random, 27),
                 "");
        break;
    default:
        add_filled(random, program, step);
        break;
    }
}

/* A signature file without a digest of the whole manifest, where that is allowed or not; then the sections alone
 * cover. */
static void spoil_cover(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    enum { DROP = 1, WHOLE_DIGEST = 3, LAST_SECTION = 13 };
    struct sluice_program_step step = {
        .kind = SLUICE_STEP_SIGNED, .field = DROP, .item = WHOLE_DIGEST};
    program->digest = 0; /* it takes one line */
    sluice_archive_steps_add(program, &step, program->count);
    if (!sluice_random_one_in(random, 3)) {
        add_more(program, SLUICE_STEP_SETTING, SLUICE_SETTING_SWITCHES, 1, "");
    }
    if (sluice_random_one_in(random, 3)) {
        step.item = (uint8_t)below(random, LAST_SECTION);
        step.value = below(random, 4);
        sluice_archive_steps_add(program, &step, program->count);
    }
}

/* Two archives that do not go together. */
static void spoil_set(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    static const char *const names[] = {"trusted/Evil.class", "other/Third.class",
                                        "shared/Other.class", "second/One.class"};
    program->set = (uint8_t)(1 + below(random, 2));
    switch (below(random, 5)) {
    case 0:
        program->policy |= SLUICE_POLICY_SPREAD;
        break;
    case 1:
        add_more(program, SLUICE_STEP_OTHER, SLUICE_OTHER_ONLY, 0, "Manifest-Version: 1.0");
        break;
    case 2:
        add_more(program, SLUICE_STEP_OTHER, SLUICE_OTHER_SIGNER,
                 below(random, SLUICE_FUZZ_SIGNER_COUNT), "");
        program->switches |= sluice_random_one_in(random, 2)
                                 ? 1U << SLUICE_SWITCH_allow_mixed_signers
                                 : 0;
        break;
    default:
        break;
    }
    for (uint32_t left = below(random, 3); left > 0; left--) {
        add_more(program, SLUICE_STEP_OTHER, SLUICE_OTHER_ENTRY, below(random, 4) << 3,
                 names[below(random, 4)]);
    }
    if (sluice_random_one_in(random, 3)) {
        program->policy |= (uint8_t)below(random, 16);
        program->switches |= 1U << SLUICE_SWITCH_allow_split_packages;
    }
}

/* Two groups, of which classes speak of each other, or of a package that does so; or none does. */
static void spoil_groups(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    static const char *const names[] = {
        "trusted/Evil.class",
        "other/Third.class",
        "between/Both.class",
        "trusted/Main.class",
        "other/Util.class",
        "META-INF/versions/9/trusted/More.class",
        "META-INF/versions/9/other/More.class",
    };
    enum { TWO_GROUPS = 3 << 2, USUAL = 4 };
    program->policy = (uint8_t)((program->policy & 3) | TWO_GROUPS);
    program->switches |= 1U << SLUICE_SWITCH_allow_multi_release;
    add_more(program, SLUICE_STEP_ENTRY, 0, 0, names[3]);
    add_more(program, SLUICE_STEP_ENTRY, 0, 0, names[USUAL]);
    for (uint32_t left = 1 + below(random, 2); left > 0; left--) {
        add_more(program, SLUICE_STEP_ENTRY, 0, below(random, 8) << 3,
                 names[below(random, sizeof names / sizeof names[0])]);
    }
}

/* What one step alone does not do. */
void sluice_archive_spoil(struct sluice_random *random,
                          struct sluice_archive_program_input *program)
{
    switch (below(random, 9)) {
    case 0:
        spoil_signature(random, program);
        break;
    case 8:
        spoil_groups(random, program);
        break;
    case 1:
    case 2:
        spoil_cover(random, program);
        break;
    case 3:
        spoil_set(random, program);
        break;
    case 4:
    case 5:
        add_filled(random, program, (struct sluice_program_step){.kind = SLUICE_STEP_CODEBASE});
        break;
    default:
        spoil_block(random, program);
        break;
    }
}
