/* Objects in objects that do not fit a reader, for each value of each limit: both writers refuse them in the
 * reader's words, and name the place. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/decode.h>
#include <sluice/document.h>
#include <sluice/limits.h>
#include <sluice/write.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const colors[] = {"RED"};
static const struct sluice_field_model deep_fields[] = {
    {.name = "n", .signature = "I"},
    {.name = "a", .signature = "[I"},
    {.name = "o", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_field_model middle_fields[] = {
    {.name = "m", .signature = "J"},
    {.name = "t", .signature = "Ljava/lang/String;"},
};
static const struct sluice_field_model top_fields[] = {{.name = "b", .signature = "B"}};
static const struct sluice_layout_item ring_layout[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items"},
};
static const struct sluice_layout_item kept_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .count = "count"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "keeper"},
};

#define BUILT .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true
#define LIST BUILT, .form = SLUICE_FORM_BOTH, .container = SLUICE_CONTAINER_LIST, .items = "items"
static const struct sluice_class_model models[] = {
    {.name = "own.Ring", LIST, .suid = 1, .layout = ring_layout, .layout_count = 1},
    {.name = "own.Kept", LIST, .suid = 3, .layout = kept_layout, .layout_count = 3},
    {.name = "own.Deep",
     BUILT,
     .suid = 4,
     .parent = "own.Mid",
     .fields = deep_fields,
     .field_count = COUNT(deep_fields)},
    {.name = "own.Mid",
     BUILT,
     .suid = 5,
     .parent = "own.Top",
     .fields = middle_fields,
     .field_count = COUNT(middle_fields)},
    {.name = "own.Top", BUILT, .suid = 6, .fields = top_fields, .field_count = COUNT(top_fields)},
    {.name = "own.Color",
     .construct = SLUICE_CONSTRUCT_ENUM,
     .constants = colors,
     .constant_count = COUNT(colors)},
};

/* own.Kept{own.Deep, own.Ring with a null, own.Ring{text, own.Deep{own.Ring}}, constant, array, "b"}. */
static const char digits[] =
    "aced0005737200086f776e2e4b65707400000000000000030300007870770400000005737200086f776e2e44"
    "65657000000000000000040200034900016e5b0001617400025b494c00016f7400124c6a6176612f6c616e67"
    "2f4f626a6563743b787200076f776e2e4d696400000000000000050200024a00016d4c0001747400124c6a61"
    "76612f6c616e672f537472696e673b787200076f776e2e546f70000000000000000602000142000162787001"
    "00000000000000027400017400000003757200025b494dba602676eab2a50200007870000000030000000100"
    "000002000000037400016f737200086f776e2e52696e67000000000000000103000078707400016170740016"
    "6c6f6e676572207468616e20746865206f7468657273787371007e000d740001637371007e00020100000000"
    "000000027000000003707371007e000d78787e7200096f776e2e436f6c6f7200000000000000001200007872"
    "000e6a6176612e6c616e672e456e756d00000000000000001200007870740003524544757200135b4c6a6176"
    "612e6c616e672e4f626a6563743b90ce589f1073296c02000078700000000374000178707571007e00190000"
    "00007400016278";

enum { MOST = 512 };

struct writers {
    struct sluice_source source;
    const struct sluice_policy *policy;
    const struct sluice_document *document;
    const struct sluice_graph *graph;
};

static enum sluice_reason write(const struct writers *with, bool is_graph,
                                const struct sluice_limits *limits, bool safe,
                                struct sluice_status *status)
{
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    const struct sluice_write_options options = {.reader = limits,
                                                 .safe = safe ? with->policy : NULL};
    const enum sluice_reason reason = is_graph
                                          ? sluice_write_graph(with->graph, &sink, &options, status)
                                          : sluice_write_document(with->document, &sink, &options,
                                                                  status);
    sluice_buffer_free(&bytes);
    return reason;
}

/* Within the outermost object its class is told, or that of one inside it; perhaps not at its last value,
 * with which it is done. */
static bool is_class_told(const struct sluice_status *built, const struct sluice_status *place)
{
    static const char inside[] = "root.custom[";
    const bool is_inside = strncmp(place->path, inside, sizeof inside - 1) == 0;
    return (is_inside && place->path[sizeof inside - 1] == '6') ||
           (built->class_name[0] != '\0') == is_inside;
}

static bool is_refused(const struct writers *with, const struct sluice_limits *limits, bool *fits)
{
    const struct sluice_options options = {.limits = limits};
    struct sluice_document *document = NULL;
    struct sluice_status read = {0};
    struct sluice_status wrote = {0};
    struct sluice_status built = {0};
    const enum sluice_reason reason = sluice_inspect(&with->source, &options, &document, &read);
    sluice_document_free(document);
    bool good = write(with, false, limits, false, &wrote) == reason &&
                write(with, true, limits, false, &built) == reason &&
                strcmp(wrote.path, read.path) == 0 && is_class_told(&built, &read);
    const enum sluice_reason safely = write(with, false, limits, true, &wrote);
    good = good && write(with, true, limits, true, &built) == safely &&
           is_class_told(&built, &wrote);
    *fits = reason == SLUICE_OK && safely == SLUICE_OK;
    return good;
}

static bool try_limit(const struct writers *with, const char *name)
{
    bool good = true;
    bool fits = false;
    for (uint64_t value = 1; good && !fits; value++) {
        struct sluice_limits limits = {0};
        *sluice_limit_by_name(&limits, name) = value;
        good = is_refused(with, &limits, &fits);
    }
    return good;
}

bool sluice_clumsy_limits(struct sluice_clumsy *clumsy)
{
    static const char *const names[] = {"objects", "elements",  "array_length", "string_bytes",
                                        "depth",   "hierarchy", "fields"};
    uint8_t bytes[MOST];
    struct sluice_policy *policy = NULL;
    struct sluice_document *document = NULL;
    struct sluice_graph *graph = NULL;
    struct writers with = {
        .source = sluice_source_memory(bytes, sluice_clumsy_digits(digits, bytes)),
    };
    bool good = sluice_clumsy_note(
        clumsy,
        sluice_policy_create(models, COUNT(models), NULL, &policy, NULL) == SLUICE_OK &&
            sluice_inspect(&with.source, NULL, &document, NULL) == SLUICE_OK &&
            sluice_decode(&with.source, policy, NULL, &graph, NULL) == SLUICE_OK,
        "objects in objects are not read", NULL, NULL);
    with.policy = policy;
    with.document = document;
    with.graph = graph;
    for (size_t i = 0; good && i < COUNT(names); i++) {
        good = sluice_clumsy_note(clumsy, try_limit(&with, names[i]),
                                  "what does not fit is refused otherwise than by a reader",
                                  names[i], NULL);
    }
    sluice_document_free(document);
    sluice_graph_free(graph);
    sluice_policy_free(policy);
    return good;
}
