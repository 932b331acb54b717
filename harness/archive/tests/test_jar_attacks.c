/* Archives whose manifest, signature file or files of META-INF/ do not cover what they should. */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#define J(member) SLUICE_ARCHIVE_JAR_##member
#define P(member) SLUICE_ARCHIVE_POLICY_##member

static struct sluice_zip_item *item(struct work *work, size_t index)
{
    return &work->jar.zip.items[index];
}

static struct sluice_bytes evil(struct work *work)
{
    return work_class_with(work, "trusted/Main", "evil");
}

static struct sluice_bytes text_bytes(const struct sluice_text *text)
{
    return (struct sluice_bytes){(const uint8_t *)text->data, text->length};
}

/* --- stripping and adding ---------------------------------------------------------------------- */

static void unsigned_all(struct work *work)
{
    remove_item(work, ITEM_BLOCK);
    remove_item(work, ITEM_SF);
}

static void no_signature_file(struct work *work)
{
    remove_item(work, ITEM_SF);
}

static void no_block(struct work *work)
{
    remove_item(work, ITEM_BLOCK);
}

static void no_manifest(struct work *work)
{
    remove_item(work, ITEM_MANIFEST);
}

static void no_manifest_evil(struct work *work)
{
    item(work, ITEM_MAIN)->data = evil(work);
    remove_item(work, ITEM_MANIFEST);
}

static void class_added(struct work *work)
{
    (void)add_item(work, "trusted/Evil.class", work_class(work, "trusted/Evil"));
}

/* Also in the manifest, but not in the signature file. */
static void class_and_section_added(struct work *work)
{
    const struct sluice_bytes bytes = work_class(work, "trusted/Evil");
    (void)sluice_jar_add(&work->jar, "trusted/Evil.class", bytes);
    sluice_text_string(&work->jar.manifest, "Name: trusted/Evil.class\r\nSHA-256-Digest: ");
    assert_true(sluice_digest_add("SHA-256", bytes, &work->jar.manifest));
    sluice_text_string(&work->jar.manifest, "\r\n\r\n");
}

static void class_replaced(struct work *work)
{
    item(work, ITEM_MAIN)->data = evil(work);
}

static void main_class_changed(struct work *work)
{
    replace(&work->jar.manifest, "trusted.Main", "trusted.Evil");
}

static void digest_changed(struct work *work)
{
    struct sluice_text was = {0};
    struct sluice_text is = {0};
    assert_true(sluice_digest_add("SHA-256", work->jar.entries[ENTRY_MAIN].data, &was));
    work->jar.entries[ENTRY_MAIN].data = evil(work);
    assert_true(sluice_digest_add("SHA-256", work->jar.entries[ENTRY_MAIN].data, &is));
    replace(&work->jar.manifest, was.data, is.data);
    sluice_text_free(&was);
    sluice_text_free(&is);
}

static void second_section(struct work *work)
{
    work->jar.entries[ENTRY_MAIN].data = evil(work);
    sluice_text_string(&work->jar.manifest, "Name: trusted/Main.class\r\nSHA-256-Digest: ");
    assert_true(
        sluice_digest_add("SHA-256", work->jar.entries[ENTRY_MAIN].data, &work->jar.manifest));
    sluice_text_string(&work->jar.manifest, "\r\n\r\n");
}

static void class_removed(struct work *work)
{
    remove_item(work, ITEM_HELPER);
}

static void helper_unlisted(struct work *work)
{
    work->jar.unlisted[ENTRY_HELPER] = true;
}

/* --- what the signature file names ------------------------------------------------------------- */

/* Cuts the section of a name out of the signature file. */
static void cut_section(struct sluice_text *text, const char *name)
{
    char *start = strstr(text->data, name);
    assert_non_null(start);
    start -= strlen("Name: ");
    char *end = strstr(start, "\r\n\r\n");
    assert_non_null(end);
    end += 4;
    memmove(start, end, text->length - (size_t)(end - text->data) + 1);
    text->length -= (size_t)(end - start);
}

static void name_not_signed(struct work *work)
{
    cut_section(&work->jar.signature_file, "trusted/Helper.class");
}

static void no_names_signed(struct work *work)
{
    cut_section(&work->jar.signature_file, "trusted/Helper.class");
    cut_section(&work->jar.signature_file, "trusted/Main.class");
    cut_section(&work->jar.signature_file, "other/Util.class");
    cut_section(&work->jar.signature_file, "data.txt");
}

static void version_2(struct work *work)
{
    replace(&work->jar.signature_file, "Signature-Version: 1.0", "Signature-Version: 2.0");
}

static void no_version(struct work *work)
{
    replace(&work->jar.signature_file, "Signature-Version: 1.0", "Created-By: nobody");
}

static void no_main_digests(struct work *work)
{
    replace(&work->jar.signature_file, "SHA-256-Digest-Manifest-Main-Attributes", "X-One");
    replace(&work->jar.signature_file, "SHA-256-Digest-Manifest", "X-Two");
}

static void main_changed(struct work *work)
{
    replace(&work->jar.manifest, "trusted.Main", "trusted.Evil\r\nClass-Path: evil.jar");
}

static void no_whole_digest(struct work *work)
{
    replace(&work->jar.signature_file, "SHA-256-Digest-Manifest:", "X-Two:");
}

static void unsealing_section(struct work *work)
{
    sluice_text_string(&work->jar.manifest, "Name: trusted/\r\nSealed: false\r\n\r\n");
}

static void foreign_section(struct work *work)
{
    sluice_text_string(&work->jar.signature_file, "Name: nowhere\r\nSHA-256-Digest: ");
    assert_true(sluice_digest_add("SHA-256", sluice_bytes_of("x"), &work->jar.signature_file));
    sluice_text_string(&work->jar.signature_file, "\r\n\r\n");
}

/* --- digests ------------------------------------------------------------------------------------ */

/* Another kind of digest beside or instead of that of the first class. */
static void add_claim(struct work *work, const char *kind, struct sluice_bytes of, bool instead)
{
    struct sluice_text was = {0};
    struct sluice_text is = {0};
    sluice_text_string(&was, "SHA-256-Digest: ");
    assert_true(sluice_digest_add("SHA-256", work->jar.entries[ENTRY_MAIN].data, &was));
    sluice_text_string(&was, "\r\n");
    sluice_text_string(&is, instead ? "" : was.data);
    sluice_text_format(&is, "%s-Digest: ", kind);
    assert_true(sluice_digest_add(strcmp(kind, "FOO") == 0 ? "SHA-256" : kind, of, &is));
    sluice_text_string(&is, "\r\n");
    replace(&work->jar.manifest, was.data, is.data);
    sluice_text_free(&was);
    sluice_text_free(&is);
}

static struct sluice_bytes main_bytes(const struct work *work)
{
    return work->jar.entries[ENTRY_MAIN].data;
}

static void md5_only(struct work *work)
{
    add_claim(work, "MD5", main_bytes(work), true);
}

static void sha1_only(struct work *work)
{
    add_claim(work, "SHA1", main_bytes(work), true);
}

static void md5_beside(struct work *work)
{
    add_claim(work, "MD5", main_bytes(work), false);
}

static void md5_beside_wrong(struct work *work)
{
    add_claim(work, "MD5", sluice_bytes_of("x"), false);
}

static void sha256_wrong(struct work *work)
{
    md5_beside(work);
    struct sluice_text was = {0};
    struct sluice_text is = {0};
    assert_true(sluice_digest_add("SHA-256", main_bytes(work), &was));
    assert_true(sluice_digest_add("SHA-256", sluice_bytes_of("x"), &is));
    replace(&work->jar.manifest, was.data, is.data);
    sluice_text_free(&was);
    sluice_text_free(&is);
}

static void unknown_beside(struct work *work)
{
    add_claim(work, "FOO", main_bytes(work), false);
}

static void unknown_only(struct work *work)
{
    add_claim(work, "FOO", main_bytes(work), true);
}

static void translated_only(struct work *work)
{
    replace(&work->jar.manifest, "SHA-256-Digest: ", "SHA-256-Digest-fr: ");
}

static void no_digest(struct work *work)
{
    replace(&work->jar.manifest, "SHA-256-Digest: ", "X-Nothing: ");
}

static void same_kind_twice(struct work *work)
{
    add_claim(work, "SHA1", main_bytes(work), false);
    replace(&work->jar.manifest,
            "SHA1-Digest: ", "SHA-1-Digest: qqqqqqqqqqqqqqqqqqqqqqqqqqo=\r\nSHA1-Digest: ");
}

static void illegal_base64(struct work *work)
{
    replace(&work->jar.manifest, "SHA-256-Digest: ", "SHA-256-Digest: *-");
}

static void long_base64(struct work *work)
{
    replace(&work->jar.manifest, "=\r\n", "==\r\n");
}

/* --- names in META-INF/ ------------------------------------------------------------------------- */

static void rename_item(struct work *work, size_t index, const char *name)
{
    item(work, index)->name = sluice_bytes_of(name);
}

static void lower_extensions(struct work *work)
{
    rename_item(work, ITEM_SF, "META-INF/SIGNER.sf");
    rename_item(work, ITEM_BLOCK, "META-INF/SIGNER.rsa");
}

static void lower_folder(struct work *work)
{
    rename_item(work, ITEM_MANIFEST, "meta-inf/MANIFEST.MF");
    rename_item(work, ITEM_SF, "meta-inf/SIGNER.SF");
    rename_item(work, ITEM_BLOCK, "meta-inf/SIGNER.RSA");
}

static void lower_manifest(struct work *work)
{
    rename_item(work, ITEM_MANIFEST, "META-INF/manifest.mf");
}

static void dotless_folder(struct work *work)
{
    (void)add_item(work, "META-\xC4\xB1NF/X.SF", sluice_bytes_of("x"));
}

static void below_folder(struct work *work)
{
    rename_item(work, ITEM_SF, "META-INF/sub/SIGNER.SF");
    rename_item(work, ITEM_BLOCK, "META-INF/sub/SIGNER.RSA");
}

static void sig_block(struct work *work)
{
    rename_item(work, ITEM_BLOCK, "META-INF/SIG-SIGNER");
}

static void dsa_block(struct work *work)
{
    rename_item(work, ITEM_BLOCK, "META-INF/SIGNER.DSA");
}

static void ec_block(struct work *work)
{
    rename_item(work, ITEM_BLOCK, "META-INF/SIGNER.EC");
}

static void two_blocks(struct work *work)
{
    (void)add_item(work, "META-INF/SIGNER.EC", item(work, ITEM_BLOCK)->data);
}

#define ADDED(name, entry, bytes)                                                                  \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        (void)add_item(work, entry, bytes);                                                        \
    }

ADDED(sig_file, "META-INF/SIG-EVIL", evil(work))
ADDED(stray_block, "META-INF/EVIL.DSA", evil(work))
ADDED(sig_short, "META-INF/SIG-X.CLS", evil(work))
ADDED(sig_class, "META-INF/SIG-X.CLASS", evil(work))
ADDED(service, "META-INF/services/java.security.Provider", sluice_bytes_of("trusted.Evil\n"))
ADDED(version_class, "META-INF/versions/9/trusted/Main.class", evil(work))
ADDED(index_list, "META-INF/INDEX.LIST", sluice_bytes_of("JarIndex-Version: 1.0\n"))

/* In front of all others. */
static void move_to_front(struct work *work, size_t index)
{
    struct sluice_zip_program *zip = &work->jar.zip;
    const struct sluice_zip_item moved = zip->items[index];
    memmove(zip->items + 1, zip->items, index * sizeof *zip->items);
    zip->items[0] = moved;
}

static void move_to_end(struct work *work, size_t index)
{
    struct sluice_zip_program *zip = &work->jar.zip;
    const struct sluice_zip_item moved = zip->items[index];
    remove_item(work, index);
    zip->items[zip->count++] = moved;
}

static void stray_signature_file(struct work *work)
{
    (void)add_item(work, "META-INF/AAA.SF", sluice_bytes_of("junk without a colon\n"));
    move_to_front(work, work->jar.zip.count - 1);
}

static void huge_signature_file(struct work *work)
{
    enum { LINES = 260000 };
    for (int i = 0; i < LINES; i++) {
        sluice_text_format(&work->spare[0], "Name: %d of %d, and then some more of it\r\n", i,
                           LINES);
    }
    (void)add_item(work, "META-INF/AAA.SF", text_bytes(&work->spare[0]));
    move_to_front(work, work->jar.zip.count - 1);
}

/* Large by what it says of itself. */
static void huge_manifest(struct work *work)
{
    item(work, ITEM_MANIFEST)->cen.usize = item(work, ITEM_MANIFEST)->loc.usize =
        (struct sluice_field){true, UINT64_C(9) * 1048576};
    item(work, ITEM_MANIFEST)->descriptor = false;
}

static void many_signatures(struct work *work)
{
    for (int i = 0; i < 30; i++) {
        sluice_text_format(&work->spare[1], "META-INF/S%02d.SF META-INF/S%02d.RSA ", i, i);
    }
    for (size_t i = 0; i < 30; i++) {
        const uint8_t *names = (const uint8_t *)work->spare[1].data + i * 33;
        add_item(work, "", item(work, ITEM_SF)->data)->name = (struct sluice_bytes){names, 15};
        add_item(work, "", item(work, ITEM_BLOCK)->data)->name = (struct sluice_bytes){names + 16,
                                                                                       16};
    }
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

static void other_stray(struct work *work)
{
    (void)add_item(work, "META-INF/SIG-EVIL", sluice_bytes_of("evil"));
}

static void other_listed(struct work *work)
{
    (void)sluice_jar_add(&work->jar, "META-INF/OTHER.SF", sluice_bytes_of("other"));
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

static void manifest_later(struct work *work)
{
    move_to_end(work, ITEM_MANIFEST);
}

static void signature_later(struct work *work)
{
    move_to_end(work, ITEM_SF);
    move_to_end(work, ITEM_SF);
}

static void replaced_in_front(struct work *work)
{
    item(work, ITEM_MAIN)->data = evil(work);
    move_to_front(work, ITEM_MAIN);
}

/* --- text ---------------------------------------------------------------------------------------- */

#define TEXT(name, from, to)                                                                       \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        replace(&work->jar.manifest, from, to);                                                    \
    }

TEXT(lower_name, "Name: data.txt", "name: data.txt")
TEXT(dot_name, "Name: data.txt", "Name: ./data.txt")
TEXT(folded_name, "Name: trusted/Main.class", "Name: trusted/Ma\r\n in.class")
TEXT(magic, "Name: data.txt\r\n", "Name: data.txt\r\nMagic: foo\r\n")
TEXT(no_space, "Main-Class: trusted.Main", "Main-Class:trusted.Main")
TEXT(no_colon, "Main-Class: trusted.Main", "Main-Class trusted.Main")
TEXT(unnamed_section, "Name: data.txt\r\n", "Nome: data.txt\r\n")
TEXT(extra_line, "\r\n\r\n", "\r\n\r\n\r\n")
TEXT(tail_space, "\r\n\r\n", "\r\n \r\n\r\n")
TEXT(control, "trusted.Main", "trusted\001.Main")
TEXT(bad_utf8, "trusted.Main", "trusted\xFF.Main")

static void nul_in_value(struct work *work)
{
    replace(&work->jar.manifest, "trusted.Main", "trusted#.Main");
    *strchr(work->jar.manifest.data, '#') = 0;
}

static void long_line(struct work *work, size_t length)
{
    char value[700] = "";
    memset(value, 'x', length);
    value[length] = 0;
    sluice_text_clear(&work->spare[0]);
    sluice_text_format(&work->spare[0], "X-Long: %s\r\nMain-Class", value);
    replace(&work->jar.manifest, "Main-Class", work->spare[0].data);
}

static void line_73(struct work *work)
{
    long_line(work, 65);
}

static void line_72(struct work *work)
{
    long_line(work, 64);
}

static void line_300(struct work *work)
{
    long_line(work, 292);
}

static void line_600(struct work *work)
{
    long_line(work, 592);
}

static void open_section(struct work *work)
{
    work->jar.manifest.length -= 2;
    work->jar.manifest.data[work->jar.manifest.length] = 0;
}

static void no_line_end(struct work *work)
{
    work->jar.manifest.length -= 4;
    work->jar.manifest.data[work->jar.manifest.length] = 0;
}

static void only(struct work *work, char kept)
{
    char *data = work->jar.manifest.data;
    size_t used = 0;
    for (size_t i = 0; i < work->jar.manifest.length; i++) {
        if (data[i] == kept || (data[i] != '\r' && data[i] != '\n')) {
            data[used++] = data[i];
        }
    }
    data[used] = 0;
    work->jar.manifest.length = used;
}

static void line_feeds(struct work *work)
{
    only(work, '\n');
}

static void carriage_returns(struct work *work)
{
    only(work, '\r');
}

static void split_character(struct work *work)
{
    sluice_text_string(&work->spare[0], "X-A: \xC3\r\n \xA9\r\nMain-Class");
    replace(&work->jar.manifest, "Main-Class", work->spare[0].data);
}

static void empty_manifest(struct work *work)
{
    item(work, ITEM_MANIFEST)->data = (struct sluice_bytes){(const uint8_t *)"", 0};
}

/* --- sealing and attributes ---------------------------------------------------------------------- */

#define MAIN_START "Manifest-Version: 1.0\r\nMain-Class: trusted.Main\r\n"
#define SEALED MAIN_START "Sealed: true\r\n"

/* A section behind the last one, before the signature is made. */
#define SECTION(name, text)                                                                        \
    static void name(struct work *work)                                                            \
    {                                                                                              \
        sluice_text_string(&work->jar.manifest, text "\r\n");                                      \
    }

SECTION(trusted_unsealed, "Name: trusted/\r\nSealed: false\r\n")
SECTION(trusted_nothing, "Name: trusted/\r\nSealed: \r\n \r\n")
SECTION(trusted_sealed, "Name: trusted/\r\nSealed: true\r\n")
SECTION(other_sealed, "Name: other/\r\nSealed: TRUE\r\n")
SECTION(sealed_without_slash, "Name: trusted\r\nSealed: true\r\n")
SECTION(directory_digest, "Name: trusted/\r\n"
                          "SHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n")
SECTION(directory_digest_wrong, "Name: trusted/\r\n"
                                "SHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFY=\r\n")
SECTION(absent_section, "Name: absent.txt\r\n"
                        "SHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n")
SECTION(signature_section, "Name: META-INF/SIGNER.SF\r\n"
                           "SHA-256-Digest: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n")

static void both_sealed(struct work *work)
{
    trusted_sealed(work);
    other_sealed(work);
}

static void signed_version_class(struct work *work)
{
    (void)sluice_jar_add(&work->jar, "META-INF/versions/9/trusted/Main.class", evil(work));
}

static void signed_index(struct work *work)
{
    (void)sluice_jar_add(&work->jar, "META-INF/INDEX.LIST", sluice_bytes_of("x"));
}

static void other_class_name(struct work *work)
{
    work->jar.entries[ENTRY_HELPER].data = work_class(work, "untrusted/Helper");
}

static void no_class_file(struct work *work)
{
    work->jar.entries[ENTRY_HELPER].data = sluice_bytes_of("\xCA\xFE\xBA\xBE\0\0\0");
}

static void cut_class_file(struct work *work)
{
    work->jar.entries[ENTRY_HELPER].data.length -= 20;
}

static void unnamed_package(struct work *work)
{
    (void)sluice_jar_add(&work->jar, "Main.class", work_class(work, "Main"));
}

static void let_unknown(struct sluice_archive_policy *policy)
{
    policy->allow_unknown_digests = true;
}

static void let_case(struct sluice_archive_policy *policy)
{
    policy->allow_metadata_case = true;
}

static void let_anywhere(struct sluice_archive_policy *policy)
{
    policy->allow_metadata_anywhere = true;
}

static void let_long(struct sluice_archive_policy *policy)
{
    policy->allow_long_lines = true;
}

static void let_open(struct sluice_archive_policy *policy)
{
    policy->allow_open_section = true;
}

static void let_name_case(struct sluice_archive_policy *policy)
{
    policy->allow_name_case = true;
}

static void let_no_version(struct sluice_archive_policy *policy)
{
    policy->allow_no_version = true;
}

static void let_class_path(struct sluice_archive_policy *policy)
{
    policy->allow_class_path = true;
}

static void let_versions(struct sluice_archive_policy *policy)
{
    policy->allow_multi_release = true;
}

static void let_block_name(struct sluice_archive_policy *policy)
{
    policy->allow_block_name = true;
}

static void want_crlf(struct sluice_archive_policy *policy)
{
    policy->demand_crlf = true;
}

static void want_no_seal(struct sluice_archive_policy *policy)
{
    policy->seal = SLUICE_SEAL_NONE;
    policy->allow_unseal_override = true;
}

static void want_trusted_sealed(struct sluice_archive_policy *policy)
{
    static const char *const packages[] = {"trusted"};
    static const struct sluice_archive_group group = {"core", packages, 1};
    policy->seal = SLUICE_SEAL_SENSITIVE;
    policy->groups = &group;
    policy->group_count = 1;
}

static void limit_sections(struct sluice_archive_policy *policy)
{
    policy->limits.sections = 4;
}

static void limit_attributes(struct sluice_archive_policy *policy)
{
    policy->limits.attributes = 2;
}

static const struct attack rows[] = {
    {"A02 A11", {J(UNSIGNED)}, .items = unsigned_all},
    {"A03", {J(ENTRY_NOT_IN_MF)}, .items = class_added},
    {"A04", {J(SF_MANIFEST_MISMATCH), J(ENTRY_NOT_IN_SF)}, .late = class_and_section_added},
    {"A05", {J(ENTRY_DIGEST)}, .items = class_replaced},
    {"A06", {J(SF_MAIN_MISMATCH), J(SF_MANIFEST_MISMATCH)}, .late = main_class_changed},
    {"A07", {J(SF_SECTION_MISMATCH), J(SF_MANIFEST_MISMATCH)}, .late = digest_changed},
    {"A08", {J(MF_DUP_SECTION)}, .late = second_section},
    {"A09", {J(NO_SF)}, .items = no_signature_file},
    {"A10", {J(NO_BLOCK)}, .items = no_block},
    {"A15", {J(ENTRY_MISSING)}, .items = class_removed},
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
    {"A37a, one counts", {J(STRAY_SIG)}, .items = other_stray, .policy = want_signer},
    {"other signature listed", {J(NAME)}, .entries = other_listed, .policy = want_signer},
    {"A18a", {J(ENTRY_NOT_IN_MF)}, .entries = helper_unlisted},
    {"A18c", {J(ENTRY_NOT_IN_SF)}, .signature_file = name_not_signed},
    {"A18d", {J(ENTRY_NOT_IN_SF)}, .signature_file = no_names_signed},
    {"A24", {J(WEAK_DIGEST)}, .manifest = md5_only},
    {"A24b", {J(WEAK_DIGEST)}, .digest = "MD5"},
    {"A25", {J(WEAK_DIGEST)}, .manifest = sha1_only},
    {"A25b", {J(WEAK_DIGEST)}, .digest = "SHA1"},
    {"SHA-384", {SLUICE_ARCHIVE_OK}, .digest = "SHA-384"},
    {"SHA-512", {SLUICE_ARCHIVE_OK}, .digest = "SHA-512"},
    {"SHA3-256", {SLUICE_ARCHIVE_OK}, .digest = "SHA3-256"},
    {"MD5 beside it, right", {SLUICE_ARCHIVE_OK}, .manifest = md5_beside},
    {"A28a", {J(DIGEST_CONFLICT)}, .manifest = md5_beside_wrong},
    {"A28b", {J(ENTRY_DIGEST)}, .manifest = sha256_wrong},
    {"A28c", {J(DIGEST_UNKNOWN)}, .manifest = unknown_beside},
    {"A28c allowed", {SLUICE_ARCHIVE_OK}, .manifest = unknown_beside, .policy = let_unknown},
    {"A28d", {J(NO_DIGEST)}, .manifest = unknown_only},
    {"A28d allowed", {J(NO_DIGEST)}, .manifest = unknown_only, .policy = let_unknown},
    {"A28d for a language", {J(NO_DIGEST)}, .manifest = translated_only},
    {"A28e", {J(NO_DIGEST)}, .manifest = no_digest},
    {"one kind under two names", {J(DIGEST_CONFLICT)}, .manifest = same_kind_twice},
    {"A29", {J(SF_VERSION)}, .signature_file = version_2},
    {"A29b", {J(SF_VERSION)}, .signature_file = version_2, .items = class_replaced},
    {"no version", {J(SF_VERSION)}, .signature_file = no_version},
    {"A30", {J(SF_DIGEST_MAIN_MISSING)}, .signature_file = no_main_digests, .late = main_changed},
    {"no digest of the whole", {J(SF_MANIFEST_MISMATCH)}, .signature_file = no_whole_digest},
    {"a section too many", {J(SF_SECTION_MISMATCH)}, .signature_file = foreign_section},
    {"A34a", {SLUICE_ARCHIVE_CMS_EXT}, .items = dsa_block},
    {"A34b", {SLUICE_ARCHIVE_CMS_EXT}, .items = ec_block},
    {"A34b allowed", {SLUICE_ARCHIVE_OK}, .items = ec_block, .policy = let_block_name},
    {"A34c", {J(META_CASE)}, .items = lower_extensions},
    {"A34c allowed", {SLUICE_ARCHIVE_OK}, .items = lower_extensions, .policy = let_case},
    {"A35a", {J(META_CASE)}, .items = lower_folder},
    {"A35b", {J(META_CASE)}, .items = lower_manifest},
    {"A35b allowed", {SLUICE_ARCHIVE_OK}, .items = lower_manifest, .policy = let_case},
    {"a case that only Java sees", {J(META_CASE)}, .items = dotless_folder},
    {"A36b", {J(UNSIGNED)}, .items = below_folder},
    {"A36c", {J(NO_BLOCK), J(STRAY_SIG)}, .items = sig_block},
    {"two blocks", {J(MULTI_SIG)}, .items = two_blocks},
    {"A37a", {J(STRAY_SIG)}, .items = sig_file},
    {"A37b", {J(STRAY_SIG)}, .items = stray_block},
    {"A37c", {J(STRAY_SIG)}, .items = stray_signature_file},
    {"A37d", {J(STRAY_SIG)}, .items = sig_short},
    {"A37e", {J(ENTRY_NOT_IN_MF)}, .items = sig_class},
    {"A38", {J(ENTRY_NOT_IN_MF)}, .items = service},
    {"A39a",
     {J(ENTRY_NOT_IN_MF), P(MULTIRELEASE)},
     .main = SEALED "Multi-Release: true\r\n",
     .items = version_class},
    {"A39b", {J(ENTRY_NOT_IN_MF)}, .items = version_class},
    {"A41", {J(SIZE_LIMIT), J(STRAY_SIG)}, .items = huge_signature_file},
    {"huge manifest", {J(SIZE_LIMIT)}, .items = huge_manifest},
    {"A42b", {J(MF_SYNTAX)}, .manifest = open_section},
    {"A42b allowed", {SLUICE_ARCHIVE_OK}, .manifest = open_section, .policy = let_open},
    {"line of 72", {SLUICE_ARCHIVE_OK}, .manifest = line_72},
    {"line of 73", {J(MF_LINE)}, .manifest = line_73},
    {"A42c", {J(MF_LINE)}, .manifest = line_300},
    {"A42c allowed", {SLUICE_ARCHIVE_OK}, .manifest = line_300, .policy = let_long},
    {"A42d", {J(MF_LINE)}, .manifest = line_600},
    {"A42d allowed", {J(MF_LINE)}, .manifest = line_600, .policy = let_long},
    {"A42e", {J(MF_SYNTAX)}, .manifest = nul_in_value},
    {"A42f", {J(MF_DUP_ATTR)}, .main = SEALED "Sealed: false\r\n"},
    {"A42f in another case", {J(MF_DUP_ATTR)}, .main = SEALED "SEALED: false\r\n"},
    {"A42g", {J(NAME)}, .manifest = dot_name},
    {"A42h", {SLUICE_ARCHIVE_OK}, .manifest = folded_name},
    {"A42i", {J(MF_SYNTAX)}, .manifest = lower_name},
    {"A42i allowed", {SLUICE_ARCHIVE_OK}, .manifest = lower_name, .policy = let_name_case},
    {"A43", {J(ENTRY_NOT_IN_MF), P(INDEX_LIST)}, .items = index_list},
    {"A43 signed", {P(INDEX_LIST)}, .entries = signed_index},
    {"A44", {P(CLASSPATH)}, .main = SEALED "Class-Path: evilpkg.jar\r\n"},
    {"A44 allowed",
     {SLUICE_ARCHIVE_OK},
     .main = SEALED "Class-Path: evilpkg.jar\r\n",
     .policy = let_class_path},
    {"A45", {J(ORDER)}, .items = manifest_later},
    {"A46", {J(ORDER)}, .items = signature_later},
    {"A46 allowed", {SLUICE_ARCHIVE_OK}, .items = signature_later, .policy = let_anywhere},
    {"A46b", {J(ENTRY_DIGEST), J(ORDER)}, .items = replaced_in_front},
    {"A46b allowed", {J(ENTRY_DIGEST)}, .items = replaced_in_front, .policy = let_anywhere},
    {"A47", {J(NO_MANIFEST)}, .items = no_manifest},
    {"A47b", {J(NO_MANIFEST)}, .items = no_manifest_evil},
    {"P08", {J(MULTI_SIG)}, .items = many_signatures},
    {"N1", {SLUICE_ARCHIVE_OK}, .manifest = line_feeds},
    {"N1 not allowed", {J(MF_SYNTAX)}, .manifest = line_feeds, .policy = want_crlf},
    {"N2", {SLUICE_ARCHIVE_OK}, .manifest = carriage_returns},
    {"N4", {J(MF_SYNTAX)}, .late = no_line_end},
    {"N5", {J(MAGIC)}, .manifest = magic},
    {"N6", {SLUICE_ARCHIVE_OK}, .manifest = split_character},
    {"N7", {P(UNSEALED)}, .main = MAIN_START "Sealed: true \r\n"},
    {"N8", {SLUICE_ARCHIVE_OK}, .main = MAIN_START "Sealed: TRUE\r\n"},
    {"N9", {J(MF_SYNTAX)}, .main = "Sealed: true\r\n"},
    {"N9 allowed", {SLUICE_ARCHIVE_OK}, .main = "Sealed: true\r\n", .policy = let_no_version},
    {"N10", {P(UNSEALED)}, .main = MAIN_START, .manifest = sealed_without_slash},
    {"N11", {SLUICE_ARCHIVE_OK}, .main = MAIN_START, .manifest = both_sealed},
    {"N11, one package", {P(UNSEALED)}, .main = MAIN_START, .manifest = trusted_sealed},
    {"N11, the sensitive one",
     {SLUICE_ARCHIVE_OK},
     .main = MAIN_START,
     .manifest = trusted_sealed,
     .policy = want_trusted_sealed},
    {"the other one",
     {P(UNSEALED)},
     .main = MAIN_START,
     .manifest = other_sealed,
     .policy = want_trusted_sealed},
    {"N12", {J(MF_SYNTAX)}, .manifest = illegal_base64},
    {"long base64", {J(MF_SYNTAX)}, .manifest = long_base64},
    {"no space", {J(MF_SYNTAX)}, .manifest = no_space},
    {"no colon", {J(MF_SYNTAX)}, .manifest = no_colon},
    {"section without a name", {J(MF_SYNTAX)}, .manifest = unnamed_section},
    {"two empty lines", {J(MF_SYNTAX)}, .manifest = extra_line},
    {"an empty fold",
     {SLUICE_ARCHIVE_OK},
     .main = MAIN_START "Sealed: true\r\nX-A: y\r\n",
     .manifest = tail_space},
    {"control character", {J(MF_SYNTAX)}, .manifest = control},
    {"not UTF-8", {J(MF_SYNTAX)}, .manifest = bad_utf8},
    {"empty manifest", {J(MF_SYNTAX)}, .items = empty_manifest},
    {"C03", {P(UNSEAL_OVERRIDE)}, .manifest = trusted_unsealed},
    {"C03 by nothing", {P(UNSEAL_OVERRIDE)}, .manifest = trusted_nothing},
    {"C03 allowed", {SLUICE_ARCHIVE_OK}, .manifest = trusted_unsealed, .policy = want_no_seal},
    {"C04",
     {J(SF_MANIFEST_MISMATCH), P(UNSEAL_OVERRIDE)},
     .signature_file = no_whole_digest,
     .late = unsealing_section},
    {"no seal", {P(UNSEALED)}, .main = MAIN_START},
    {"unnamed package", {P(UNSEALED)}, .entries = unnamed_package},
    {"digest of nothing", {SLUICE_ARCHIVE_OK}, .manifest = directory_digest},
    {"digest of something", {J(ENTRY_DIGEST)}, .manifest = directory_digest_wrong},
    {"section for nothing", {J(ENTRY_MISSING)}, .manifest = absent_section},
    {"section for the signature", {J(NAME)}, .manifest = signature_section},
    {"agent", {P(AGENT)}, .main = SEALED "Launcher-Agent-Class: trusted.Main\r\n"},
    {"premain", {P(AGENT)}, .main = SEALED "Premain-Class: trusted.Main\r\n"},
    {"opens", {P(ATTRIBUTE)}, .main = SEALED "Add-Opens: java.base/java.lang\r\n"},
    {"versions", {P(MULTIRELEASE)}, .entries = signed_version_class},
    {"versions said", {P(MULTIRELEASE)}, .main = SEALED "Multi-Release: true\r\n"},
    {"versions allowed",
     {SLUICE_ARCHIVE_OK},
     .entries = signed_version_class,
     .policy = let_versions},
    {"class of another package", {P(CLASS_PACKAGE)}, .entries = other_class_name},
    {"no class", {P(CLASS_FILE)}, .entries = no_class_file},
    {"class cut off", {P(CLASS_FILE)}, .entries = cut_class_file},
    {"limit sections", {J(SIZE_LIMIT)}, .policy = limit_sections},
    {"limit attributes", {J(SIZE_LIMIT)}, .policy = limit_attributes},
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
