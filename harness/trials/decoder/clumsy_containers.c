/* Containers of a program's own classes, written with safe ones in their place: what is replaced, what is
 * kept, and what the writer says of it. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/decode.h>
#include <sluice/document.h>
#include <sluice/write.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sluice_layout_item ring_layout[] = {
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items"},
};
static const struct sluice_layout_item owned_layout[] = {
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "owner"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .until_null = true},
};
static const struct sluice_layout_item kept_layout[] = {
    {.kind = SLUICE_LAYOUT_PRIMITIVE, .type = 'I', .name = "count"},
    {.kind = SLUICE_LAYOUT_OBJECTS, .name = "items", .count = "count"},
    {.kind = SLUICE_LAYOUT_OBJECT, .name = "keeper"},
};

/* Its count is said in a field; what else is asked of it comes before and behind that. */
static const struct sluice_field_model table_fields[] = {
    {.name = "l", .signature = "J"},
    {.name = "m", .signature = "I"},
    {.name = "n", .signature = "I"},
    {.name = "o", .signature = "Ljava/lang/Object;"},
};
static const struct sluice_layout_item table_layout[] = {
    {.kind = SLUICE_LAYOUT_PAIRS, .name = "items"},
};
#define SIZE(of)                                                                                   \
    {                                                                                              \
        .kind = SLUICE_OPERAND_SIZE, .field = (of)                                                 \
    }
#define FIELD(name)                                                                                \
    {                                                                                              \
        .kind = SLUICE_OPERAND_FIELD, .field = (name)                                              \
    }
static const struct sluice_invariant table_invariants[] = {
    {.kind = SLUICE_INVARIANT_RANGE, .field = "m", .minimum = 5, .maximum = 9},
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_LESS,
     .left = SIZE("items"),
     .right = FIELD("m")},
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_EQUAL,
     .left = FIELD("m"),
     .right = FIELD("m")},
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_EQUAL,
     .left = SIZE("items"),
     .right = {.kind = SLUICE_OPERAND_CONSTANT, .constant = 2}},
    {.kind = SLUICE_INVARIANT_RELATION,
     .relation = SLUICE_EQUAL,
     .left = SIZE("items"),
     .right = FIELD("n")},
};

#define LIST                                                                                       \
    .construct = SLUICE_CONSTRUCT_ATOMIC, .has_suid = true, .form = SLUICE_FORM_BOTH,              \
    .container = SLUICE_CONTAINER_LIST, .items = "items"
static const struct sluice_class_model models[] = {
    {.name = "own.Ring", LIST, .suid = 1, .layout = ring_layout, .layout_count = 1},
    {.name = "own.Owned", LIST, .suid = 2, .layout = owned_layout, .layout_count = 2},
    {.name = "own.Kept", LIST, .suid = 3, .layout = kept_layout, .layout_count = 3},
    {.name = "own.Table",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .has_suid = true,
     .form = SLUICE_FORM_BOTH,
     .container = SLUICE_CONTAINER_MAP,
     .items = "items",
     .suid = 7,
     .fields = table_fields,
     .field_count = COUNT(table_fields),
     .layout = table_layout,
     .layout_count = 1,
     .invariants = table_invariants,
     .invariant_count = COUNT(table_invariants)},
};

#define HEADER "aced0005"
#define RING_CLASS "7200086f776e2e52696e6700000000000000010300007870"
#define OWNED_CLASS "7200096f776e2e4f776e656400000000000000020300007870"
#define KEPT_CLASS "7200086f776e2e4b65707400000000000000030300007870"
#define TABLE                                                                                      \
    "7200096f776e2e5461626c6500000000000000070300044a00016c4900016d49"                             \
    "00016e4c00016f7400124c6a6176612f6c616e672f4f626a6563743b7870"                                 \
    "000000000000000100000005"
#define A "74000161"
#define B "74000162"
#define RING_OF_A "73" RING_CLASS A "78"
/* List.of("a"). */
#define SAFE_CLASS                                                                                 \
    "7200116a6176612e7574696c2e436f6c6c536572578eabb63a1ba811030001490003746167"                   \
    "7870"
#define MAP_OF "73" SAFE_CLASS "00000003770400000004"
#define LIST_OF_A "73" SAFE_CLASS "00000001770400000001" A "78"

static const struct sample {
    const char *what;
    const char *read;
    const char *written; /* NULL: as it was read */
    struct sluice_write_report report;
    bool is_broken; /* nobody builds it */
} samples[] = {
    {.what = "a list that is replaced",
     .read = HEADER RING_OF_A,
     .written = HEADER LIST_OF_A,
     .report = {.replaced = 1}},
    {.what = "a list in itself",
     .read = HEADER "73" RING_CLASS "71007e000178",
     .report = {.kept_in_cycle = 1},
     .is_broken = true},
    {.what = "a map of as many as it says",
     .read = HEADER "73" TABLE "0000000270" A B B A "78",
     .written = HEADER MAP_OF A B B A "78",
     .report = {.replaced = 1}},
    {.what = "a map of more than it says",
     .read = HEADER "73" TABLE "0000000170" A B B A "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a map of less than it says",
     .read = HEADER "73" TABLE "0000000470" A B B A "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a map with an object beside its items",
     .read = HEADER "73" TABLE "00000002" RING_OF_A A B B A "78",
     .written = HEADER "73" TABLE "00000002" LIST_OF_A A B B A "78",
     .report = {.replaced = 1, .kept_as_read = 1}},
    {.what = "a map of a key without a value",
     .read = HEADER "73" TABLE "0000000270" A B B "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list that claims less than nothing",
     .read = HEADER "73" KEPT_CLASS "7704ffffffff" B "7078",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list that claims one too many",
     .read = HEADER "73" KEPT_CLASS "770400000003" B "7078",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list that ends before what comes before its items",
     .read = HEADER "73" OWNED_CLASS "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list without the null that ends it",
     .read = HEADER "73" OWNED_CLASS "70" A "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list that ends with null",
     .read = HEADER "73" OWNED_CLASS "70" A "7078",
     .written = HEADER LIST_OF_A,
     .report = {.replaced = 1}},
    {.what = "a list with data among its items",
     .read = HEADER "73" RING_CLASS A "770101" A "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list with data before its items",
     .read = HEADER "73" RING_CLASS "770101" A "78",
     .report = {.kept_as_read = 1},
     .is_broken = true},
    {.what = "a list before the items of another",
     .read = HEADER "73" OWNED_CLASS RING_OF_A B "7078",
     .report = {.kept_by_place = 1, .kept_as_read = 1}},
    {.what = "a list behind the items of another",
     .read = HEADER "73" KEPT_CLASS "770400000001" B RING_OF_A "78",
     .report = {.kept_by_place = 1, .kept_as_read = 1}},
    {.what = "a list among the items of another that keeps a text behind them",
     .read = HEADER "73" KEPT_CLASS "770400000001" RING_OF_A B "78",
     .written = HEADER "73" KEPT_CLASS "770400000001" LIST_OF_A B "78",
     .report = {.replaced = 1, .kept_as_read = 1}},
};

enum { MOST = 256 };

static uint8_t value_of(char digit)
{
    return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

size_t sluice_clumsy_digits(const char *digits, uint8_t *bytes)
{
    const size_t count = strlen(digits) / 2;
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t)(value_of(digits[2 * i]) << 4 | value_of(digits[2 * i + 1]));
    }
    return count;
}

static bool is_expected(const struct sample *sample, enum sluice_reason reason,
                        const struct sluice_buffer *got, const struct sluice_write_report *report)
{
    uint8_t wanted[MOST];
    const size_t length = sluice_clumsy_digits(
        sample->written != NULL ? sample->written : sample->read, wanted);
    return reason == SLUICE_OK && got->length == length &&
           memcmp(got->bytes, wanted, length) == 0 && report->replaced == sample->report.replaced &&
           report->kept_by_place == sample->report.kept_by_place &&
           report->kept_in_cycle == sample->report.kept_in_cycle &&
           report->kept_as_read == sample->report.kept_as_read;
}

static bool is_written(const struct sample *sample, const struct sluice_policy *policy,
                       const struct sluice_document *document, const struct sluice_graph *graph)
{
    struct sluice_write_report report = {0};
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    const struct sluice_write_options options = {.safe = policy, .report = &report};
    const enum sluice_reason reason = graph != NULL
                                          ? sluice_write_graph(graph, &sink, &options, NULL)
                                          : sluice_write_document(document, &sink, &options, NULL);
    const bool good = is_expected(sample, reason, &bytes, &report);
    sluice_buffer_free(&bytes);
    return good;
}

static bool try_sample(struct sluice_clumsy *clumsy, const struct sluice_policy *policy,
                       const struct sample *sample)
{
    uint8_t bytes[MOST];
    struct sluice_document *document = NULL;
    struct sluice_graph *graph = NULL;
    const struct sluice_source source = sluice_source_memory(
        bytes, sluice_clumsy_digits(sample->read, bytes));
    const struct sluice_source again = source;
    const bool good =
        sluice_clumsy_note(clumsy,
                           sluice_inspect(&source, NULL, &document, NULL) == SLUICE_OK &&
                               is_written(sample, policy, document, NULL),
                           "a document is written otherwise", sample->what, NULL) &&
        (sample->is_broken ||
         sluice_clumsy_note(clumsy,
                            sluice_decode(&again, policy, NULL, &graph, NULL) == SLUICE_OK &&
                                is_written(sample, policy, NULL, graph),
                            "a graph is written otherwise", sample->what, NULL));
    sluice_document_free(document);
    sluice_graph_free(graph);
    return good;
}

bool sluice_clumsy_containers(struct sluice_clumsy *clumsy)
{
    struct sluice_policy *policy = NULL;
    bool good = sluice_clumsy_note(
        clumsy, sluice_policy_create(models, COUNT(models), NULL, &policy, NULL) == SLUICE_OK,
        "no policy with containers", NULL, NULL);
    for (size_t i = 0; good && i < COUNT(samples); i++) {
        good = try_sample(clumsy, policy, &samples[i]);
    }
    sluice_policy_free(policy);
    return good;
}
