#include "harness/fuzz/archive/mutate.h"

#include "harness/fuzz/archive/change.h"
#include "harness/fuzz/archive/keys.h"
#include "harness/fuzz/archive/program.h"
#include "harness/fuzz/archive/spoil.h"
#include "harness/fuzz/archive/words.h"
#include "harness/fuzz/mutate/bytes.h"

#include <string.h>

enum { MOST = 4096 };

/* Of so many inputs this many are made in each way, the rest by edits. */
enum { ALL = 24, SOUND = 3, ONE_FAULT = 12, BYTES = 1 };

static uint32_t below(struct sluice_random *random, uint32_t bound)
{
    return sluice_random_below(random, bound);
}

/* --- numbers and texts --------------------------------------------------------------------------- */

static uint32_t any_number(struct sluice_random *random)
{
    static const uint32_t usual[] = {0,      1,          2,          8,    20,     0x800,
                                     0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 0x14, 22,     12,
                                     0x2000, 0x80000000, 0xA1FF0000, 0x10, 100000, 7};
    switch (below(random, 3)) {
    case 0:
        return usual[below(random, sizeof usual / sizeof usual[0])];
    case 1:
        return below(random, 64);
    default:
        return below(random, 1U << below(random, 32));
    }
}

/* A little more or less. */
static uint32_t small_difference(struct sluice_random *random)
{
    static const uint32_t usual[] = {1, 0xFFFFFFFF, 2, 8, 0x100, 0x800, 0xFFFFFFFE, 4, 30, 16};
    return usual[below(random, sizeof usual / sizeof usual[0])];
}

static const uint8_t *random_bytes(struct sluice_random *random, size_t length)
{
    static uint8_t bytes[64];
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)sluice_random_next(random);
    }
    return bytes;
}

static struct sluice_bytes any_text(struct sluice_random *random)
{
    if (sluice_random_one_in(random, 6)) {
        const size_t length = below(random, 9);
        return (struct sluice_bytes){random_bytes(random, length), length};
    }
    return sluice_word(random, (enum sluice_word_list)below(random, SLUICE_WORD_LISTS));
}

/* --- steps --------------------------------------------------------------------------------------- */

/* A change of a text: places by lines more often than by bytes. */
static void fill_change(struct sluice_random *random, struct sluice_program_step *step)
{
    step->field = (uint8_t)below(random, SLUICE_CHANGES);
    step->item = (uint8_t)below(random, 24);
    step->value = below(random, 2048);
    step->text = sluice_random_one_in(random, 4) ? any_text(random)
                                                 : sluice_word(random, SLUICE_WORDS_LINES);
}

static void fill_entry(struct sluice_random *random, struct sluice_program_step *step, bool sound)
{
    static const uint8_t flags[] = {0, 0, 0, SLUICE_ENTRY_STORED, SLUICE_ENTRY_DESCRIPTOR};
    const bool bad = !sound && sluice_random_one_in(random, 2);
    step->text = sluice_word(random, bad ? SLUICE_WORDS_BAD_NAMES : SLUICE_WORDS_NAMES);
    step->field = flags[below(random, sizeof flags)];
    step->value = below(random, 4) << 3;
    if (!sound && !bad) {
        step->value = below(random, 1U << below(random, 22));
        step->field = (uint8_t)below(random, 8);
    } else if (sound && sluice_random_one_in(random, 3)) {
        static const uint32_t lengths[] = {1, 2, 3, 100, 200, 1000, 2000, 5000};
        const bool is_long = sluice_random_one_in(random, 16);
        const bool is_class = step->text.length > 6 &&
                              memcmp(step->text.data + step->text.length - 6, ".class", 6) == 0;
        const bool has_data = !is_class && step->text.data[step->text.length - 1] != '/';
        const uint32_t length = is_long ? 65535 + below(random, 250000) : lengths[below(random, 8)];
        step->value = has_data ? length << 3 | 2 : step->value;
        step->value = has_data && sluice_random_one_in(random, 4) ? 1 : step->value; /* nothing */
    }
}

static void fill_field(struct sluice_random *random, struct sluice_program_step *step)
{
    step->item = (uint8_t)below(random, 8);
    step->field = (uint8_t)below(random, 17);
    step->value = any_number(random);
    if (sluice_random_one_in(random, 2)) {
        step->field |= 0x80;
        step->value = small_difference(random);
    }
}

static void fill_piece(struct sluice_random *random, struct sluice_program_step *step)
{
    step->item = (uint8_t)below(random, 8);
    step->field = (uint8_t)(below(random, 14) | (sluice_random_one_in(random, 6) ? 0x80U : 0U));
    step->value = below(random, 2);
    step->text = sluice_random_one_in(random, 4) ? any_text(random)
                                                 : sluice_word(random, SLUICE_WORDS_PIECES);
}

/* A main section that says nothing but its version, and nothing of seals. */
static struct sluice_program_step unsealing(void)
{
    static const char version[] = "Manifest-Version: 1.0";
    return (struct sluice_program_step){
        .kind = SLUICE_STEP_MAIN,
        .field = 1,
        .text = {(const uint8_t *)version, sizeof version - 1},
    };
}

/* Kinds with many ways to be wrong come more often. */
static enum sluice_step_kind fault_kind(struct sluice_random *random)
{
    static const enum sluice_step_kind often[] = {
        SLUICE_STEP_MAIN,  SLUICE_STEP_MAIN,  SLUICE_STEP_SECTION, SLUICE_STEP_SECTION,
        SLUICE_STEP_ENTRY, SLUICE_STEP_ENTRY, SLUICE_STEP_ITEM,    SLUICE_STEP_ITEM,
        SLUICE_STEP_CLAIM, SLUICE_STEP_LATE,  SLUICE_STEP_SIGNED,  SLUICE_STEP_MANIFEST,
        SLUICE_STEP_BOTH,  SLUICE_STEP_CEN,
    };
    return sluice_random_one_in(random, 2)
               ? often[below(random, sizeof often / sizeof often[0])]
               : (enum sluice_step_kind)below(random, SLUICE_STEP_COUNT);
}

/* A step of any kind that has no part in sound archives. */
static struct sluice_program_step make_fault(struct sluice_random *random)
{
    struct sluice_program_step step = {
        .kind = fault_kind(random),
        .item = (uint8_t)below(random, 8),
        .field = (uint8_t)below(random, 16),
        .value = below(random, 64),
    };
    switch (step.kind) {
    case SLUICE_STEP_ENTRY:
        fill_entry(random, &step, false);
        break;
    case SLUICE_STEP_MAIN:
        step.field = 0;
        step.text = sluice_word(random, SLUICE_WORDS_BAD_MAIN);
        if (sluice_random_one_in(random, 4)) {
            step = unsealing();
        }
        break;
    case SLUICE_STEP_SECTION:
        step.text = sluice_word(random, SLUICE_WORDS_BAD_SECTIONS);
        break;
    case SLUICE_STEP_MANIFEST:
    case SLUICE_STEP_SIGNED:
    case SLUICE_STEP_BLOCK:
    case SLUICE_STEP_BYTES:
        fill_change(random, &step);
        break;
    case SLUICE_STEP_LATE:
        fill_change(random, &step);
        step.field |= (uint8_t)(below(random, 4) << 3);
        break;
    case SLUICE_STEP_LOC:
    case SLUICE_STEP_CEN:
    case SLUICE_STEP_BOTH:
    case SLUICE_STEP_DD:
    case SLUICE_STEP_EOCD:
        fill_field(random, &step);
        break;
    case SLUICE_STEP_PIECE:
        fill_piece(random, &step);
        break;
    case SLUICE_STEP_MARK:
        step.field = (uint8_t)(1U << below(random, 4));
        break;
    case SLUICE_STEP_ITEM:
        step.text = sluice_word(random, sluice_random_one_in(random, 3) ? SLUICE_WORDS_NAMES
                                                                        : SLUICE_WORDS_BAD_NAMES);
        break;
    case SLUICE_STEP_SETTING:
    case SLUICE_STEP_SIGNING:
    case SLUICE_STEP_DER:
    case SLUICE_STEP_CODEBASE:
    case SLUICE_STEP_OTHER:
        sluice_archive_spoil_fill(random, &step);
        break;
    case SLUICE_STEP_DATA:
    case SLUICE_STEP_CLAIM:
    case SLUICE_STEP_REPLACE:
    case SLUICE_STEP_ORDER:
    case SLUICE_STEP_COUNT:
        step.text = any_text(random);
        break;
    }
    return step;
}

static void drop_step(struct sluice_archive_program_input *program, size_t at)
{
    program->count--;
    memmove(program->steps + at, program->steps + at + 1,
            (program->count - at) * sizeof program->steps[0]);
}

/* --- whole programs ------------------------------------------------------------------------------ */

static bool has_name(const struct sluice_archive_program_input *program, struct sluice_bytes name)
{
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].text.length == name.length &&
            memcmp(program->steps[i].text.data, name.data, name.length) == 0) {
            return true;
        }
    }
    return false;
}

/* One of those who may sign, by a key of any kind. */
static uint8_t sound_signer(struct sluice_random *random)
{
    static const enum sluice_fuzz_signer signers[] = {
        SLUICE_FUZZ_SIGNER_SOUND,   SLUICE_FUZZ_SIGNER_RSA,         SLUICE_FUZZ_SIGNER_EC_384,
        SLUICE_FUZZ_SIGNER_LEAF,    SLUICE_FUZZ_SIGNER_EDWARDS,     SLUICE_FUZZ_SIGNER_RSA,
        SLUICE_FUZZ_SIGNER_EDWARDS, SLUICE_FUZZ_SIGNER_EDWARDS_448, SLUICE_FUZZ_SIGNER_DSA,
    };
    return (uint8_t)(sluice_random_one_in(random, 3)
                         ? signers[below(random, sizeof signers / sizeof signers[0])]
                         : SLUICE_FUZZ_SIGNER_SOUND);
}

/* A program of which nothing is wrong, in any of the ways in which that is so. */
static void make_sound(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    *program = (struct sluice_archive_program_input){.choice = (uint8_t)below(random, 256)};
    program->signer = sound_signer(random);
    program->digest = (uint8_t)below(random, 4);
    program->plan = (uint8_t)(sluice_random_one_in(random, 4) ? below(random, 3) << 6 : 0);
    program->plan |= sluice_random_one_in(random, 4) ? SLUICE_PLAN_NO_ATTRIBUTES : 0;
    program->set = (uint8_t)(sluice_random_one_in(random, 4) ? below(random, 3) : 0);
    for (uint32_t left = below(random, 7); left > 0; left--) {
        struct sluice_program_step step = {.kind = SLUICE_STEP_ENTRY};
        fill_entry(random, &step, true);
        if (!has_name(program, step.text)) {
            sluice_archive_steps_add(program, &step, program->count);
        }
    }
    for (uint32_t left = below(random, 3); left > 0; left--) {
        struct sluice_program_step step = {.kind = SLUICE_STEP_MAIN};
        step.text = sluice_word(random, SLUICE_WORDS_MAIN);
        if (!has_name(program, step.text)) {
            sluice_archive_steps_add(program, &step, program->count);
        }
    }
    if (sluice_random_one_in(random, 3)) {
        struct sluice_program_step step = {.kind = SLUICE_STEP_SECTION};
        step.text = sluice_word(random, SLUICE_WORDS_SECTIONS);
        sluice_archive_steps_add(program, &step, program->count);
    }
}

/* Another policy, under which it may still be so. */
static void make_policy(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    if (sluice_random_one_in(random, 3)) {
        program->policy = (uint8_t)below(random, 16);
    }
    for (uint32_t left = below(random, 3); left > 0 && sluice_random_one_in(random, 2); left--) {
        program->switches |= 1U << below(random, 24);
    }
    if (sluice_random_one_in(random, 8)) {
        const struct sluice_program_step step = unsealing();
        sluice_archive_steps_add(program, &step, 0);
    }
}

static void change_head(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    switch (below(random, 8)) {
    case 0:
        program->signer = (uint8_t)below(random, SLUICE_FUZZ_SIGNER_COUNT);
        break;
    case 1:
        program->plan ^= (uint8_t)(1U << below(random, 8));
        break;
    case 2:
        program->switches ^= 1U << below(random, 24);
        break;
    case 3:
        program->policy = (uint8_t)below(random, 64);
        if (sluice_random_one_in(random, 8)) {
            program->policy |= SLUICE_POLICY_SPREAD;
            program->set = (uint8_t)below(random, 3);
        }
        break;
    case 4:
        program->clock = (uint8_t)below(random, 13);
        break;
    case 5:
        program->set = (uint8_t)below(random, 3);
        break;
    case 6:
        program->digest = (uint8_t)below(random, 5);
        break;
    default:
        program->choice = (uint8_t)below(random, 256);
        break;
    }
}

static void change_step(struct sluice_random *random, struct sluice_program_step *step)
{
    switch (below(random, 5)) {
    case 0:
        step->item = (uint8_t)(step->item + below(random, 5) - 2);
        break;
    case 1:
        step->field = (uint8_t)(step->field ^ (1U << below(random, 8)));
        break;
    case 2:
        step->value = any_number(random);
        break;
    case 3:
        step->value += small_difference(random);
        break;
    default:
        step->text = any_text(random);
        break;
    }
}

static void edit(struct sluice_random *random, struct sluice_archive_program_input *program)
{
    const uint32_t way = below(random, 10);
    const size_t count = program->count;
    const size_t at = below(random, (uint32_t)count);
    if (way < 3 || (count == 0 && way < 8)) {
        const struct sluice_program_step step = make_fault(random);
        sluice_archive_steps_add(program, &step, below(random, (uint32_t)count + 1));
    } else if (way < 5) {
        drop_step(program, at);
    } else if (way < 8) {
        change_step(random, &program->steps[at]);
    } else {
        change_head(random, program);
    }
}

/* --- what engines call --------------------------------------------------------------------------- */

static struct sluice_archive_program_input read_program; /* too large for a stack */
static uint8_t result[MOST];

static size_t finish(uint8_t *data, size_t max)
{
    const size_t made = sluice_program_write(&read_program, result,
                                             max < sizeof result ? max : sizeof result);
    memcpy(data, result, made);
    return made;
}

static size_t mutate(uint8_t *data, size_t size, size_t max, uint32_t seed,
                     sluice_mutate_bytes_fn bytes)
{
    struct sluice_random random = {seed};
    const uint32_t roll = below(&random, ALL);
    if (max == 0) {
        return 0;
    }
    if (roll < BYTES && size > 0) {
        return sluice_mutate_bytes(&random, data, size, max, bytes);
    }
    if (roll < BYTES + SOUND + ONE_FAULT) {
        make_sound(&random, &read_program);
        make_policy(&random, &read_program);
        if (roll >= BYTES + SOUND && sluice_random_one_in(&random, 5)) {
            change_head(&random, &read_program);
        } else if (roll >= BYTES + SOUND && sluice_random_one_in(&random, 3)) {
            sluice_archive_spoil(&random, &read_program);
        } else if (roll >= BYTES + SOUND) {
            const struct sluice_program_step step = make_fault(&random);
            sluice_archive_steps_add(&read_program, &step,
                                     below(&random, (uint32_t)read_program.count + 1));
        }
        return finish(data, max);
    }
    sluice_program_read(&read_program, (struct sluice_bytes){data, size});
    for (uint32_t times = 1 + below(&random, 3); times > 0; times--) {
        edit(&random, &read_program);
    }
    return finish(data, max);
}

/* Steps of the second stand among those of the first. */
static size_t cross(struct sluice_bytes first, struct sluice_bytes second, uint8_t *out, size_t max,
                    uint32_t seed)
{
    static struct sluice_archive_program_input other;
    struct sluice_random random = {seed};
    sluice_program_read(&read_program, first);
    sluice_program_read(&other, second);
    for (uint32_t left = 1 + below(&random, 4); left > 0 && other.count > 0; left--) {
        const struct sluice_program_step *step =
            &other.steps[below(&random, (uint32_t)other.count)];
        sluice_archive_steps_add(&read_program, step,
                                 below(&random, (uint32_t)read_program.count + 1));
    }
    return finish(out, max);
}

const struct sluice_mutate_kind sluice_mutate_archives = {mutate, cross};
