/* The oracles of archives: each hold, fire and abstain where they should. */
#include "rules/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HELD SLUICE_RULING_HELD
#define VIOLATED SLUICE_RULING_VIOLATED
#define SILENT SLUICE_RULING_NOT_APPLICABLE

enum { ARCHIVES = 3, ENTRIES = 4 };

/* A class path of sound archives, and a verifier who accepts them. */
struct path {
    struct sluice_archive_facts archives[ARCHIVES];
    struct sluice_archive_fact entries[ARCHIVES][ENTRIES];
    struct sluice_archive_text mention;
    struct sluice_archive_sensitive groups[2];
    struct sluice_archive_question question;
    struct sluice_archive_answer answer;
    uint8_t signers[ARCHIVES][32];
};

static struct sluice_archive_text text(const char *string)
{
    return (struct sluice_archive_text){(const uint8_t *)string, strlen(string)};
}

static void add_class(struct path *path, size_t archive, const char *file, const char *name)
{
    struct sluice_archive_facts *facts = &path->archives[archive];
    assert_true(facts->entry_count < ENTRIES);
    path->entries[archive][facts->entry_count++] = (struct sluice_archive_fact){
        .name = text(file),
        .is_covered = true,
        .is_as_signed = true,
        .is_sealed = true,
        .class_name = name};
}

static void begin(struct path *path)
{
    memset(path, 0, sizeof *path);
    for (size_t i = 0; i < ARCHIVES; i++) {
        path->archives[i] = (struct sluice_archive_facts){.is_signed = SLUICE_KNOWN_YES,
                                                          .is_sound = SLUICE_KNOWN_YES,
                                                          .is_trusted = SLUICE_KNOWN_YES,
                                                          .is_usable = SLUICE_KNOWN_YES,
                                                          .is_manifest = SLUICE_KNOWN_YES,
                                                          .is_granted = SLUICE_KNOWN_YES,
                                                          .signer = {1},
                                                          .entries = path->entries[i]};
        path->signers[i][0] = 1;
    }
    add_class(path, 0, "trusted/Main.class", "trusted/Main");
    add_class(path, 1, "other/Util.class", "other/Util");
    path->question = (struct sluice_archive_question){.archives = path->archives, .count = 2};
    path->answer = (struct sluice_archive_answer){
        .answered = true, .accepted = true, .signers = (const uint8_t(*)[32])path->signers};
}

/* --- changes ---------------------------------------------------------------------------------------- */

static void nothing(struct path *path)
{
    (void)path;
}

static void refused(struct path *path)
{
    path->answer.accepted = false;
    memset(path->signers, 0, sizeof path->signers);
}

static void no_answer(struct path *path)
{
    path->answer.answered = false;
}

#define ARCHIVE(name, statement)                                                                   \
    static void name(struct path *path)                                                            \
    {                                                                                              \
        struct sluice_archive_facts *second = &path->archives[1];                                  \
        (void)second;                                                                              \
        statement;                                                                                 \
    }
#define ENTRY(name, statement)                                                                     \
    static void name(struct path *path)                                                            \
    {                                                                                              \
        struct sluice_archive_fact *entry = &path->entries[1][0];                                  \
        statement;                                                                                 \
    }

ARCHIVE(not_signed, second->is_signed = SLUICE_KNOWN_NO)
ARCHIVE(not_sound, second->is_sound = SLUICE_KNOWN_NO; memset(path->signers[1], 0, 32);
        path->answer.signers = NULL)
ARCHIVE(not_trusted, second->is_trusted = SLUICE_KNOWN_NO; path->answer.signers = NULL)
ARCHIVE(not_usable, second->is_usable = SLUICE_KNOWN_NO)
ARCHIVE(other_manifest, second->is_manifest = SLUICE_KNOWN_NO)
ARCHIVE(not_granted, second->is_granted = SLUICE_KNOWN_NO)
ARCHIVE(who_knows, second->is_sound = SLUICE_UNKNOWN)
ARCHIVE(missing, second->missing = 1)
ARCHIVE(two_readings, second->odd = SLUICE_ODD(STRUCTURE))
ARCHIVE(last_oddity, second->odd = SLUICE_ODD(UNKNOWN_DIGESTS))
ARCHIVE(commented, second->odd = SLUICE_ODD(COMMENT))
ARCHIVE(comment_allowed, second->odd = SLUICE_ODD(COMMENT);
        path->question.tolerated = SLUICE_ODD(COMMENT))
ARCHIVE(another_signs, second->signer[0] = 2)
ARCHIVE(another_named, path->signers[1][0] = 2)
ARCHIVE(nobody_named, memset(path->signers[1], 0, 32))
ARCHIVE(stranger_named, second->is_trusted = SLUICE_KNOWN_NO; path->answer.accepted = false)
ARCHIVE(mixed, second->signer[0] = 2; path->signers[1][0] = 2)
ARCHIVE(mixed_allowed, second->signer[0] = 2; path->signers[1][0] = 2;
        path->question.may_mix = true)
ARCHIVE(class_path, second->odd = SLUICE_ODD(CLASS_PATH))
ARCHIVE(unseals, second->odd = SLUICE_ODD(UNSEALS))
ARCHIVE(unseals_allowed, second->odd = SLUICE_ODD(UNSEALS);
        path->question.tolerated = SLUICE_ODD(UNSEALS))
ENTRY(not_covered, entry->is_covered = false)
ENTRY(changed, entry->is_as_signed = false)
ENTRY(metadata, entry->is_covered = entry->is_as_signed = false; entry->is_metadata = true)
ENTRY(folder, entry->is_covered = false; entry->is_directory = true)
ENTRY(full_folder, entry->is_covered = entry->is_as_signed = false; entry->is_directory = true)
ENTRY(not_sealed, entry->is_sealed = false)
ENTRY(no_seal_asked, entry->is_sealed = false; path->question.seals = SLUICE_SEALS_NONE)
ENTRY(other_name, entry->class_name = "trusted/Util")
ENTRY(no_class, entry->class_name = NULL)

static void both(struct path *path, void (*change)(struct path *path))
{
    change(path);
    refused(path);
}

static void not_signed_refused(struct path *path)
{
    both(path, not_signed);
}

static void not_sealed_refused(struct path *path)
{
    both(path, not_sealed);
}

static void split(struct path *path)
{
    add_class(path, 1, "trusted/Helper.class", "trusted/Helper");
}

static void split_allowed(struct path *path)
{
    split(path);
    path->question.seals = SLUICE_SEALS_NONE;
    path->question.may_split = true;
}

static void split_sealed(struct path *path)
{
    split(path);
    path->question.may_split = true;
}

static void split_unsealed(struct path *path)
{
    split(path);
    path->question.seals = SLUICE_SEALS_NONE;
}

static void group(struct path *path)
{
    static const char *const packages[] = {"trusted", "trusted.more"};
    add_class(path, 0, "trusted/more/Main.class", "trusted/more/Main");
    path->groups[0] = (struct sluice_archive_sensitive){packages, 2};
    path->question.groups = path->groups;
    path->question.group_count = 1;
    path->question.seals = SLUICE_SEALS_SENSITIVE;
}

static void group_beside_unsealed(struct path *path)
{
    group(path);
    path->entries[1][0].is_sealed = false;
}

static void group_unsealed(struct path *path)
{
    group(path);
    path->entries[0][0].is_sealed = false;
}

static void group_spread(struct path *path)
{
    group(path);
    path->archives[0].entry_count--;
    add_class(path, 1, "trusted/more/Main.class", "trusted/more/Main");
}

static void group_absent(struct path *path)
{
    group(path);
    path->archives[0].entry_count--;
}

/* trusted and other are groups, and trusted mentions something. */
static void two_groups(struct path *path, const char *mention)
{
    static const char *const one[] = {"trusted"};
    static const char *const two[] = {"other"};
    path->mention = text(mention);
    path->entries[0][0].mentions = &path->mention;
    path->entries[0][0].mention_count = 1;
    path->groups[0] = (struct sluice_archive_sensitive){one, 1};
    path->groups[1] = (struct sluice_archive_sensitive){two, 1};
    path->question.groups = path->groups;
    path->question.group_count = 2;
}

static void groups_apart(struct path *path)
{
    two_groups(path, "Lother/Utility;");
}

static void groups_by_type(struct path *path)
{
    two_groups(path, "([Lother/Util;I)V");
}

static void groups_by_text(struct path *path)
{
    two_groups(path, "other.Util");
}

static void groups_by_way(struct path *path)
{
    two_groups(path, "third/Way");
    add_class(path, 2, "third/Way.class", "third/Way");
    path->question.count = 3;
    static const struct sluice_archive_text leads = {(const uint8_t *)"other/Util", 10};
    path->entries[2][0].mentions = &leads;
    path->entries[2][0].mention_count = 1;
}

/* --- examples ------------------------------------------------------------------------------------------ */

static const struct {
    const char *rule;
    enum sluice_ruling expected;
    void (*change)(struct path *path);
    const char *title;
} examples[] = {
    {"SEC06-J", HELD, nothing, "sound archives are accepted"},
    {"SEC06-J", SILENT, refused, "sound archives are refused"},
    {"SEC06-J", SILENT, no_answer, "there is no answer"},
    {"SEC06-J", VIOLATED, not_signed, "no signature"},
    {"SEC06-J", HELD, not_signed_refused, "no signature, and a refusal"},
    {"SEC06-J", VIOLATED, not_sound, "a block that is none"},
    {"SEC06-J", VIOLATED, not_trusted, "a signer who is not trusted"},
    {"SEC06-J", VIOLATED, not_usable, "a certificate that has expired"},
    {"SEC06-J", VIOLATED, other_manifest, "another manifest"},
    {"SEC06-J", VIOLATED, not_granted, "from where it must not come"},
    {"SEC06-J", SILENT, who_knows, "nobody knows"},
    {"SEC06-J", VIOLATED, missing, "an entry is missing"},
    {"SEC06-J", VIOLATED, two_readings, "two readings"},
    {"SEC06-J", VIOLATED, last_oddity, "the last oddity of the list"},
    {"SEC06-J", VIOLATED, commented, "a comment"},
    {"SEC06-J", HELD, comment_allowed, "a comment that is allowed"},
    {"SEC06-J", VIOLATED, another_signs, "another one signs than is named"},
    {"SEC06-J", VIOLATED, another_named, "another one is named than signs"},
    {"SEC06-J", VIOLATED, nobody_named, "nobody is named"},
    {"SEC06-J", VIOLATED, stranger_named, "a stranger is named, and refused"},
    {"SEC06-J", VIOLATED, not_covered, "an entry that is not covered"},
    {"SEC06-J", VIOLATED, changed, "an entry that was changed"},
    {"SEC06-J", HELD, metadata, "what signs is not signed"},
    {"SEC06-J", HELD, folder, "a folder is not covered"},
    {"SEC06-J", VIOLATED, full_folder, "a folder that was changed"},
    {"SEC06-J", HELD, class_path, "the other rule's oddity"},
    {"ENV01-J", HELD, nothing, "sound archives are accepted"},
    {"ENV01-J", SILENT, refused, "sound archives are refused"},
    {"ENV01-J", SILENT, no_answer, "there is no answer"},
    {"ENV01-J", HELD, two_readings, "the other rule's oddity"},
    {"ENV01-J", VIOLATED, not_sealed, "a package that is not sealed"},
    {"ENV01-J", HELD, not_sealed_refused, "a package that is not sealed, and a refusal"},
    {"ENV01-J", HELD, no_seal_asked, "no seal is asked for"},
    {"ENV01-J", VIOLATED, other_name, "a class of another name"},
    {"ENV01-J", VIOLATED, no_class, "a class file that is none"},
    {"ENV01-J", VIOLATED, mixed, "two signers"},
    {"ENV01-J", HELD, mixed_allowed, "two signers where it is allowed"},
    {"ENV01-J", VIOLATED, class_path, "other archives are brought along"},
    {"ENV01-J", VIOLATED, unseals, "a seal is taken away"},
    {"ENV01-J", HELD, unseals_allowed, "a seal is taken away where it is allowed"},
    {"ENV01-J", VIOLATED, split, "a package in two archives"},
    {"ENV01-J", HELD, split_allowed, "a package in two archives where it is allowed"},
    {"ENV01-J", VIOLATED, split_sealed, "a package in two archives that needs a seal"},
    {"ENV01-J", VIOLATED, split_unsealed, "a package in two archives, and no leave"},
    {"ENV01-J", HELD, group, "a group in one archive"},
    {"ENV01-J", HELD, group_beside_unsealed, "what is not sensitive needs no seal"},
    {"ENV01-J", VIOLATED, group_unsealed, "a group that is not sealed"},
    {"ENV01-J", VIOLATED, group_spread, "a group in two archives"},
    {"ENV01-J", VIOLATED, group_absent, "a package of a group is absent"},
    {"ENV01-J", HELD, groups_apart, "groups that have nothing to do with each other"},
    {"ENV01-J", VIOLATED, groups_by_type, "groups that depend by a type"},
    {"ENV01-J", VIOLATED, groups_by_text, "groups that depend by a text"},
    {"ENV01-J", VIOLATED, groups_by_way, "groups that depend by way of another class"},
};

static void test_examples(void **state)
{
    size_t wrong = 0;
    struct sluice_judged *results = calloc(sluice_rule_count(), sizeof *results);
    (void)state;
    assert_non_null(results);
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct path path;
        begin(&path);
        examples[i].change(&path);
        sluice_judge_archives(&path.question, &path.answer, results);
        const struct sluice_judged *judged = &results[sluice_rule_index(examples[i].rule)];
        if (judged->ruling != examples[i].expected || strlen(judged->detail) < 10) {
            print_error("%s, %s: %s, not %s (%s)\n", examples[i].rule, examples[i].title,
                        sluice_ruling_name(judged->ruling),
                        sluice_ruling_name(examples[i].expected), judged->detail);
            wrong++;
        }
    }
    free(results);
    assert_int_equal(wrong, 0);
}

static void test_streams_are_left_alone(void **state)
{
    struct path path;
    struct sluice_judged *results = calloc(sluice_rule_count(), sizeof *results);
    (void)state;
    assert_non_null(results);
    begin(&path);
    sluice_judge_archives(&path.question, &path.answer, results);
    for (size_t i = 0; i < sluice_rule_count(); i++) {
        assert_string_equal(results[i].rule, sluice_rule_id(i));
        assert_int_equal(results[i].ruling,
                         sluice_rule_is_about_archives(results[i].rule) ? HELD : SILENT);
    }
    free(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples),
                                       cmocka_unit_test(test_streams_are_left_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
