/* What the server makes of good requests, and what hostile ones get. docs/TUTORIAL.md explains it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <sluice/build.h>
#include <sluice/classes.h>
#include <sluice/write.h>

#include "rpc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sluice_policy *server;

/* --- making messages -------------------------------------------------------------------------- */

static struct sluice_value text(struct sluice_builder *builder, const char *string)
{
    struct sluice_value value;
    sluice_build_string(builder, string, strlen(string), &value);
    return value;
}

static struct sluice_value list(struct sluice_builder *builder, const struct sluice_value *items,
                                uint32_t count)
{
    struct sluice_value value;
    sluice_build_begin(builder, "java.util.ArrayList");
    sluice_build_integer(builder, "size", count);
    sluice_build_integer(builder, "capacity", count);
    sluice_build_items(builder, "elements", items, count);
    sluice_build_end(builder, &value);
    return value;
}

static struct sluice_value map(struct sluice_builder *builder, const struct sluice_value *items,
                               uint32_t count)
{
    struct sluice_value value;
    sluice_build_begin(builder, "java.util.HashMap");
    sluice_build_floating(builder, "loadFactor", 0.75);
    sluice_build_integer(builder, "buckets", 16);
    sluice_build_items(builder, "entries", items, count);
    sluice_build_end(builder, &value);
    return value;
}

/* What Request.writeObject writes behind the fields: an int and writeUTF("alice"). */
static const uint8_t good_route[] = {0, 0, 0x03, 0xE8, 0, 5, 'a', 'l', 'i', 'c', 'e'};

/* The values of a request; those that are null are left out. */
struct parts {
    int64_t sequence;
    struct sluice_value arguments;
    struct sluice_value headers;
    struct sluice_value method;
    struct sluice_value priority;
    struct sluice_value token;
    size_t route_length; /* bytes of good_route */
};

static struct sluice_value request(struct sluice_builder *builder, const struct parts *parts)
{
    const struct {
        const char *field;
        struct sluice_value value;
    } fields[] = {{"arguments", parts->arguments},
                  {"headers", parts->headers},
                  {"method", parts->method},
                  {"priority", parts->priority},
                  {"token", parts->token}};
    struct sluice_value value;
    sluice_build_begin(builder, "rpc.Request");
    sluice_build_integer(builder, "sequence", parts->sequence);
    for (size_t i = 0; i < COUNT(fields); i++) {
        if (fields[i].value.id != 0) {
            sluice_build_value(builder, fields[i].field, fields[i].value);
        }
    }
    sluice_build_custom_bytes(builder, "rpc.Request", good_route, parts->route_length);
    sluice_build_end(builder, &value);
    return value;
}

/* A request that is all right: resize("image", "2x") with one header. */
static struct parts good_parts(struct sluice_builder *builder)
{
    static const uint8_t secret[16] = "0123456789abcde";
    const struct sluice_value arguments[] = {text(builder, "image"), text(builder, "2x")};
    const struct sluice_value headers[] = {text(builder, "lang"), text(builder, "de")};
    struct parts parts = {.sequence = 7,
                          .arguments = list(builder, arguments, 2),
                          .headers = map(builder, headers, 2),
                          .method = text(builder, "resize"),
                          .route_length = sizeof good_route};
    sluice_build_enum(builder, "rpc.Priority", "HIGH", &parts.priority);
    sluice_build_primitives(builder, 'B', secret, sizeof secret, &parts.token);
    return parts;
}

/* Ends the builder and writes what it built. */
static struct sluice_buffer send(struct sluice_builder *builder)
{
    struct sluice_buffer buffer = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&buffer);
    struct sluice_graph *graph;
    struct sluice_status status;
    if (sluice_builder_finish(builder, &graph, &status) != SLUICE_OK ||
        sluice_write_graph(graph, &sink, NULL, &status) != SLUICE_OK) {
        fail_msg("%s: %s", sluice_reason_name(status.reason), status.class_name);
    }
    sluice_graph_free(graph);
    return buffer;
}

static struct sluice_builder *builder_of(const struct sluice_policy *policy)
{
    struct sluice_builder *builder;
    assert_int_equal(sluice_builder_create(policy, NULL, &builder), SLUICE_OK);
    return builder;
}

/* --- receiving them --------------------------------------------------------------------------- */

static enum sluice_reason receive(const struct sluice_buffer *message, struct sluice_graph **graph,
                                  struct sluice_status *status)
{
    const struct sluice_limits limits = {.stream_bytes = 4096, .objects = 200, .heap = 100000};
    const struct sluice_options options = {.limits = &limits};
    const struct sluice_source source = sluice_source_memory(message->bytes, message->length);
    return sluice_decode(&source, server, &options, graph, status);
}

static void test_good_request(void **state)
{
    (void)state;
    struct sluice_builder *builder = builder_of(server);
    const struct parts parts = good_parts(builder);
    sluice_build_add(builder, request(builder, &parts));
    struct sluice_buffer message = send(builder);
    struct sluice_graph *graph;
    struct sluice_status status;
    assert_int_equal(receive(&message, &graph, &status), SLUICE_OK);

    const struct rpc_request *got = rpc_request_of(graph, sluice_graph_root(graph));
    assert_int_equal(got->message.sequence, 7);
    assert_string_equal(got->method, "resize");
    assert_int_equal(got->argument_count, 2);
    assert_memory_equal(sluice_value_text(graph, got->arguments[1]).data, "2x", 2);
    assert_memory_equal(rpc_header(graph, got, "lang").data, "de", 2);
    assert_int_equal(rpc_header(graph, got, "color").length, 0);
    assert_int_equal(got->token_length, 16);
    assert_int_equal(got->priority, RPC_HIGH);
    assert_int_equal(got->route.timeout, 1000);
    assert_memory_equal(got->route.caller, "alice", got->route.caller_length);
    sluice_graph_free(graph);
    sluice_buffer_free(&message);
}

static void test_default_priority(void **state)
{
    (void)state;
    struct sluice_builder *builder = builder_of(server);
    struct parts parts = good_parts(builder);
    parts.priority = (struct sluice_value){0};
    sluice_build_add(builder, request(builder, &parts));
    struct sluice_buffer message = send(builder);
    struct sluice_graph *graph;
    struct sluice_status status;
    assert_int_equal(receive(&message, &graph, &status), SLUICE_OK);
    assert_int_equal(rpc_request_of(graph, sluice_graph_root(graph))->priority, RPC_NORMAL);
    sluice_graph_free(graph);
    sluice_buffer_free(&message);
}

/* The builder runs the checks of its policy: a mistake of ours is found before it is sent. */
static void test_own_mistake(void **state)
{
    (void)state;
    struct sluice_builder *builder = builder_of(server);
    struct parts parts = good_parts(builder);
    parts.sequence = 0;
    sluice_build_add(builder, request(builder, &parts));
    struct sluice_graph *graph;
    struct sluice_status status;
    assert_int_equal(sluice_builder_finish(builder, &graph, &status), SLUICE_CHECK_FAILED);
    assert_string_equal(status.class_name, "rpc.Message");
}

/* --- attacks ---------------------------------------------------------------------------------- */

/* An attacker writes what he likes: the same classes, with fields of any type and no checks. */
static const struct sluice_field_model any_message[] = {{.name = "sequence", .signature = "J"}};
static const struct sluice_field_model any_request[] = {
    {.name = "arguments", .signature = "Ljava/lang/Object;", .shared = true},
    {.name = "headers", .signature = "Ljava/lang/Object;"},
    {.name = "priority", .signature = "Ljava/lang/Object;"},
    {.name = "token", .signature = "Ljava/lang/Object;"},
    {.name = "method", .signature = "Ljava/lang/Object;"}};
static const char *const any_priority[] = {"HIGH", "EXTREME"};

static bool read_anything(struct sluice_custom_data *data, void *state, void *context)
{
    (void)data;
    (void)state;
    (void)context;
    return true;
}

/* The first `fields` fields of any_request. */
static struct sluice_policy *attacker(size_t fields)
{
    static struct sluice_class_model models[] = {
        {.name = "rpc.Message",
         .construct = SLUICE_CONSTRUCT_ABSTRACT,
         .has_suid = true,
         .suid = 1,
         .fields = any_message,
         .field_count = COUNT(any_message)},
        {.name = "rpc.Request",
         .construct = SLUICE_CONSTRUCT_PERMITTED,
         .parent = "rpc.Message",
         .has_suid = true,
         .suid = 1,
         .form = SLUICE_FORM_BOTH,
         .fields = any_request,
         .read = read_anything},
        {.name = "rpc.Priority",
         .construct = SLUICE_CONSTRUCT_ENUM,
         .constants = any_priority,
         .constant_count = COUNT(any_priority)},
        {.name = "evil.Gadget", .construct = SLUICE_CONSTRUCT_STATELESS, .has_suid = true},
    };
    models[1].field_count = fields;
    struct sluice_model_set sets[1 + SLUICE_GROUP_SETS_MAX] = {{models, COUNT(models)}};
    const size_t count = 1 + sluice_group_sets(SLUICE_GROUP_COLLECTIONS, sets + 1);
    struct sluice_policy *policy;
    assert_int_equal(sluice_policy_create_from(sets, count, NULL, &policy, NULL), SLUICE_OK);
    return policy;
}

static void expect_refusal(struct sluice_buffer *message, const char *reason, const char *path)
{
    struct sluice_graph *graph;
    struct sluice_status status;
    (void)!receive(message, &graph, &status);
    assert_string_equal(sluice_reason_name(status.reason), reason);
    if (path != NULL) {
        assert_string_equal(status.path, path);
    }
    assert_null(graph);
    sluice_buffer_free(message);
}

/* Sends a request whose field `field` holds what `hostile` makes, and expects this refusal. */
static void expect_refused(struct sluice_value (*hostile)(struct sluice_builder *, struct parts *),
                           const char *reason, const char *path)
{
    struct sluice_policy *policy = attacker(COUNT(any_request));
    struct sluice_builder *builder = builder_of(policy);
    struct parts parts = good_parts(builder);
    sluice_build_add(builder, hostile(builder, &parts));
    struct sluice_buffer message = send(builder);
    expect_refusal(&message, reason, path);
    sluice_policy_free(policy);
}

static struct sluice_value wrong_element(struct sluice_builder *builder, struct parts *parts)
{
    const struct sluice_value items[] = {text(builder, "image"), parts->priority};
    parts->arguments = list(builder, items, 2);
    return request(builder, parts);
}

static struct sluice_value wrong_header(struct sluice_builder *builder, struct parts *parts)
{
    const struct sluice_value items[] = {text(builder, "lang"), parts->headers};
    parts->headers = map(builder, items, 2);
    return request(builder, parts);
}

static struct sluice_value wrong_field(struct sluice_builder *builder, struct parts *parts)
{
    parts->headers = text(builder, "lang=de");
    return request(builder, parts);
}

static struct sluice_value null_field(struct sluice_builder *builder, struct parts *parts)
{
    parts->method = (struct sluice_value){0};
    return request(builder, parts);
}

static struct sluice_value new_constant(struct sluice_builder *builder, struct parts *parts)
{
    sluice_build_enum(builder, "rpc.Priority", "EXTREME", &parts->priority);
    return request(builder, parts);
}

static struct sluice_value gadget(struct sluice_builder *builder, struct parts *parts)
{
    struct sluice_value evil;
    sluice_build_begin(builder, "evil.Gadget");
    sluice_build_end(builder, &evil);
    parts->arguments = list(builder, &evil, 1);
    return request(builder, parts);
}

static struct sluice_value cut_route(struct sluice_builder *builder, struct parts *parts)
{
    parts->route_length = 9;
    return request(builder, parts);
}

static void test_wrong_values(void **state)
{
    (void)state;
    expect_refused(wrong_element, "check-failed", "root");
    expect_refused(wrong_header, "check-failed", "root");
    expect_refused(wrong_field, "value-type", "root.headers");
    expect_refused(null_field, "check-failed", "root");
    expect_refused(new_constant, "unknown-constant", "root.priority");
    expect_refused(gadget, "class-not-in-policy", "root.arguments.custom[1]");
    expect_refused(cut_route, "optional-data", "root");
}

/* A field that the class requires is not even in the descriptor. */
static void test_missing_field(void **state)
{
    (void)state;
    struct sluice_policy *policy = attacker(COUNT(any_request) - 1);
    struct sluice_builder *builder = builder_of(policy);
    struct parts parts = good_parts(builder);
    parts.method = (struct sluice_value){0};
    sluice_build_add(builder, request(builder, &parts));
    struct sluice_buffer message = send(builder);
    expect_refusal(&message, "field-missing", "root.method");
    sluice_policy_free(policy);
}

/* Two requests with one list, to which the sender keeps a reference besides: each request has a copy
 * that nobody else can reach. */
static void test_shared_list(void **state)
{
    (void)state;
    struct sluice_policy *policy = attacker(COUNT(any_request));
    struct sluice_builder *builder = builder_of(policy);
    const struct parts parts = good_parts(builder);
    sluice_build_add(builder, request(builder, &parts));
    sluice_build_add(builder, request(builder, &parts));
    sluice_build_add(builder, parts.arguments);
    struct sluice_buffer message = send(builder);
    struct sluice_graph *graph;
    struct sluice_status status;
    assert_int_equal(receive(&message, &graph, &status), SLUICE_OK);
    const struct rpc_request *first = rpc_request_of(graph, sluice_graph_at(graph, 0));
    const struct rpc_request *second = rpc_request_of(graph, sluice_graph_at(graph, 1));
    assert_ptr_not_equal(first->arguments, second->arguments);
    assert_ptr_not_equal(first->token, second->token);
    struct sluice_value kept;
    assert_int_equal(sluice_value_field(graph, sluice_graph_at(graph, 0), "arguments", &kept),
                     SLUICE_GET_OK);
    assert_false(sluice_value_same(kept, sluice_graph_at(graph, 2)));
    sluice_graph_free(graph);
    sluice_buffer_free(&message);
    sluice_policy_free(policy);
}

/* --- attacks on the bytes --------------------------------------------------------------------- */

/* Puts `bytes` in the place of the string "HERE". */
static void patch(struct sluice_buffer *message, const uint8_t *bytes, size_t length)
{
    static const uint8_t here[] = {0x74, 0, 4, 'H', 'E', 'R', 'E'};
    size_t at = 0;
    while (memcmp(message->bytes + at, here, sizeof here) != 0) {
        at++;
    }
    const size_t rest = message->length - at - sizeof here;
    struct sluice_buffer patched = {.length = at + length + rest,
                                    .capacity = at + length + rest,
                                    .bytes = malloc(at + length + rest)};
    assert_non_null(patched.bytes);
    memcpy(patched.bytes, message->bytes, at);
    memcpy(patched.bytes + at, bytes, length);
    memcpy(patched.bytes + at + length, message->bytes + at + sizeof here, rest);
    sluice_buffer_free(message);
    *message = patched;
}

/* A request whose token is `bytes`, whatever that is. */
static void expect_patch_refused(const uint8_t *bytes, size_t length, const char *reason,
                                 const char *path)
{
    struct sluice_policy *policy = attacker(COUNT(any_request));
    struct sluice_builder *builder = builder_of(policy);
    struct parts parts = good_parts(builder);
    parts.token = text(builder, "HERE");
    sluice_build_add(builder, request(builder, &parts));
    struct sluice_buffer message = send(builder);
    patch(&message, bytes, length);
    expect_refusal(&message, reason, path);
    sluice_policy_free(policy);
}

/* TC_ARRAY of byte[] with 2^31-1 elements, of which none comes. */
static const uint8_t huge_array[] = {0x75, 0x72, 0,    2,    '[',  'B',  0xAC, 0xF3,
                                     0x17, 0xF8, 0x06, 0x08, 0x54, 0xE0, 2,    0,
                                     0,    0x78, 0x70, 0x7F, 0xFF, 0xFF, 0xFF};
/* TC_REFERENCE to the request itself, of which nothing exists yet. */
static const uint8_t self_reference[] = {0x71, 0, 0x7E, 0, 3};

static void test_patched_bytes(void **state)
{
    (void)state;
    expect_patch_refused(huge_array, sizeof huge_array, "claim-exceeds-input", "root.token");
    expect_patch_refused(self_reference, sizeof self_reference, "reference-under-construction",
                         "root.token");
}

/* Many good requests: a stream ends where the limits say. */
static void test_too_many(void **state)
{
    (void)state;
    struct sluice_builder *builder = builder_of(server);
    const struct parts parts = good_parts(builder);
    for (unsigned i = 0; i < 100; i++) {
        sluice_build_add(builder, request(builder, &parts));
    }
    struct sluice_buffer message = send(builder);
    expect_refusal(&message, "limit-stream-bytes", NULL);
}

/* --- the program ------------------------------------------------------------------------------ */

static int make_server(void **state)
{
    struct sluice_policy_error error;
    (void)state;
    if (rpc_policy(&server, &error) != SLUICE_OK) {
        fail_msg("%s", error.message);
    }
    return 0;
}

static int free_server(void **state)
{
    (void)state;
    sluice_policy_free(server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_request),  cmocka_unit_test(test_default_priority),
        cmocka_unit_test(test_own_mistake),   cmocka_unit_test(test_wrong_values),
        cmocka_unit_test(test_missing_field), cmocka_unit_test(test_shared_list),
        cmocka_unit_test(test_patched_bytes), cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, make_server, free_server);
}
