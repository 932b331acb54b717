#include "harness/trials/decoder/promises.h"

#include "harness/base/counting_heap.h"
#include "harness/trials/decoder/groups.h"

#include <sluice/classes.h>
#include <sluice/decode.h>
#include <sluice/write.h>
#include <string.h>

/* --- limits ------------------------------------------------------------------------------------- */

/* What a receiver who sets no limits may rely on. Whoever changes a default changes it here too, and knows
 * that it is a promise. */
static const struct sluice_limits promised_to_decode = {
    .stream_bytes = 67108864,
    .bytes = 16777216,
    .objects = 65536,
    .elements = 1048576,
    .array_length = 1048576,
    .string_bytes = 1048576,
    .depth = 128,
    .hierarchy = 32,
    .fields = 1024,
    .interfaces = 64,
    .block_bytes = 1048576,
    .heap = 268435456,
};

static const struct sluice_limits promised_to_inspect = {
    .stream_bytes = 4294967294,
    .bytes = 4294967294,
    .objects = 2147483648,
    .elements = 4294967296,
    .array_length = 2147483648,
    .string_bytes = 4294967296,
    .depth = 16777216,
    .hierarchy = 16777216,
    .fields = 32767,
    .interfaces = 65535,
    .block_bytes = 2147483648,
    .heap = 68719476736,
};

/* Every member has a name, by which it is found, and nothing else has one. */
static bool are_named(void)
{
    struct sluice_limits limits = {0};
    const size_t count = sluice_limit_count();
    for (size_t i = 0; i < count; i++) {
        const char *name = sluice_limit_name(i);
        uint64_t *member = name != NULL ? sluice_limit_by_name(&limits, name) : NULL;
        if (member == NULL || *member != 0) {
            return false;
        }
        *member = i + 1;
    }
#define X(member, upper, text)                                                                     \
    if (limits.member == 0 ||                                                                      \
        strcmp(sluice_limit_of_reason(SLUICE_LIMIT_##upper), #member) != 0) {                      \
        return false;                                                                              \
    }
    SLUICE_LIMIT_LIST(X)
#undef X
    return sluice_limit_name(count) == NULL && sluice_limit_by_name(&limits, "none") == NULL &&
           sluice_limit_of_reason(SLUICE_OK) == NULL;
}

static const char *fault_of_limits(void)
{
    const bool promised = memcmp(&sluice_limits_decode, &promised_to_decode,
                                 sizeof promised_to_decode) == 0 &&
                          memcmp(&sluice_limits_inspect, &promised_to_inspect,
                                 sizeof promised_to_inspect) == 0;
    return !promised      ? "the default limits are not those that are promised"
           : !are_named() ? "a limit is not found by its name, or by its reason"
                          : NULL;
}

/* --- sources ------------------------------------------------------------------------------------ */

static int64_t no_read(void *context, uint8_t *buffer, size_t capacity)
{
    (void)context;
    memset(buffer, 0, capacity);
    return 0;
}

static bool is_refused(const struct sluice_source *source, const struct sluice_policy *policy,
                       enum sluice_reason reason)
{
    struct sluice_status status;
    struct sluice_document *document = NULL;
    struct sluice_graph *graph = NULL;
    memset(&status, 1, sizeof status);
    bool refused = sluice_inspect(source, NULL, &document, &status) == reason && document == NULL &&
                   status.reason == reason && status.at[0] != '\0' && status.consumed <= 4 &&
                   sluice_inspect(source, NULL, &document, NULL) == reason;
    if (policy != NULL) {
        refused = refused && sluice_decode(source, policy, NULL, &graph, &status) == reason &&
                  graph == NULL && sluice_decode(source, policy, NULL, &graph, NULL) == reason;
    }
    sluice_document_free(document);
    sluice_graph_free(graph);
    return refused;
}

/* As many bytes as can be numbered are not too many; the first four of them are no stream. */
static const char *fault_of_sources(const struct sluice_policy *policy)
{
    static const uint8_t bytes[] = {0xAC, 0xED, 0, 4};
    const struct sluice_source neither = {.length = sizeof bytes};
    const struct sluice_source both = {.bytes = bytes, .length = sizeof bytes, .read = no_read};
    const struct sluice_source long_one = {.bytes = bytes, .length = UINT32_MAX};
    const struct sluice_source longest = {.bytes = bytes, .length = UINT32_MAX - 1};
    return is_refused(&neither, policy, SLUICE_BAD_ARGUMENT) &&
                   is_refused(&both, policy, SLUICE_BAD_ARGUMENT) &&
                   is_refused(&long_one, policy, SLUICE_BAD_ARGUMENT) &&
                   is_refused(&longest, policy, SLUICE_BAD_VERSION)
               ? NULL
               : "what is no source is read, or what is one is not";
}

/* --- buffers ------------------------------------------------------------------------------------ */

/* What is appended piece by piece stands in a buffer as a whole; with the k-th allocation refused, what
 * was there before it. */
static bool appends(uint64_t refused)
{
    enum { PIECE = 3000, PIECES = 4 };
    static const uint8_t piece[PIECE] = {1, 2, 3, [PIECE - 1] = 4};
    struct sluice_counting_heap heap;
    const struct sluice_allocator allocator = sluice_counting_heap_allocator(&heap);
    struct sluice_buffer buffer = {.allocator = &allocator};
    const struct sluice_sink sink = sluice_sink_buffer(&buffer);
    sluice_counting_heap_begin(&heap, refused);
    bool good = true;
    size_t length = 0;
    for (int i = 0; i < PIECES; i++) {
        const bool took = sink.write(sink.context, piece, PIECE);
        length += took ? PIECE : 0;
        good = good && (took || heap.refused) && buffer.length == length;
    }
    for (size_t at = 0; good && at < length; at += PIECE) {
        good = memcmp(buffer.bytes + at, piece, PIECE) == 0;
    }
    sluice_buffer_free(&buffer);
    return good && heap.live == 0 && buffer.bytes == NULL && buffer.length == 0 &&
           buffer.capacity == 0 && (refused == 0) == !heap.refused;
}

/* --- groups --------------------------------------------------------------------------------------- */

/* Each group has a name by which it is found, and a text; nobody gets sets who asks for none. */
static bool groups_hold(void)
{
    struct sluice_model_set sets[SLUICE_GROUP_SETS_MAX];
    bool good = sluice_group_sets(0, sets) == 0 && sluice_group_by_name("none") == 0 &&
                sluice_group_by_name("all") == (uint32_t)SLUICE_GROUP_ALL;
    for (size_t i = 0; i < SLUICE_GROUP_COUNT && good; i++) {
        good = sluice_group_name(i) != NULL && sluice_group_text(i) != NULL &&
               sluice_group_by_name(sluice_group_name(i)) == UINT32_C(1) << i;
    }
    return good && sluice_group_name(SLUICE_GROUP_COUNT) == NULL &&
           sluice_group_text(SLUICE_GROUP_COUNT) == NULL && sluice_groups_are_closed();
}

const char *sluice_promises_fault(const struct sluice_policy *policy)
{
    const char *fault = fault_of_limits();
    fault = fault != NULL ? fault : fault_of_sources(policy);
    fault =
        fault != NULL || groups_hold()
            ? fault
            : "a group of classes is not what its name says, or lacks what its classes speak of";
    return fault != NULL || (appends(0) && appends(1) && appends(2))
               ? fault
               : "a buffer does not hold what was written to it";
}
