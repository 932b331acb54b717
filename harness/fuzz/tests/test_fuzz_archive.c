/* Programs of archives, their mutators, and the readings that verdicts are compared with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/archive/zip_program.h"
#include "harness/fuzz/archive/change.h"
#include "harness/fuzz/archive/change_element.h"
#include "harness/fuzz/archive/form.h"
#include "harness/fuzz/archive/judge.h"
#include "harness/fuzz/archive/model.h"
#include "harness/fuzz/archive/mutate.h"
#include "harness/fuzz/archive/truth.h"

enum { ROUNDS = 2000, ROOM = 512 };

static struct sluice_archive_program_input program; /* too large for a stack */

/* --- programs and mutators ----------------------------------------------------------------------- */

static void what_is_read_is_written_again(void **state)
{
    (void)state;
    uint8_t data[ROOM] = {0};
    size_t size = 0;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        uint8_t again[2 * ROOM];
        uint8_t more[2 * ROOM];
        size = sluice_mutate_archives.mutate(data, size, sizeof data, seed, NULL);
        sluice_program_read(&program, (struct sluice_bytes){data, size});
        const size_t written = sluice_program_write(&program, again, sizeof again);
        sluice_program_read(&program, (struct sluice_bytes){again, written});
        assert_int_equal(sluice_program_write(&program, more, sizeof more), written);
        assert_memory_equal(again, more, written);
    }
}

static void check_mutator(const struct sluice_mutate_kind *kind)
{
    uint8_t data[2][ROOM] = {{0}};
    size_t size = 0;
    size_t changed = 0;
    for (uint32_t seed = 0; seed < ROUNDS; seed++) {
        const size_t max = 1 + seed % ROOM;
        const size_t given = size < max ? size : max;
        const size_t made = kind->mutate(data[0], given, max, seed, NULL);
        assert_in_range(made, 1, max);
        assert_int_equal(kind->mutate(data[1], given, max, seed, NULL), made);
        assert_memory_equal(data[0], data[1], made);
        changed += made != given;
        size = made;
        uint8_t crossed[ROOM];
        assert_true(kind->cross((struct sluice_bytes){data[0], made},
                                (struct sluice_bytes){data[1], made}, crossed, max, seed) <= max);
    }
    assert_true(changed > ROUNDS / 4);
}

static void mutators_keep_to_their_room(void **state)
{
    (void)state;
    check_mutator(&sluice_mutate_archives);
    check_mutator(&sluice_mutate_zips);
    check_mutator(&sluice_mutate_manifests);
}

/* Of what the mutator makes, enough is accepted, and enough is not: by both who say so. */
static void verdicts_are_of_both_kinds(void **state)
{
    (void)state;
    size_t accepted = 0;
    uint8_t data[ROOM] = {0};
    size_t size = 0;
    enum { SOME = 400 };
    for (uint32_t seed = 0; seed < SOME; seed++) {
        struct sluice_fuzz_answer answer;
        struct sluice_finding finding = {0};
        size = sluice_mutate_archives.mutate(data, size, sizeof data, seed, NULL);
        sluice_program_read(&program, (struct sluice_bytes){data, size});
        const bool clean = sluice_judge_program(&program, seed, &answer, &finding);
        if (!clean) {
            fail_msg("seed %u: %s: %s", seed, finding.rule, finding.detail);
        }
        accepted += answer.verdict != NULL && strcmp(answer.verdict, "accept") == 0;
    }
    assert_in_range(accepted, SOME / 8, SOME - SOME / 4);
}

static bool holds(const struct sluice_text *text, const char *part)
{
    const size_t length = strlen(part);
    size_t at = 0;
    while (at + length <= text->length && memcmp(text->data + at, part, length) != 0) {
        at++;
    }
    return at + length <= text->length;
}

/* Whether a program renames something after it was signed. */
static bool renames(const char *to)
{
    for (size_t i = 0; i < program.count; i++) {
        const struct sluice_program_step *step = &program.steps[i];
        if (step->kind == SLUICE_STEP_ITEM && step->field == 4 && step->text.length == strlen(to) &&
            memcmp(step->text.data, to, step->text.length) == 0) {
            return true;
        }
    }
    return false;
}

/* Of an archive whose comment is so long, and is counted: the comment, NULL otherwise. */
static const uint8_t *comment_of(const uint8_t *data, size_t size, size_t length)
{
    enum { END_BYTES = 22 };
    if (size < END_BYTES + length) {
        return NULL;
    }
    const uint8_t *end = data + size - length - END_BYTES;
    return memcmp(end, "PK\5\6", 4) == 0 && end[20] == length && end[21] == 0 ? end + END_BYTES
                                                                              : NULL;
}

/* Marks of structures stand whole in a comment, and begin at its very end. */
static void comments_end_with_the_beginning_of_a_mark(void **state)
{
    (void)state;
    size_t counts[2] = {0};
    for (uint32_t seed = 0; seed < 20 * ROUNDS; seed++) {
        uint8_t data[ROOM];
        const size_t size = sluice_mutate_zips.mutate(data, 0, sizeof data, seed, NULL);
        for (size_t i = 0; i < 2; i++) {
            const uint8_t *comment = comment_of(data, size, 3 + i);
            counts[i] += comment != NULL && memcmp(comment, "PK", 2) == 0;
        }
    }
    assert_true(counts[0] > 0);
    assert_true(counts[1] > 0);
}

/* Two files of a signature are spoiled together: of each alone nothing would be seen. */
static void signatures_are_spoiled_as_a_whole(void **state)
{
    (void)state;
    static struct sluice_built built;
    size_t seconds = 0;
    size_t cases = 0;
    for (uint32_t seed = 0; seed < 10 * ROUNDS; seed++) {
        uint8_t data[ROOM];
        const size_t size = sluice_mutate_archives.mutate(data, 0, sizeof data, seed, NULL);
        sluice_program_read(&program, (struct sluice_bytes){data, size});
        cases += renames("META-INF/signer.sf") && renames("META-INF/signer.ec");
        if (renames("META-INF/OTHER.SF") && renames("META-INF/OTHER.EC") && program.count == 4) {
            assert_true(sluice_build(&program, &built));
            assert_true(holds(&built.archive, "META-INF/SIGNER.SF"));
            assert_true(holds(&built.archive, "META-INF/SIGNER.EC"));
            assert_true(holds(&built.archive, "META-INF/OTHER.SF"));
            assert_true(holds(&built.archive, "META-INF/OTHER.EC"));
            seconds++;
        }
    }
    assert_true(seconds > 0);
    assert_true(cases > 0);
}

static struct sluice_fuzz_answer answer_to(const struct sluice_archive_program_input *input)
{
    struct sluice_fuzz_answer answer = {0};
    struct sluice_finding finding = {0};
    if (!sluice_judge_program(input, 0, &answer, &finding)) {
        fail_msg("%s: %s", finding.rule, finding.detail);
    }
    if (answer.verdict == NULL) {
        fail_msg("signer %u plan %u cannot be made", input->signer, input->plan);
    }
    return answer;
}

static void assert_accepted(const struct sluice_archive_program_input *input, bool expected)
{
    const struct sluice_fuzz_answer answer = answer_to(input);
    if ((strcmp(answer.verdict, "accept") == 0) != expected) {
        fail_msg("signer %u, plan %u: %s", input->signer, input->plan, answer.reason);
    }
}

/* Keys of every kind sign, with each digest that is approved, with attributes and without. */
static void keys_of_every_kind_sign(void **state)
{
    (void)state;
    static const enum sluice_fuzz_signer signers[] = {
        SLUICE_FUZZ_SIGNER_SOUND,   SLUICE_FUZZ_SIGNER_RSA,         SLUICE_FUZZ_SIGNER_EC_384,
        SLUICE_FUZZ_SIGNER_EDWARDS, SLUICE_FUZZ_SIGNER_EDWARDS_448, SLUICE_FUZZ_SIGNER_DSA,
    };
    for (size_t i = 0; i < sizeof signers / sizeof signers[0]; i++) {
        for (unsigned plan = 0; plan < 3; plan++) {
            program = (struct sluice_archive_program_input){
                .signer = (uint8_t)signers[i],
                .plan = (uint8_t)(plan << 6),
            };
            assert_accepted(&program, true);
            program.plan |= SLUICE_PLAN_NO_ATTRIBUTES;
            assert_accepted(&program, true);
        }
    }
    program = (struct sluice_archive_program_input){.signer = SLUICE_FUZZ_SIGNER_KOBLITZ};
    assert_accepted(&program, false);
}

/* Each way to sign is tried by an RSA key, once as it should be, and once not. */
static void signing_has_right_and_wrong_ways(void **state)
{
    (void)state;
    static const struct {
        enum sluice_program_signing what;
        uint32_t value;
        bool accepted;
    } ways[] = {
        {SLUICE_SIGNING_PSS, 0, true},      {SLUICE_SIGNING_PSS, 1, false},
        {SLUICE_SIGNING_PROTECTS, 0, true}, {SLUICE_SIGNING_PROTECTS, 1, false},
        {SLUICE_SIGNING_TYPE, 0, false},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        program = (struct sluice_archive_program_input){
            .signer = SLUICE_FUZZ_SIGNER_RSA,
            .steps = {{.kind = SLUICE_STEP_SIGNING,
                       .field = (uint8_t)ways[i].what,
                       .value = ways[i].value}},
            .count = 1,
        };
        assert_accepted(&program, ways[i].accepted);
    }
}

/* Whatever is done to an element, the block is another one, or the same; most ways do something to each. */
static void elements_of_blocks_are_changed(void **state)
{
    (void)state;
    for (unsigned signer = 0; signer < SLUICE_FUZZ_SIGNER_COUNT; signer++) {
        unsigned refused = 0;
        for (unsigned way = 0; way < sluice_change_element_ways(); way++) {
            program = (struct sluice_archive_program_input){
                .signer = (uint8_t)signer,
                .steps = {{.kind = SLUICE_STEP_DER, .field = (uint8_t)way, .value = 23}},
                .count = 1,
            };
            const char *verdict = answer_to(&program).verdict;
            refused += verdict != NULL && strcmp(verdict, "reject") == 0;
        }
        assert_in_range(refused, sluice_change_element_ways() - 2, sluice_change_element_ways());
    }
}

/* What the policy's settings allow, and the same without them. */
static void settings_decide(void **state)
{
    (void)state;
    static const struct sluice_program_step lacks_whole = {
        .kind = SLUICE_STEP_SIGNED, .field = SLUICE_CHANGE_DROP_LINES, .item = 3};
    program = (struct sluice_archive_program_input){
        .steps = {lacks_whole, {.kind = SLUICE_STEP_SETTING, .value = 1}},
        .count = 2,
    };
    assert_accepted(&program, true);
    program.count = 1;
    assert_accepted(&program, false);
    for (uint32_t value = 0; value < 27; value++) {
        program = (struct sluice_archive_program_input){
            .signer = SLUICE_FUZZ_SIGNER_WEAK,
            .steps = {{.kind = SLUICE_STEP_SETTING, .field = SLUICE_SETTING_BITS, .value = value}},
            .count = 1,
        };
        assert_accepted(&program, value % 3 == 1);
        program.signer = SLUICE_FUZZ_SIGNER_EC_384;
        assert_accepted(&program, value / 9 < 2);
    }
}

/* Codebases with the right digest, granted or not. */
static void codebases_are_granted(void **state)
{
    (void)state;
    static const struct {
        uint8_t item;
        uint8_t field;
        uint32_t value;
        bool accepted;
    } cases[] = {
        {0, 0, 0, true},      {1, 0, 0, true},      {1 + 3 + 9, 1, 0, true}, {2, 0, 0, false},
        {2 * 3, 2, 0, false}, {2 * 9, 2, 0, false}, {27, 0, 0, false},       {0, 0, 1, false},
        {0, 3, 0, false},     {0, 5, 0, false},     {0, 7, 0, false},        {0, 9, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        program = (struct sluice_archive_program_input){
            .steps = {{.kind = SLUICE_STEP_CODEBASE,
                       .item = cases[i].item,
                       .field = cases[i].field,
                       .value = cases[i].value}},
            .count = 1,
        };
        assert_accepted(&program, cases[i].accepted);
    }
}

static struct sluice_program_step other_step(enum sluice_program_other what, const char *text,
                                             uint32_t value)
{
    return (struct sluice_program_step){
        .kind = SLUICE_STEP_OTHER,
        .field = (uint8_t)what,
        .value = value,
        .text = sluice_bytes_of(text),
    };
}

/* The other archive of a set is what steps say. */
static void the_other_archive_counts(void **state)
{
    (void)state;
    const struct {
        struct sluice_program_step step;
        bool accepted;
    } cases[] = {
        {other_step(SLUICE_OTHER_ENTRY, "second/One.class", 0), true},
        {other_step(SLUICE_OTHER_ENTRY, "trusted/Third.class", 0), false},
        {other_step(SLUICE_OTHER_MAIN, "Built-By: me", 0), true},
        {other_step(SLUICE_OTHER_ONLY, "Manifest-Version: 1.0", 0), false},
        {other_step(SLUICE_OTHER_SIGNER, "", SLUICE_FUZZ_SIGNER_SOUND), true},
        {other_step(SLUICE_OTHER_SIGNER, "", SLUICE_FUZZ_SIGNER_RSA), false},
        {other_step(SLUICE_OTHER_SIGNER, "", SLUICE_FUZZ_SIGNER_ATTACKER), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned set = SLUICE_SET_FIRST; set < SLUICE_SET_SHAPES; set++) {
            program = (struct sluice_archive_program_input){
                .set = (uint8_t)set, .steps = {cases[i].step}, .count = 1};
            assert_accepted(&program, cases[i].accepted);
        }
    }
}

/* A sound archive of one entry, whose signer says that it was signed at the clock of all inputs. */
static struct sluice_text archive_of(const char *entry)
{
    static struct sluice_built built;
    struct sluice_text archive = {0};
    program = (struct sluice_archive_program_input){
        .steps = {{.kind = SLUICE_STEP_ENTRY, .text = sluice_bytes_of(entry)}}, .count = 1};
    assert_true(sluice_build(&program, &built));
    sluice_text_add(&archive, built.archive.data, built.archive.length);
    assert_true(holds(&built.block, "260101000000Z"));
    return archive;
}

/* Signatures by EC keys as well, whatever was signed before. */
static void an_input_makes_the_same_bytes_each_time(void **state)
{
    (void)state;
    struct sluice_text first = archive_of("one");
    struct sluice_text other = archive_of("two");
    struct sluice_text again = archive_of("one");
    assert_int_equal(again.length, first.length);
    assert_memory_equal(again.data, first.data, first.length);
    assert_true(other.length != first.length || memcmp(other.data, first.data, first.length) != 0);
    sluice_text_free(&first);
    sluice_text_free(&other);
    sluice_text_free(&again);
}

/* --- blocks -------------------------------------------------------------------------------------- */

/* Of a block, only what tells who stands above the signer may be something else: judge and verifier agree which
 * bytes those are. */
static void a_changed_block_is_judged_as_it_is_verified(void **state)
{
    (void)state;
    static struct sluice_built built;
    struct sluice_archive_program_input changed = {.signer = SLUICE_FUZZ_SIGNER_LEAF};
    assert_true(sluice_build(&changed, &built));
    const uint32_t length = (uint32_t)built.block.length;
    changed.count = 1;
    for (uint32_t i = 0; i < length; i += 2) {
        struct sluice_fuzz_answer answer;
        struct sluice_finding finding = {0};
        changed.steps[0] = (struct sluice_program_step){
            .kind = SLUICE_STEP_BLOCK, .field = SLUICE_CHANGE_FLIP, .value = i};
        if (!sluice_judge_program(&changed, i, &answer, &finding)) {
            fail_msg("byte %u of %u: %s: %s", i, length, finding.rule, finding.detail);
        }
    }
}

/* --- memory -------------------------------------------------------------------------------------- */

enum { PARTS = 20000 };

static const char manifest_head[] = "Manifest-Version: 1.0\n";
static const char signed_head[] = "Signature-Version: 1.0\nSHA-256-Digest-Manifest: eA==\n";

static void demand_bounded(const struct sluice_text *manifest,
                           const struct sluice_text *signed_file)
{
    struct sluice_fuzz_answer answer;
    struct sluice_finding finding = {0};
    sluice_program_read(&program, (struct sluice_bytes){NULL, 0});
    program.manifest = (struct sluice_bytes){(const uint8_t *)manifest->data, manifest->length};
    program.signature_file = (struct sluice_bytes){(const uint8_t *)signed_file->data,
                                                   signed_file->length};
    if (!sluice_judge_program(&program, 0, &answer, &finding)) {
        fail_msg("%s: %s", finding.rule, finding.detail);
    }
}

/* Sections that are as short as they get, or a line that is cut as often as it gets. */
static struct sluice_text text_of_many_parts(const char *head, bool cut)
{
    struct sluice_text text = {0};
    sluice_text_string(&text, head);
    sluice_text_string(&text, cut ? "A: " : "\n");
    for (unsigned i = 0; i < PARTS; i++) {
        if (cut) {
            sluice_text_string(&text, "\n x");
        } else {
            sluice_text_format(&text, "Name: %u\n\n", i);
        }
    }
    sluice_text_string(&text, cut ? "\n\n" : "");
    return text;
}

/* Tables beside short texts are the most that texts ask for. */
static void texts_of_many_parts_keep_to_the_bound_of_memory(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct sluice_text short_file = {0};
        struct sluice_text manifest = text_of_many_parts(manifest_head, i == 0);
        struct sluice_text signed_file = text_of_many_parts(signed_head, i == 0);
        sluice_text_string(&short_file, signed_head);
        sluice_text_string(&short_file, "\n");
        demand_bounded(&manifest, &short_file);
        demand_bounded(&manifest, &signed_file);
        sluice_text_free(&manifest);
        sluice_text_free(&signed_file);
        sluice_text_free(&short_file);
    }
}

/* --- readings ------------------------------------------------------------------------------------ */

static struct sluice_zip_item items[3];
static struct sluice_zip_program zip;

static void make_zip(void)
{
    memset(items, 0, sizeof items);
    items[0].name = sluice_bytes_of("one");
    items[0].data = sluice_bytes_of("first");
    items[1].name = sluice_bytes_of("two");
    items[1].data = sluice_bytes_of("second");
    items[1].descriptor = true;
    items[2].name = sluice_bytes_of("three");
    items[2].stored = true;
    zip = (struct sluice_zip_program){.items = items, .count = 3};
}

/* What is wrong with the archive, by its readings and by its form; NULL: nothing. */
struct opinions {
    const char *difference;
    const char *fault;
};

static struct opinions ask(void)
{
    static struct sluice_unzip forward;
    static struct sluice_unzip backward;
    struct sluice_archive_policy policy = {.now = SLUICE_FUZZ_NOW};
    struct sluice_text out = {0};
    sluice_build_limits(&policy.limits);
    sluice_zip_assemble(&zip, &out);
    const struct sluice_bytes bytes = {(const uint8_t *)out.data, out.length};
    sluice_unzip_forward(&forward, bytes);
    sluice_unzip_backward(&backward, bytes);
    const struct opinions opinions = {sluice_unzip_difference(&forward, &backward, bytes),
                                      sluice_form_of_archive(bytes, &policy).fault};
    sluice_text_free(&out);
    return opinions;
}

static void demand(bool differs, bool broken)
{
    const struct opinions opinions = ask();
    assert_int_equal(opinions.difference != NULL, differs);
    assert_int_equal(opinions.fault != NULL, broken);
    make_zip();
}

static void some_names_are_surely_composed(void **state)
{
    static const char *const names[] = {"a", "\xE6\x97\xA5", "\xF0\x9F\x98\x80"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct sluice_form_answer form = sluice_form_of_name(sluice_bytes_of(names[i]), true);
        assert_null(form.fault);
        assert_false(form.unsure);
    }
    assert_true(sluice_form_of_name(sluice_bytes_of("\xC3\xA4"), true).unsure);
    assert_non_null(sluice_form_of_name(sluice_bytes_of("O\xCC\x81"), true).fault);
    assert_null(sluice_form_of_name(sluice_bytes_of("x\xCC\x81"), true).fault);
}

/* What is untrue of a name, if it is refused with a reason. */
static const char *untrue_of(const char *name, enum sluice_archive_reason reason)
{
    const struct sluice_bytes bytes = sluice_bytes_of(name);
    const struct sluice_archive_verdict verdict = {.reason = reason, .length = bytes.length};
    return sluice_truth_fault(bytes, &verdict);
}

static void reasons_of_names_are_true_or_not(void **state)
{
    (void)state;
    assert_null(untrue_of("a/../b", SLUICE_ARCHIVE_ZIP_NAME_DOTDOT));
    assert_non_null(untrue_of("a/../b", SLUICE_ARCHIVE_ZIP_NAME_HOST));
    assert_null(untrue_of("a./b", SLUICE_ARCHIVE_ZIP_NAME_HOST));
    assert_non_null(untrue_of("a./b", SLUICE_ARCHIVE_ZIP_NAME_DOT));
    assert_null(untrue_of("./b", SLUICE_ARCHIVE_ZIP_NAME_DOT));
    assert_null(untrue_of("/b", SLUICE_ARCHIVE_ZIP_NAME_ABS));
    assert_non_null(untrue_of("b/", SLUICE_ARCHIVE_ZIP_NAME_ABS));
    assert_non_null(untrue_of("b", SLUICE_ARCHIVE_ZIP_NAME_DBLSLASH));
    assert_null(untrue_of("a:b", SLUICE_ARCHIVE_ZIP_NAME_DRIVE));
    assert_non_null(untrue_of("a:b", SLUICE_ARCHIVE_ZIP_NAME_BACKSLASH));
    assert_null(untrue_of("a\tb", SLUICE_ARCHIVE_ZIP_NAME_CTRL));
    assert_non_null(untrue_of("a\tb", SLUICE_ARCHIVE_ZIP_NAME_NUL));
    assert_non_null(untrue_of("ab", SLUICE_ARCHIVE_ZIP_NAME_CTRL));
    assert_non_null(untrue_of("ab", SLUICE_ARCHIVE_ZIP_NAME_UTF8));
    assert_non_null(untrue_of("ab", SLUICE_ARCHIVE_ZIP_NAME_EMPTY));
}

/* The same of the first entry's local header. */
static const char *untrue_of_header(enum sluice_archive_reason reason)
{
    struct sluice_text out = {0};
    sluice_zip_assemble(&zip, &out);
    const struct sluice_bytes bytes = {(const uint8_t *)out.data, out.length};
    const struct sluice_archive_verdict verdict = {.reason = reason, .length = 30};
    const char *untrue = sluice_truth_fault(bytes, &verdict);
    sluice_text_free(&out);
    make_zip();
    return untrue;
}

static void reasons_of_headers_are_true_or_not(void **state)
{
    (void)state;
    static const enum sluice_archive_reason reasons[] = {SLUICE_ARCHIVE_ZIP_LOC_CEN_NAME,
                                                         SLUICE_ARCHIVE_ZIP_LOC_CEN_METHOD,
                                                         SLUICE_ARCHIVE_ZIP_LOC_CEN_SIZE,
                                                         SLUICE_ARCHIVE_ZIP_LOC_CEN_CRC,
                                                         SLUICE_ARCHIVE_ZIP_LOC_CEN_FIELD,
                                                         SLUICE_ARCHIVE_ZIP_DD_STORED,
                                                         SLUICE_ARCHIVE_ZIP_GAP};
    make_zip();
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        assert_non_null(untrue_of_header(reasons[i]));
    }
    items[0].loc_name = sluice_bytes_of("eno");
    assert_null(untrue_of_header(SLUICE_ARCHIVE_ZIP_LOC_CEN_NAME));
    items[0].loc.method = (struct sluice_field)SLUICE_SET(1);
    assert_null(untrue_of_header(SLUICE_ARCHIVE_ZIP_LOC_CEN_METHOD));
    items[0].loc.usize = (struct sluice_field)SLUICE_SET(1);
    assert_null(untrue_of_header(SLUICE_ARCHIVE_ZIP_LOC_CEN_SIZE));
    items[0].loc.crc = (struct sluice_field)SLUICE_SET(1);
    assert_null(untrue_of_header(SLUICE_ARCHIVE_ZIP_LOC_CEN_CRC));
    items[0].loc.time = (struct sluice_field)SLUICE_SET(1);
    assert_null(untrue_of_header(SLUICE_ARCHIVE_ZIP_LOC_CEN_FIELD));
}

/* What a record says of itself is not asked of a local header, though another record calls its place one. */
static void reasons_of_records_are_true_or_not(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags <= 8; flags += 8) {
        make_zip();
        struct sluice_text out = {0};
        sluice_zip_assemble(&zip, &out);
        const uint32_t end = (uint32_t)out.length - 22;
        sluice_text_free(&out);
        const uint32_t first = end - (3 * 46 + 3 + 3 + 5);
        const uint32_t third = end - (46 + 5);
        items[2].cen.flags = (struct sluice_field)SLUICE_SET(flags);
        items[1].cen.offset = (struct sluice_field)SLUICE_SET(third);
        sluice_zip_assemble(&zip, &out);
        const struct sluice_bytes bytes = {(const uint8_t *)out.data, out.length};
        struct sluice_archive_verdict verdict = {
            .reason = SLUICE_ARCHIVE_ZIP_DD_STORED, .offset = third, .length = 51};
        assert_int_equal(sluice_truth_fault(bytes, &verdict) == NULL, flags == 8);
        verdict.reason = SLUICE_ARCHIVE_ZIP_FLAGS;
        assert_non_null(sluice_truth_fault(bytes, &verdict));
        /* A deflated entry may have one. */
        verdict.reason = SLUICE_ARCHIVE_ZIP_DD_STORED;
        verdict.offset = first + 49;
        assert_non_null(sluice_truth_fault(bytes, &verdict));
        sluice_text_free(&out);
    }
    make_zip();
}

/* A text that each step would double, to a hundred megabytes. */
static void texts_do_not_grow_for_ever(void **state)
{
    (void)state;
    const struct sluice_program_step step = {.field = SLUICE_CHANGE_REPEAT};
    struct sluice_text text = {0};
    sluice_text_string(&text, "Name: a\r\nA: b\r\n\r\n");
    const size_t length = text.length;
    sluice_change_text(&text, &step);
    assert_int_equal(text.length, 2 * length);
    sluice_text_free(&text);
    for (int i = 0; i < 30; i++) {
        sluice_text_add(&text, "A", 1);
    }
    for (int i = 0; i < 22; i++) {
        sluice_change_text(&text, &step);
    }
    assert_false(text.failed);
    assert_in_range(text.length, 1 << 14, 1 << 16);
    sluice_text_free(&text);
}

static void readings_differ_where_they_should(void **state)
{
    (void)state;
    make_zip();
    assert_null(ask().difference);
    assert_null(ask().fault);
    items[0].loc_name = sluice_bytes_of("eno");
    demand(true, true);
    items[1].no_record = true;
    demand(true, true);
    items[2].no_local = true;
    demand(true, true);
    zip.prefix = sluice_bytes_of("#!");
    demand(true, true);
    zip.suffix = sluice_bytes_of("x");
    demand(true, true);
    zip.gap = sluice_bytes_of("x");
    demand(true, true);
    /* What only shows when it is expanded, the form does not tell. */
    items[0].tail = sluice_bytes_of("x");
    demand(true, false);
    items[1].dd.crc = (struct sluice_field)SLUICE_SET(1);
    demand(true, true);
    items[0].cen.crc = (struct sluice_field)SLUICE_SET(1);
    demand(true, true);
    /* Both read it alike, and it is refused all the same. */
    items[0].name = sluice_bytes_of("a\xCC\x88");
    demand(false, true);
    items[0].name = sluice_bytes_of("\xE6\x97\xA5/\xE6\x9C\xAC");
    demand(false, false);
    items[0].name = sluice_bytes_of("../one");
    demand(false, true);
    items[2].name = sluice_bytes_of("ONE");
    demand(false, true);
    zip.comment = sluice_bytes_of("x");
    demand(false, true);
}

int main(void)
{
    sluice_build_prepare();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_again),
        cmocka_unit_test(mutators_keep_to_their_room),
        cmocka_unit_test(verdicts_are_of_both_kinds),
        cmocka_unit_test(comments_end_with_the_beginning_of_a_mark),
        cmocka_unit_test(signatures_are_spoiled_as_a_whole),
        cmocka_unit_test(keys_of_every_kind_sign),
        cmocka_unit_test(signing_has_right_and_wrong_ways),
        cmocka_unit_test(elements_of_blocks_are_changed),
        cmocka_unit_test(settings_decide),
        cmocka_unit_test(codebases_are_granted),
        cmocka_unit_test(the_other_archive_counts),
        cmocka_unit_test(an_input_makes_the_same_bytes_each_time),
        cmocka_unit_test(a_changed_block_is_judged_as_it_is_verified),
        cmocka_unit_test(texts_of_many_parts_keep_to_the_bound_of_memory),
        cmocka_unit_test(some_names_are_surely_composed),
        cmocka_unit_test(reasons_of_names_are_true_or_not),
        cmocka_unit_test(reasons_of_headers_are_true_or_not),
        cmocka_unit_test(reasons_of_records_are_true_or_not),
        cmocka_unit_test(texts_do_not_grow_for_ever),
        cmocka_unit_test(readings_differ_where_they_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
