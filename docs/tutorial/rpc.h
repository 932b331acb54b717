/* The messages of a small remote procedure call, as a C program receives them from Java clients.
 * docs/TUTORIAL.md builds this file step by step. */
#ifndef RPC_H
#define RPC_H

#include <sluice/graph.h>

/* rpc.Priority */
enum rpc_priority { RPC_LOW, RPC_NORMAL, RPC_HIGH };

/* rpc.Message, the superclass of all messages */
struct rpc_message {
    int64_t sequence;
};

/* What rpc.Request writes behind its fields. */
struct rpc_route {
    int64_t timeout; /* milliseconds */
    size_t caller_length;
    char caller[40];
};

/* rpc.Request */
struct rpc_request {
    struct rpc_message message; /* the superclass's part comes first */
    char *method;
    struct sluice_value *arguments; /* strings */
    size_t argument_count;
    struct sluice_value *headers; /* names and values in turn, all strings */
    size_t header_words;          /* twice as many as headers */
    uint8_t *token;
    size_t token_length;
    enum rpc_priority priority;
    struct rpc_route route;
};

/* The policy of a server: these messages, and what they consist of. */
enum sluice_reason rpc_policy(struct sluice_policy **out, struct sluice_policy_error *error);

/* The request behind a value, or NULL if it is none. */
const struct rpc_request *rpc_request_of(const struct sluice_graph *graph,
                                         struct sluice_value value);

/* The value of a header; empty if there is none of that name. */
struct sluice_bytes rpc_header(const struct sluice_graph *graph, const struct rpc_request *request,
                               const char *name);

#endif
