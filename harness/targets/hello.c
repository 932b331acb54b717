#include "harness/targets/hello.h"

#include "harness/yaml/yaml.h"

#include <string.h>

static const struct {
    const char *name;
    unsigned capability;
} abilities[] = {
    {"inspect", SLUICE_CAN_INSPECT}, {"decode", SLUICE_CAN_DECODE},   {"policy", SLUICE_CAN_POLICY},
    {"limits", SLUICE_CAN_LIMIT},    {"value", SLUICE_CAN_VALUE},     {"trace", SLUICE_CAN_TRACE},
    {"heap", SLUICE_CAN_COUNT_HEAP}, {"archive", SLUICE_CAN_ARCHIVE},
};

enum { ABILITIES = sizeof abilities / sizeof abilities[0] };

/* Lower case and digits in groups, with one hyphen or dot between them. */
bool sluice_hello_is_name(const char *name)
{
    static const char group[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    if (strlen(name) >= SLUICE_HELLO_NAME) {
        return false;
    }
    for (;;) {
        const size_t length = strspn(name, group);
        if (length == 0) {
            return false;
        }
        name += length;
        if (*name == '\0') {
            return true;
        }
        if (*name != '-' && *name != '.') {
            return false;
        }
        name++;
    }
}

static bool read_text(const struct sluice_yaml_node *root, const char *key, const char *example,
                      bool mandatory, char out[SLUICE_HELLO_NAME], struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *node = sluice_yaml_get(root, key);
    const char *text;
    out[0] = '\0';
    if (node == NULL && !mandatory) {
        return true;
    }
    if (sluice_yaml_require(root, key, example, error) == NULL ||
        !sluice_yaml_string(node, &text, error)) {
        return false;
    }
    if (strlen(text) >= SLUICE_HELLO_NAME) {
        return sluice_yaml_fail(error, node, "%s is longer than 100 characters", key);
    }
    memcpy(out, text, strlen(text) + 1);
    return true;
}

static bool read_abilities(const struct sluice_yaml_node *root, struct sluice_hello *out,
                           struct sluice_yaml_error *error)
{
    const char *names[ABILITIES + 1] = {NULL};
    for (size_t i = 0; i < ABILITIES; i++) {
        names[i] = abilities[i].name;
    }
    const struct sluice_yaml_node *list = sluice_yaml_require(root, "can", "[\"inspect\"]", error);
    if (list == NULL || !sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list", error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        size_t index;
        if (!sluice_yaml_choice(item, "ability", names, &index, error)) {
            return false;
        }
        out->capabilities |= abilities[index].capability;
    }
    return (out->capabilities & (SLUICE_CAN_INSPECT | SLUICE_CAN_DECODE | SLUICE_CAN_ARCHIVE)) !=
               0 ||
           sluice_yaml_fail(error, list,
                            "can has none of inspect, decode and archive: there is nothing to ask");
}

static bool read_shows(const struct sluice_yaml_node *root, struct sluice_hello *out,
                       struct sluice_yaml_error *error)
{
    const struct sluice_yaml_node *list = sluice_yaml_get(root, "shows");
    if (list == NULL) {
        return true;
    }
    if (!sluice_yaml_expect(list, SLUICE_YAML_SEQUENCE, "a list of events", error)) {
        return false;
    }
    for (const struct sluice_yaml_node *item = sluice_yaml_first(list); item != NULL;
         item = sluice_yaml_next(item)) {
        enum sluice_trace_type type;
        const char *name;
        if (!sluice_yaml_string(item, &name, error)) {
            return false;
        }
        if (!sluice_trace_parse(name, &type)) {
            return sluice_yaml_fail(error, item, "shows has the event %s, which there is not",
                                    name);
        }
        out->shows |= SLUICE_SHOWS(type);
    }
    return out->shows == 0 || (out->capabilities & SLUICE_CAN_TRACE) != 0 ||
           sluice_yaml_fail(error, list, "shows has events, but can has no trace");
}

static bool read_all(const struct sluice_yaml_node *root, struct sluice_hello *out,
                     struct sluice_yaml_error *error)
{
    uint64_t contract = 0;
    const struct sluice_yaml_node *node = sluice_yaml_require(root, "contract", "1", error);
    if (node == NULL || !sluice_yaml_unsigned(node, UINT64_MAX, &contract, error)) {
        return false;
    }
    if (contract != 1) {
        return sluice_yaml_fail(error, node, "contract %llu is not known here, 1 is",
                                (unsigned long long)contract);
    }
    if (!read_text(root, "name", "jdk-ois", true, out->name, error) ||
        !read_text(root, "version", "17.0.15", false, out->version, error) ||
        !read_text(root, "language", "java", false, out->language, error)) {
        return false;
    }
    return (sluice_hello_is_name(out->name) ||
            sluice_yaml_fail(error, sluice_yaml_get(root, "name"),
                             "the name \"%s\" is none: lower case and digits, with - or . between "
                             "them",
                             out->name)) &&
           read_abilities(root, out, error) && read_shows(root, out, error);
}

/* JSON is YAML. */
bool sluice_hello_read(struct sluice_bytes body, struct sluice_hello *out, struct sluice_text *why)
{
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    *out = (struct sluice_hello){0};
    const bool good = sluice_yaml_parse((const char *)body.data, body.length, "hello", &document,
                                        &error) &&
                      sluice_yaml_expect(sluice_yaml_root(document), SLUICE_YAML_MAPPING,
                                         "a JSON object", &error) &&
                      read_all(sluice_yaml_root(document), out, &error);
    if (!good) {
        sluice_text_format(why, "its hello is none: %s", error.message);
    }
    sluice_yaml_free(document);
    return good;
}
