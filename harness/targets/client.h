/* The runner's end of tier 1 (CONTRACT.md): sends cases to a program and receives one result for each,
 * in their order, whatever the program does.
 *
 * Any number of cases may be sent before a result is asked for. If the program dies, hangs or breaks the contract,
 * it is ended with its process group, and what has no result yet is sent again to a fresh one, case by
 * case, until it is known which of them it was: none is blamed for another. The program is started
 * when it is first needed. Private to the harness. */
#ifndef SLUICE_TARGETS_CLIENT_H
#define SLUICE_TARGETS_CLIENT_H

#include "harness/targets/hello.h"

/** How to talk to a program. What it points to must outlive the client. */
struct sluice_client_settings {
    const char *const *command; /* ended by NULL */
    unsigned deadline;          /* milliseconds for one case */
    unsigned start_deadline;    /* milliseconds until the hello */
    bool once; /* what was sent with others is not asked again alone when one of them went wrong */
};

/** A case to be sent; copied. */
struct sluice_client_case {
    const char *mode;            /* at most 255 bytes */
    struct sluice_bytes setting; /* JSON; empty: none */
    struct sluice_bytes stream;
};

/** How a case ended. */
enum sluice_client_end {
    SLUICE_CLIENT_ANSWERED,
    SLUICE_CLIENT_SIGNALED, /* the program was killed by `signal` */
    SLUICE_CLIENT_HUNG,     /* no answer before the deadline */
    SLUICE_CLIENT_REPORTED, /* a sanitizer has reported */
    SLUICE_CLIENT_BROKE,    /* the contract is broken: another sequence, no frame, no verdict ... */
    SLUICE_CLIENT_NOT_STARTED, /* there is no such program, or it says no hello */
    SLUICE_CLIENT_NO_MEMORY
};

/** The result of a case. What it points to is valid until the next call. */
struct sluice_client_result {
    enum sluice_client_end end;
    int signal;
    const char *why;           /* one sentence; "" when answered */
    const char *report;        /* of a sanitizer; NULL: none */
    const char *said;          /* the last of what it wrote to standard error, when it has ended */
    struct sluice_bytes reply; /* verdict and fields; answered only */
    /* How the program had ended after it had answered the case before, as if that were this case's own
       end; ANSWERED: it had not. */
    enum sluice_client_end before;
    int before_signal;
    const char *before_said; /* the last of its standard error; NULL: it had not ended */
};

struct sluice_client;

/** A client; NULL without memory. Starts nothing. */
struct sluice_client *sluice_client_open(const struct sluice_client_settings *settings);

/** What the program says of itself, which is started for it if need be. NULL, with the reason in `why`. */
const struct sluice_hello *sluice_client_hello(struct sluice_client *client,
                                               struct sluice_text *why);

/** Hands over a case behind all others. False without memory. */
SLUICE_NODISCARD bool sluice_client_send(struct sluice_client *client,
                                         const struct sluice_client_case *item);

/** Sends a frame of any kind before the next case. For who tests programs. */
SLUICE_NODISCARD bool sluice_client_send_frame(struct sluice_client *client, char kind,
                                               struct sluice_bytes body);

/** How many cases have no result yet. */
size_t sluice_client_outstanding(const struct sluice_client *client);

/** The result of the first case without one; waits for it. False if there is none. */
SLUICE_NODISCARD bool sluice_client_receive(struct sluice_client *client,
                                            struct sluice_client_result *out);

/** Ends the program at once, since it has broken the contract in a way that the client cannot know. The next case
 * gets a fresh one. */
void sluice_client_restart(struct sluice_client *client);

/** Ends the input of the program, if it runs, and waits for it until the deadline: it must end with 0. False, with
 * the reason in `why`. */
SLUICE_NODISCARD bool sluice_client_finish(struct sluice_client *client, struct sluice_text *why);

/** Ends the program and frees the client; NULL is allowed. */
void sluice_client_free(struct sluice_client *client);

#endif
