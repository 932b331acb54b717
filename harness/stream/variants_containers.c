#include "harness/stream/variants_containers.h"

#define HOLE "{string: {text: \"\", label: " SLUICE_CONTAINER_HOLE "}}"
#define OBJECT_TYPE "Ljava/lang/Object;"

/* The classes of each container have labels, so that a container inside another of its kind refers to
 * the class that stands there already. All hold one value. */
#define OBJECT(class_name, suid, label, more, rest)                                                \
    "{object: {class: {name: " class_name ", suid: " suid ", label: sluice-" label ", " more       \
    "}, " rest "}}"
#define WRITES "flags: [serializable, write-method]"
#define HASH_MAP(key, value)                                                                       \
    OBJECT(                                                                                        \
        "java.util.HashMap", "362498820763181265", "hash-map",                                     \
        WRITES ", fields: {loadFactor: F, threshold: I}",                                          \
        "fields: {loadFactor: 0.75, threshold: 12}, data: [{block: [{int: 16}, {int: 1}]}, " key   \
        ", " value "]")

static const struct {
    const char *name;
    const char *yaml;
    const char *classes[4]; /* that a receiver must know; ended by NULL */
} templates[SLUICE_WRAP_COUNT] = {
    [SLUICE_WRAP_ARRAY] = {"array",
                           "{array: {class: {name: \"[Ljava.lang.Object;\", "
                           "suid: -8012369246846506644, label: sluice-array}, elements: [" HOLE
                           "]}}",
                           {NULL}},
    /* Its class is that of what is in it: named anew each time. */
    [SLUICE_WRAP_TYPED_ARRAY] = {"typed-array",
                                 "{array: {class: {name: \"[\"}, elements: [" HOLE "]}}",
                                 {NULL}},
    [SLUICE_WRAP_ARRAY_LIST] = {"array-list",
                                OBJECT("java.util.ArrayList", "8683452581122892189", "array-list",
                                       WRITES ", fields: {size: I}",
                                       "fields: {size: 1}, data: [{block: [{int: 1}]}, " HOLE "]"),
                                {"java.util.ArrayList"}},
    [SLUICE_WRAP_LINKED_LIST] = {"linked-list",
                                 OBJECT("java.util.LinkedList", "876323262645176354", "linked-list",
                                        WRITES, "data: [{block: [{int: 1}]}, " HOLE "]"),
                                 {"java.util.LinkedList"}},
    [SLUICE_WRAP_HASH_SET] = {"hash-set",
                              OBJECT("java.util.HashSet", "-5024744406713321676", "hash-set",
                                     WRITES,
                                     "data: [{block: [{int: 16}, {float: 0.75}, {int: 1}]}, " HOLE
                                     "]"),
                              {"java.util.HashSet"}},
    [SLUICE_WRAP_MAP_KEY] = {"hash-map-key", HASH_MAP(HOLE, "null"), {"java.util.HashMap"}},
    [SLUICE_WRAP_MAP_VALUE] = {"hash-map-value", HASH_MAP("\"k\"", HOLE), {"java.util.HashMap"}},
    [SLUICE_WRAP_TREE_VALUE] = {"tree-map-value",
                                OBJECT("java.util.TreeMap", "919286545866124006", "tree-map",
                                       WRITES ", fields: {comparator: Ljava/util/Comparator;}",
                                       "data: [{block: [{int: 1}]}, \"k\", " HOLE "]"),
                                {"java.util.TreeMap"}},
    [SLUICE_WRAP_REFERENCE] = {"atomic-reference",
                               OBJECT("java.util.concurrent.atomic.AtomicReference",
                                      "-1848883965231344442", "atomic-reference",
                                      "fields: {value: " OBJECT_TYPE "}",
                                      "fields: {value: " HOLE "}"),
                               {"java.util.concurrent.atomic.AtomicReference"}},
    [SLUICE_WRAP_FIELD] = {"field",
                           OBJECT("sluice.wrap.Holder", "1", "holder",
                                  "fields: {value: " OBJECT_TYPE "}", "fields: {value: " HOLE "}"),
                           {"sluice.wrap.Holder"}},
    [SLUICE_WRAP_DATA] = {"custom-data",
                          OBJECT("sluice.wrap.Data", "1", "data", WRITES,
                                 "data: [{block: [{int: 7}]}, " HOLE "]"),
                          {"sluice.wrap.Data"}},
    [SLUICE_WRAP_EXTERNAL] = {"external",
                              OBJECT("sluice.wrap.External", "1", "external",
                                     "flags: [externalizable, block-data]",
                                     "data: [{block: [{int: 7}]}, " HOLE "]"),
                              {"sluice.wrap.External"}},
    [SLUICE_WRAP_HANDLER] =
        {"proxy-handler",
         "{object: {class: {proxydesc: {interfaces: [sluice.wrap.Plain], label: sluice-proxy, "
         "super: {name: java.lang.reflect.Proxy, suid: -2222568056686623797, fields: {h: "
         "Ljava/lang/reflect/InvocationHandler;}}}}, content: [" OBJECT(
             "sluice.wrap.Handler", "1", "handler", "fields: {target: " OBJECT_TYPE "}",
             "fields: {target: " HOLE "}") "]}}",
         {"sluice.wrap.Plain", "sluice.wrap.Handler", "java.lang.reflect.InvocationHandler"}},
    /* Where nobody's values stand: who builds objects passes over them. */
    [SLUICE_WRAP_CLASS] = {"class-annotation",
                           "{object: {class: {name: sluice.wrap.Annotated, annotation: [" HOLE
                           "]}}}",
                           {"sluice.wrap.Annotated"}},
    [SLUICE_WRAP_UNREAD] = {"unread-data",
                            OBJECT("sluice.wrap.Unknown", "1", "unknown", WRITES ", fields: {i: I}",
                                   "fields: {i: 1}, data: [" HOLE ", {block: 00}]"),
                            {"sluice.wrap.Unknown"}},
};

const char *sluice_wrap_name(enum sluice_wrap_kind kind)
{
    return kind < SLUICE_WRAP_COUNT ? templates[kind].name : "mixed";
}

const char *const *sluice_wrap_classes(enum sluice_wrap_kind kind)
{
    return templates[kind].classes;
}

/* The one item of `yaml`, behind the header. */
static bool load_one(const char *yaml, struct sluice_program **program, sluice_node_id *item)
{
    struct sluice_yaml_error error = {0};
    struct sluice_yaml *document = NULL;
    struct sluice_text list = {0};
    sluice_text_format(&list, "[%s]", yaml);
    const bool good = !list.failed &&
                      sluice_yaml_parse(sluice_text_get(&list), list.length, "a container",
                                        &document, &error) &&
                      sluice_program_load(sluice_yaml_root(document), program, &error);
    sluice_yaml_free(document);
    sluice_text_free(&list);
    if (good) {
        const sluice_node_id header = sluice_program_peek(*program, SLUICE_NODE_ROOT)->first;
        *item = sluice_program_peek(*program, header)->next;
    }
    return good;
}

bool sluice_containers_load(struct sluice_containers *out)
{
    bool good = true;
    *out = (struct sluice_containers){0};
    for (size_t i = 0; i < SLUICE_WRAP_COUNT && good; i++) {
        good = load_one(templates[i].yaml, &out->programs[i], &out->items[i]);
    }
    return good;
}

void sluice_containers_free(struct sluice_containers *containers)
{
    for (size_t i = 0; i < SLUICE_WRAP_COUNT; i++) {
        sluice_program_free(containers->programs[i]);
    }
    *containers = (struct sluice_containers){0};
}
