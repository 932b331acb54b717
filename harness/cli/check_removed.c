#include "harness/cli/check_removed.h"

#include "harness/cli/check_changes.h"
#include "harness/yaml/faults.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct removed {
    const struct sluice_suite *suite;
    const struct sluice_yaml_node *now; /* root of the file; NULL: it is gone */
    const char *path;
    struct sluice_yaml_error *error;
    bool good;
    bool more;
};

static bool is_retired(const struct sluice_yaml_node *root, const char *id)
{
    const struct sluice_yaml_node *word = sluice_yaml_first(sluice_yaml_get(root, "retired"));
    for (; word != NULL; word = sluice_yaml_next(word)) {
        const char *text = sluice_yaml_text(word, NULL);
        if (text != NULL && strcmp(text, id) == 0) {
            return true;
        }
    }
    return false;
}

/* `id` stands in HEAD. */
static void look_for(struct removed *removed, const char *id)
{
    const struct sluice_yaml_node *list = sluice_yaml_get(removed->now, "cases");
    const struct sluice_yaml_node *retired = sluice_yaml_get(removed->now, "retired");
    if (id == NULL || sluice_suite_find(removed->suite, id) != SLUICE_NO_CASE ||
        is_retired(removed->now, id)) {
        return;
    }
    if (removed->now == NULL) {
        (void)sluice_yaml_fail_at(
            removed->error, removed->path, 0, 0,
            "the file is gone, and with it id %s, which stands in git's HEAD: put it back; an id is "
            "never used again, so the file stays and says `retired: [%s]`",
            id, id);
    } else if (retired != NULL) {
        (void)sluice_yaml_fail(removed->error, sluice_yaml_key(retired),
                               "id %s stands in git's HEAD and is gone: put the case back, or add "
                               "the id to this list, so that nobody uses it again",
                               id);
    } else {
        (void)sluice_yaml_fail(
            removed->error, sluice_yaml_key(list),
            "id %s stands in git's HEAD and is gone: put the case back, or write "
            "`retired: [%s]` above this line, so that nobody uses it again",
            id, id);
    }
    removed->more = sluice_yaml_tried(false, &removed->good, removed->error);
}

static void compare(struct removed *removed, const struct sluice_yaml_node *head)
{
    const struct sluice_yaml_node *item = sluice_yaml_first(sluice_yaml_get(head, "cases"));
    for (; removed->more && item != NULL; item = sluice_yaml_next(item)) {
        look_for(removed, sluice_yaml_text(sluice_yaml_get(item, "id"), NULL));
    }
    item = sluice_yaml_first(sluice_yaml_get(head, "retired"));
    for (; removed->more && item != NULL; item = sluice_yaml_next(item)) {
        look_for(removed, sluice_yaml_text(item, NULL));
    }
}

/* What HEAD has may be no file of cases, or one that is not understood: then nothing is known of it. */
static bool hold_against_head(struct removed *removed)
{
    struct sluice_text text = {0};
    struct sluice_yaml *head = NULL;
    struct sluice_yaml_error ignored = {0};
    if (sluice_changes_head(removed->path, &text) &&
        sluice_yaml_parse(sluice_text_get(&text), text.length, "HEAD", &head, &ignored)) {
        compare(removed, sluice_yaml_root(head));
    }
    sluice_yaml_free(head);
    sluice_text_free(&text);
    return removed->good;
}

bool sluice_check_removed(const struct sluice_suite *suite, const struct sluice_case_file *file,
                          struct sluice_yaml_error *error)
{
    struct removed removed = {suite, sluice_yaml_root(file->yaml), file->path, error, true, true};
    return hold_against_head(&removed);
}

static bool check_file(const struct sluice_suite *suite, const char *folder, const char *name,
                       size_t length, struct sluice_yaml_error *error)
{
    static const char ending[] = ".yaml";
    const size_t last = sizeof ending - 1;
    struct sluice_text path = {0};
    bool good = true;
    if (length <= last || strncmp(name + length - last, ending, last) != 0) {
        return true;
    }
    sluice_text_format(&path, "%s/%.*s", folder, (int)length, name);
    if (!path.failed && access(sluice_text_get(&path), F_OK) != 0) {
        struct removed removed = {suite, NULL, sluice_text_get(&path), error, true, true};
        good = hold_against_head(&removed);
    }
    sluice_text_free(&path);
    return good;
}

bool sluice_check_removed_files(const struct sluice_suite *suite, const char *folder,
                                struct sluice_yaml_error *error)
{
    struct sluice_text names = {0};
    bool good = true;
    if (sluice_changes_files(folder, &names)) {
        for (const char *name = sluice_text_get(&names); *name != '\0';) {
            const size_t length = strcspn(name, "\n");
            good = check_file(suite, folder, name, length, error) && good;
            name += length + (name[length] == '\n' ? 1 : 0);
        }
    }
    sluice_text_free(&names);
    return good;
}
