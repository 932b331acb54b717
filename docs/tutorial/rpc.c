#include "rpc.h"

#include <string.h>

#include <sluice/classes.h>
#include <sluice/custom_data.h>
#include <sluice/get_arg.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- the enum --------------------------------------------------------------------------------- */

static const char *const priorities[] = {"LOW", "NORMAL", "HIGH"};

/* Older clients know no priorities: the field is missing, and null stands for NORMAL. */
static enum rpc_priority priority_of(const struct sluice_get_arg *argument)
{
    struct sluice_value constant;
    if (sluice_get_value(argument, "priority", &constant) != SLUICE_GET_OK) {
        return RPC_NORMAL;
    }
    const struct sluice_bytes name = sluice_value_text(sluice_get_graph(argument), constant);
    for (size_t i = 0; i < COUNT(priorities); i++) {
        if (name.length == strlen(priorities[i]) &&
            memcmp(name.data, priorities[i], name.length) == 0) {
            return (enum rpc_priority)i;
        }
    }
    return RPC_NORMAL;
}

/* --- the superclass --------------------------------------------------------------------------- */

static const struct sluice_field_model message_fields[] = {
    {.name = "sequence", .signature = "J", .required = true}};

static bool check_message(const struct sluice_get_arg *argument, void *context)
{
    (void)context;
    return sluice_is_in_range(argument, "sequence", 1, INT64_MAX);
}

static bool construct_message(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct rpc_message *message = instance;
    (void)context;
    return sluice_get_integer(argument, "sequence", &message->sequence) == SLUICE_GET_OK;
}

/* --- the request: fields ---------------------------------------------------------------------- */

static const struct sluice_field_model request_fields[] = {
    {.name = "arguments", .signature = "Ljava/util/List;", .required = true},
    {.name = "headers", .signature = "Ljava/util/Map;", .required = true},
    {.name = "method", .signature = "Ljava/lang/String;", .required = true},
    {.name = "priority", .signature = "Lrpc/Priority;"},
    {.name = "token", .signature = "[B", .required = true}};

/* --- the request: custom data ----------------------------------------------------------------- */

static bool read_route(struct sluice_custom_data *data, void *state, void *context)
{
    struct rpc_route *route = state;
    (void)context;
    return sluice_custom_integer(data, 'I', &route->timeout) &&
           sluice_custom_utf(data, route->caller, sizeof route->caller, &route->caller_length);
}

/* --- the request: check ----------------------------------------------------------------------- */

enum { MOST_ARGUMENTS = 16, MOST_HEADERS = 32, LONGEST_METHOD = 64 };
enum { SHORTEST_TOKEN = 16, LONGEST_TOKEN = 64 };

static bool check_request(const struct sluice_get_arg *argument, void *context)
{
    static const char text[] = "java.lang.String";
    const struct rpc_route *route = sluice_get_state(argument);
    (void)context;
    return sluice_is_size_in(argument, "method", 1, LONGEST_METHOD) &&
           sluice_is_size_in(argument, "arguments", 0, MOST_ARGUMENTS) &&
           sluice_are_elements(argument, "arguments", text, false) &&
           sluice_is_size_in(argument, "headers", 0, MOST_HEADERS) &&
           sluice_are_keys(argument, "headers", text, false) &&
           sluice_are_values(argument, "headers", text, false) &&
           sluice_is_size_in(argument, "token", SHORTEST_TOKEN, LONGEST_TOKEN) &&
           route->timeout >= 0;
}

/* --- the request: constructor ----------------------------------------------------------------- */

static bool construct_request(const struct sluice_get_arg *argument, void *instance, void *context)
{
    struct rpc_request *request = instance;
    void *token;
    (void)context;
    if (sluice_copy_string(argument, "method", &request->method, NULL) != SLUICE_GET_OK ||
        sluice_copy_elements(argument, "arguments", &request->arguments,
                             &request->argument_count) != SLUICE_GET_OK ||
        sluice_copy_elements(argument, "headers", &request->headers, &request->header_words) !=
            SLUICE_GET_OK ||
        sluice_copy_primitives(argument, "token", 'B', &token, &request->token_length) !=
            SLUICE_GET_OK) {
        return false;
    }
    request->token = token;
    request->priority = priority_of(argument);
    memcpy(&request->route, sluice_get_state(argument), sizeof request->route);
    return true;
}

/* Tokens are secrets: our copy of it is wiped before its memory is given back. */
static void destroy_request(void *instance, void *context)
{
    struct rpc_request *request = instance;
    (void)context;
    memset(request->token, 0, request->token_length);
}

/* --- the policy ------------------------------------------------------------------------------- */

static const struct sluice_class_model models[] = {
    {.name = "rpc.Message",
     .construct = SLUICE_CONSTRUCT_ABSTRACT,
     .has_suid = true,
     .suid = 1,
     .fields = message_fields,
     .field_count = COUNT(message_fields),
     .check = check_message,
     .constructor = construct_message,
     .instance_size = sizeof(struct rpc_message)},
    {.name = "rpc.Request",
     .construct = SLUICE_CONSTRUCT_ATOMIC,
     .parent = "rpc.Message",
     .has_suid = true,
     .suid = 1,
     .form = SLUICE_FORM_BOTH,
     .fields = request_fields,
     .field_count = COUNT(request_fields),
     .read = read_route,
     .state_size = sizeof(struct rpc_route),
     .check = check_request,
     .constructor = construct_request,
     .destructor = destroy_request,
     .instance_size = sizeof(struct rpc_request)},
    {.name = "rpc.Priority",
     .construct = SLUICE_CONSTRUCT_ENUM,
     .constants = priorities,
     .constant_count = COUNT(priorities)},
};

enum sluice_reason rpc_policy(struct sluice_policy **out, struct sluice_policy_error *error)
{
    struct sluice_model_set sets[1 + SLUICE_GROUP_SETS_MAX] = {{models, COUNT(models)}};
    const size_t count = 1 + sluice_group_sets(SLUICE_GROUP_COLLECTIONS, sets + 1);
    return sluice_policy_create_from(sets, count, NULL, out, error);
}

/* --- use -------------------------------------------------------------------------------------- */

const struct rpc_request *rpc_request_of(const struct sluice_graph *graph,
                                         struct sluice_value value)
{
    return sluice_value_is(graph, value, "rpc.Request") ? sluice_value_instance(graph, value)
                                                        : NULL;
}

struct sluice_bytes rpc_header(const struct sluice_graph *graph, const struct rpc_request *request,
                               const char *name)
{
    for (size_t i = 0; i + 1 < request->header_words; i += 2) {
        const struct sluice_bytes key = sluice_value_text(graph, request->headers[i]);
        if (key.length == strlen(name) && memcmp(key.data, name, key.length) == 0) {
            return sluice_value_text(graph, request->headers[i + 1]);
        }
    }
    return (struct sluice_bytes){0};
}
