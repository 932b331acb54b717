#include "harness/fuzz/archive/build.h"

#include "harness/archive/class_program.h"
#include "harness/archive/jar_program.h"
#include "harness/fuzz/archive/build_records.h"
#include "harness/fuzz/archive/chance.h"
#include "harness/fuzz/archive/change.h"
#include "harness/fuzz/archive/change_element.h"

#include <stdlib.h>
#include <string.h>

enum { ZEROS = 2 << 20, NOISE = 1 << 14 };

static const char usual_main[] = "Manifest-Version: 1.0\r\n"
                                 "Main-Class: trusted.Main\r\n"
                                 "Sealed: true\r\n";

static const char *const digests[] = {"SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA-1"};

/* The archive that is being made, and what its bytes are in. */
static struct {
    struct sluice_jar_program jar;
    struct sluice_text main;
    struct sluice_text data[SLUICE_JAR_ITEMS]; /* of entries, and of what replaces them */
    size_t data_count;
    const char *kind; /* of the signer's key: "EC" */
} work;

/* --- bytes of entries ---------------------------------------------------------------------------- */

static struct sluice_text *new_data(void)
{
    struct sluice_text *text = &work.data[work.data_count];
    work.data_count += work.data_count + 1 < SLUICE_JAR_ITEMS ? 1 : 0;
    sluice_text_clear(text);
    return text;
}

static struct sluice_bytes bytes_of(const struct sluice_text *text)
{
    return (struct sluice_bytes){(const uint8_t *)sluice_text_get(text), text->length};
}

static bool ends_in(struct sluice_bytes name, const char *end)
{
    const size_t length = strlen(end);
    return name.length >= length && memcmp(name.data + name.length - length, end, length) == 0;
}

/* The class that a file of that name holds. */
static struct sluice_bytes class_name_of(struct sluice_bytes name)
{
    static const char versions[] = "META-INF/versions/9/";
    if (name.length > sizeof versions - 1 &&
        memcmp(name.data, versions, sizeof versions - 1) == 0) {
        name.data += sizeof versions - 1;
        name.length -= sizeof versions - 1;
    }
    name.length -= ends_in(name, ".class") ? strlen(".class") : 0;
    return name;
}

static void add_noise(struct sluice_text *text, uint32_t length)
{
    uint32_t state = length;
    for (uint32_t i = 0; i < length; i++) {
        state = state * 1664525 + 1013904223;
        const uint8_t byte = (uint8_t)(state >> 24);
        sluice_text_add(text, &byte, 1);
    }
}

static void add_zeros(struct sluice_text *text, uint32_t length)
{
    static const uint8_t zeros[4096];
    for (uint32_t left = length; left > 0;) {
        const uint32_t some = left < sizeof zeros ? left : (uint32_t)sizeof zeros;
        sluice_text_add(text, zeros, some);
        left -= some;
    }
}

/* What is in an entry of that name; the lowest three bits of `value` say what. */
static struct sluice_bytes make_data(struct sluice_bytes name, uint32_t value)
{
    static const char *const mentions[] = {"Code", "trusted/Helper", "other/Util", "evil"};
    struct sluice_text *text = new_data();
    const uint32_t rest = value >> 3;
    const char *mention = rest >> 2 == 1 ? "between/Both" : mentions[rest % 4];
    switch (value & 7) {
    case 1:
        return (struct sluice_bytes){(const uint8_t *)"", 0};
    case 2:
        add_zeros(text, rest % ZEROS);
        return bytes_of(text);
    case 3:
        add_noise(text, rest % NOISE);
        return bytes_of(text);
    case 4:
        sluice_class_make(text, sluice_bytes_of(mentions[rest % 4]), sluice_bytes_of("Code"));
        return bytes_of(text);
    default:
        break;
    }
    if (ends_in(name, "/")) {
        return (struct sluice_bytes){(const uint8_t *)"", 0};
    }
    if (!ends_in(name, ".class")) {
        sluice_text_string(text, "some data\n");
        return bytes_of(text);
    }
    sluice_class_make(text, class_name_of(name), sluice_bytes_of(mention));
    if ((value & 7) == 5) {
        text->length -= rest % (text->length + 1);
    } else if ((value & 7) == 6) {
        text->data[rest % text->length] ^= 1;
    }
    return bytes_of(text);
}

static void add_entry(struct sluice_bytes name, unsigned flags, uint32_t value)
{
    if (work.jar.count >= SLUICE_PROGRAM_ENTRIES) {
        return;
    }
    struct sluice_zip_item *item = sluice_jar_add(&work.jar, "", make_data(name, value));
    item->name = name;
    item->stored = (flags & SLUICE_ENTRY_STORED) != 0;
    item->descriptor = (flags & SLUICE_ENTRY_DESCRIPTOR) != 0 && !item->stored;
    work.jar.unlisted[work.jar.count - 1] = (flags & SLUICE_ENTRY_UNLISTED) != 0;
}

static void add_usual_entries(void)
{
    static const char *const usual[] = {"trusted/Main.class", "trusted/Helper.class",
                                        "other/Util.class", "data.txt"};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        add_entry(sluice_bytes_of(usual[i]), 0, 0);
    }
}

/* --- what is signed ------------------------------------------------------------------------------ */

static void add_main_line(const struct sluice_program_step *step)
{
    if ((step->field & 1) != 0) {
        sluice_text_clear(&work.main);
    }
    if (step->text.length > 0 && memchr(step->text.data, '\0', step->text.length) == NULL) {
        sluice_text_add(&work.main, step->text.data, step->text.length);
        sluice_text_string(&work.main, "\r\n");
    }
}

static void add_section(const struct sluice_program_step *step)
{
    if (step->text.length > 0) {
        sluice_text_add(&work.jar.manifest, step->text.data, step->text.length);
    }
    sluice_text_string(&work.jar.manifest, "\r\n\r\n");
}

/* Digests of an entry: in a section of its own, or in the one that is there. */
static void add_claim(const struct sluice_program_step *step)
{
    static const char *const kinds[] = {"SHA-256", "SHA-384", "SHA-512", "SHA-1",
                                        "MD5",     "SHA-224", "SHA3-256"};
    const struct sluice_zip_item *entry = &work.jar.entries[step->item % work.jar.count];
    const char *kind = kinds[(step->value & 15) % (sizeof kinds / sizeof kinds[0])];
    struct sluice_text digest = {0};
    struct sluice_text name = {0};
    struct sluice_text added = {0};
    const bool made = sluice_digest_add(
        kind, (step->value & 16) != 0 ? sluice_bytes_of("other") : entry->data, &digest);
    sluice_text_format(&name, "%s-Digest", kind);
    sluice_jar_add_attribute(&added, sluice_text_get(&name), bytes_of(&digest));
    struct sluice_text *manifest = &work.jar.manifest;
    if (made && (step->value & 32) != 0) {
        sluice_jar_add_attribute(manifest, "Name", entry->name);
        sluice_text_add(manifest, sluice_text_get(&added), added.length);
        sluice_text_string(manifest, "\r\n");
    } else if (made && manifest->data != NULL) {
        struct sluice_text line = {0};
        sluice_jar_add_attribute(&line, "Name", entry->name);
        const char *found = strstr(manifest->data, sluice_text_get(&line));
        if (found != NULL) {
            sluice_change_splice(manifest, (size_t)(found - manifest->data) + line.length, 0,
                                 bytes_of(&added));
        }
        sluice_text_free(&line);
    }
    sluice_text_free(&digest);
    sluice_text_free(&name);
    sluice_text_free(&added);
}

static void set_data(const struct sluice_program_step *step)
{
    work.jar.entries[step->item % work.jar.count].data = step->text;
}

/* Steps of one kind, in their order. */
static void each(const struct sluice_archive_program_input *program, enum sluice_step_kind kind,
                 void (*step)(const struct sluice_program_step *step))
{
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == kind) {
            step(&program->steps[i]);
        }
    }
}

static void change_manifest(const struct sluice_program_step *step)
{
    sluice_change_text(&work.jar.manifest, step);
}

static void change_signature_file(const struct sluice_program_step *step)
{
    sluice_change_text(&work.jar.signature_file, step);
}

static void change_element(const struct sluice_program_step *step)
{
    sluice_change_element(&work.jar.block, step, work.kind);
}

static void change_block(const struct sluice_program_step *step)
{
    sluice_change_text(&work.jar.block, step);
}

/* Bit 3: of the signature file; bit 4: which is made anew for the manifest, though nobody signs it. */
static void change_late(const struct sluice_program_step *step)
{
    const bool of_file = (step->field & 8) != 0;
    sluice_change_text(of_file ? &work.jar.signature_file : &work.jar.manifest, step);
    if (!of_file && (step->field & 16) != 0 && !sluice_jar_make_signature_file(&work.jar)) {
        work.jar.manifest.failed = true;
    }
}

/* Those that are late have the lowest bit of their field set. */
static void claim_in_time(const struct sluice_program_step *step)
{
    if ((step->field & 1) == 0) {
        add_claim(step);
    }
}

static void claim_late(const struct sluice_program_step *step)
{
    if ((step->field & 1) != 0) {
        add_claim(step);
    }
}

static void make_entries(const struct sluice_archive_program_input *program)
{
    size_t entries = 0;
    for (size_t i = 0; i < program->count; i++) {
        const struct sluice_program_step *step = &program->steps[i];
        if (step->kind == SLUICE_STEP_ENTRY) {
            add_entry(step->text, step->field, step->value);
            entries++;
        }
    }
    if (entries == 0) {
        add_usual_entries();
    }
    each(program, SLUICE_STEP_DATA, set_data);
}

/* Who stamps a signature, when, and whether it is that signature: on both sides of each edge of what has expired. */
static void set_stamp(struct sluice_timestamp_plan *stamp, uint32_t value)
{
    static const int64_t times[] = {1640995200, 946684800,  946684799,
                                    1735689600, 1735689601, SLUICE_FUZZ_NOW + 1};
    enum { TIMES = sizeof times / sizeof times[0], WAYS = 4 };
    const unsigned way = value / TIMES % WAYS;
    *stamp = (struct sluice_timestamp_plan){
        .by = sluice_fuzz_stamper(way == 1),
        .at = times[value % TIMES],
        .digest = way == 2 ? "SHA1" : NULL,
        .stamped = way == 3 ? sluice_bytes_of("other") : (struct sluice_bytes){NULL, 0},
    };
}

/* What a step adds to how the block is made, where the key can do it. */
static void add_signing(struct sluice_built *built, struct sluice_block_plan *plan,
                        const struct sluice_program_step *step, const char *key)
{
    static const char *const masks[] = {NULL, "SHA1", "SHA256", "SHA512"};
    static const char *const protects[] = {"SHA256", "SHA384", "SHA512"};
    const bool is_rsa = key[0] == 'R';
    const unsigned what = step->field % SLUICE_SIGNINGS;
    switch (what) {
    case SLUICE_SIGNING_PSS:
        plan->pss = is_rsa;
        plan->mask = masks[step->value % (sizeof masks / sizeof masks[0])];
        break;
    case SLUICE_SIGNING_PROTECTS:
    case SLUICE_SIGNING_OTHER:
        plan->protects = is_rsa && !plan->no_attributes ? protects[step->value % 3] : NULL;
        plan->protects_other = what == SLUICE_SIGNING_OTHER;
        break;
    case SLUICE_SIGNING_VALUES:
        plan->two_values = !plan->no_attributes;
        break;
    case SLUICE_SIGNING_STAMP:
        set_stamp(&built->stamp, step->value);
        plan->timestamp = &built->stamp;
        break;
    default:
        plan->other_type = !plan->no_attributes;
        break;
    }
}

static struct sluice_block_plan plan_of(const struct sluice_archive_program_input *program,
                                        struct sluice_built *built)
{
    const enum sluice_fuzz_signer signer = built->signer;
    enum { WEAK_DIGEST = 3 };
    static const char *const block_digests[] = {NULL, "SHA384", "SHA512", "SHA1"};
    const struct sluice_identity *other =
        &sluice_fuzz_signer(SLUICE_FUZZ_SIGNER_ATTACKER)->identity;
    struct sluice_block_plan plan = {
        .signed_at = SLUICE_FUZZ_NOW,
        .digest = block_digests[program->plan >> 6],
        .no_attributes = (program->plan & SLUICE_PLAN_NO_ATTRIBUTES) != 0,
        .embedded = (program->plan & SLUICE_PLAN_EMBEDDED) != 0,
        .no_certificate = (program->plan & SLUICE_PLAN_NO_CERTIFICATE) != 0,
        .key_identifier = (program->plan & SLUICE_PLAN_KEY_IDENTIFIER) != 0,
        .second = (program->plan & SLUICE_PLAN_SECOND) != 0 ? other : NULL,
        /* Without certificates there is none of another, either. */
        .other = (program->plan & (SLUICE_PLAN_OTHER | SLUICE_PLAN_NO_CERTIFICATE)) ==
                         SLUICE_PLAN_OTHER
                     ? other
                     : NULL,
    };
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == SLUICE_STEP_SIGNING) {
            add_signing(built, &plan, &program->steps[i], sluice_fuzz_signer(signer)->key);
        }
    }
    /* libcrypto has no name for DSA with the digests of more bits. */
    if (signer == SLUICE_FUZZ_SIGNER_DSA && program->plan >> 6 != WEAK_DIGEST) {
        plan.digest = NULL;
    }
    /* On an Edwards curve there is one way. */
    return sluice_fuzz_is_edwards(signer)
               ? (struct sluice_block_plan){.no_attributes = plan.no_attributes}
               : plan;
}

static void replace_text(struct sluice_text *text, struct sluice_bytes other)
{
    if (other.data != NULL) {
        sluice_text_clear(text);
        sluice_text_add(text, other.data, other.length);
    }
}

static bool sign(const struct sluice_archive_program_input *program, struct sluice_built *built)
{
    struct sluice_jar_program *jar = &work.jar;
    if (!sluice_jar_make_manifest(jar)) {
        return false;
    }
    each(program, SLUICE_STEP_SECTION, add_section);
    each(program, SLUICE_STEP_CLAIM, claim_in_time);
    each(program, SLUICE_STEP_MANIFEST, change_manifest);
    replace_text(&jar->manifest, program->manifest);
    if (!sluice_jar_make_signature_file(jar)) {
        return false;
    }
    each(program, SLUICE_STEP_SIGNED, change_signature_file);
    replace_text(&jar->signature_file, program->signature_file);
    sluice_text_clear(&built->signed_file);
    sluice_text_add(&built->signed_file, sluice_text_get(&jar->signature_file),
                    jar->signature_file.length);
    const struct sluice_fuzz_signer_facts *signer = sluice_fuzz_signer(built->signer);
    jar->extension = signer->extension;
    work.kind = signer->key;
    if (!sluice_jar_make_block(jar, &signer->identity, &built->plan)) {
        return false;
    }
    sluice_text_clear(&built->block);
    sluice_text_add(&built->block, sluice_text_get(&jar->block), jar->block.length);
    return true;
}

/* --- the archive around it ----------------------------------------------------------------------- */

static void replace_data(const struct sluice_program_step *step)
{
    struct sluice_zip_item *item = &work.jar.items[3 + step->item % work.jar.count];
    if ((step->field & 1) == 0 || item->data.length == 0) {
        item->data = step->text;
        return;
    }
    struct sluice_text *text = new_data();
    sluice_text_add(text, item->data.data, item->data.length);
    text->data[step->value % text->length] ^= 1;
    item->data = bytes_of(text);
}

static bool make_archive(const struct sluice_archive_program_input *program,
                         struct sluice_built *built)
{
    struct sluice_jar_program *jar = &work.jar;
    each(program, SLUICE_STEP_DER, change_element);
    each(program, SLUICE_STEP_BLOCK, change_block);
    each(program, SLUICE_STEP_LATE, change_late);
    each(program, SLUICE_STEP_CLAIM, claim_late);
    if (!sluice_jar_make_items(jar)) {
        return false;
    }
    each(program, SLUICE_STEP_REPLACE, replace_data);
    sluice_text_clear(&built->archive);
    sluice_build_records(program, &jar->zip, make_data, &built->archive);
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == SLUICE_STEP_BYTES) {
            sluice_change_text(&built->archive, &program->steps[i]);
        }
    }
    return !built->archive.failed;
}

struct sluice_bytes sluice_built_bytes(const struct sluice_built *built)
{
    return (struct sluice_bytes){(const uint8_t *)sluice_text_get(&built->archive),
                                 built->archive.length};
}

static void begin(const struct sluice_archive_program_input *program)
{
    struct sluice_jar_program *jar = &work.jar;
    work.data_count = 0;
    jar->count = 0;
    jar->digest = digests[program->digest % (sizeof digests / sizeof digests[0])];
    sluice_text_clear(&work.main);
    sluice_text_string(&work.main, usual_main);
    each(program, SLUICE_STEP_MAIN, add_main_line);
    jar->main = sluice_text_get(&work.main);
}

bool sluice_build(const struct sluice_archive_program_input *program, struct sluice_built *built)
{
    built->signer = (enum sluice_fuzz_signer)(program->signer % SLUICE_FUZZ_SIGNER_COUNT);
    built->plan = plan_of(program, built);
    sluice_chance_begin();
    begin(program);
    make_entries(program);
    return sign(program, built) && make_archive(program, built) && !built->signed_file.failed &&
           !built->block.failed;
}

static struct sluice_built companion;
static const char *const of_companion[] = {"companion/Friend.class", "shared/Common.class"};

void sluice_build_prepare(void)
{
    static bool made;
    if (made) {
        return;
    }
    const struct sluice_archive_program_input program = {
        .steps = {{.kind = SLUICE_STEP_ENTRY, .text = sluice_bytes_of(of_companion[0])},
                  {.kind = SLUICE_STEP_ENTRY, .text = sluice_bytes_of(of_companion[1])}},
        .count = 2,
    };
    sluice_fuzz_keys_make();
    made = sluice_build(&program, &companion);
    if (!made) {
        abort(); /* as without keys */
    }
}

bool sluice_build_other(const struct sluice_archive_program_input *program,
                        struct sluice_built *built)
{
    static struct sluice_archive_program_input other; /* too large for a stack */
    static const enum sluice_step_kind kinds[] = {SLUICE_STEP_ENTRY, SLUICE_STEP_MAIN,
                                                  SLUICE_STEP_MAIN};
    bool has_entries = false;
    other = (struct sluice_archive_program_input){0};
    for (size_t i = 0; i < program->count; i++) {
        const struct sluice_program_step *step = &program->steps[i];
        const unsigned what = step->field % SLUICE_OTHERS;
        if (step->kind != SLUICE_STEP_OTHER) {
            continue;
        }
        if (what == SLUICE_OTHER_SIGNER) {
            other.signer = (uint8_t)step->value;
            continue;
        }
        other.steps[other.count++] = (struct sluice_program_step){
            .kind = kinds[what],
            .field = what == SLUICE_OTHER_ONLY,
            .value = step->value,
            .text = step->text,
        };
        has_entries = has_entries || what == SLUICE_OTHER_ENTRY;
    }
    for (size_t i = 0; i < 2 && !has_entries && other.count < SLUICE_PROGRAM_STEPS; i++) {
        other.steps[other.count++] = (struct sluice_program_step){
            .kind = SLUICE_STEP_ENTRY, .text = sluice_bytes_of(of_companion[i])};
    }
    return sluice_build(&other, built);
}

bool sluice_build_has_other(const struct sluice_archive_program_input *program)
{
    for (size_t i = 0; i < program->count; i++) {
        if (program->steps[i].kind == SLUICE_STEP_OTHER) {
            return true;
        }
    }
    return false;
}

const struct sluice_built *sluice_build_companion(void)
{
    return &companion;
}
