/* Makes any C parser of object streams a target for Sluice (harness/targets/CONTRACT.md):
 *
 *     #define SLUICE_ADAPTER_NAME "my-parser"
 *     #define SLUICE_ADAPTER_PARSE my_parse     // int my_parse(const uint8_t *bytes, size_t length)
 *     #include "sluice_adapter.h"               // gives main()
 *
 * my_parse returns SLUICE_ADAPTER_ACCEPTED for a well-formed stream, _UNSUPPORTED for one that it does not claim
 * to read, _LIMIT if a limit of its own was reached, anything else to refuse; before, it may call
 * sluice_adapter_error("EOFException") and sluice_adapter_offset(17). What it prints goes to standard error.
 *
 * With SLUICE_ADAPTER_FORK defined as 1 each stream is read in a child: sanitizers then tell of leaks case by
 * case. The program dies as the child dies. A main() of your own calls sluice_adapter_main(). */
#ifndef SLUICE_ADAPTER_H
#define SLUICE_ADAPTER_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined __STRICT_ANSI__ && !defined _POSIX_C_SOURCE && !defined _DEFAULT_SOURCE
#error "sluice_adapter.h is for POSIX: compile with -std=gnu17, or with -D_POSIX_C_SOURCE=200809L"
#endif
#ifndef SLUICE_ADAPTER_FORK
#define SLUICE_ADAPTER_FORK 0
#endif
#ifndef SLUICE_ADAPTER_VERSION
#define SLUICE_ADAPTER_VERSION "0"
#endif

enum { SLUICE_ADAPTER_ACCEPTED = 0, SLUICE_ADAPTER_UNSUPPORTED = 89, SLUICE_ADAPTER_LIMIT = 90 };

typedef int sluice_adapter_parse(const uint8_t *bytes, size_t length);

/* What is said of the stream that is being read; a child hands it to its parent as it is. */
static struct {
    char error[64];
    uint64_t offset; /* and 1; 0: not said */
    int result;
} sluice_adapter_said;

/* Frames go here; standard output itself is lent to the parser. */
static FILE *sluice_adapter_out;

/* The simple name of the Java exception that a user would know. */
static inline void sluice_adapter_error(const char *java_class)
{
    (void)snprintf(sluice_adapter_said.error, sizeof sluice_adapter_said.error, "%s", java_class);
}

/* Where in the stream it went wrong. */
static inline void sluice_adapter_offset(uint64_t offset)
{
    sluice_adapter_said.offset = offset + 1;
}

static uint32_t sluice_adapter_number(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void sluice_adapter_put(uint64_t number, int bytes)
{
    while (bytes-- > 0) {
        (void)putc((int)(number >> 8 * bytes & 0xFF), sluice_adapter_out);
    }
}

static void sluice_adapter_hello(const char *name, const char *version)
{
    char text[256];
    const int length = snprintf(text, sizeof text,
                                "{\"contract\":1,\"name\":\"%s\",\"version\":\"%s\","
                                "\"language\":\"c\",\"can\":[\"inspect\"]}",
                                name, version);
    sluice_adapter_put((uint64_t)length + 1, 4);
    (void)fprintf(sluice_adapter_out, "H%s", text);
    (void)fflush(sluice_adapter_out);
}

static void sluice_adapter_reply(uint32_t sequence, char verdict)
{
    const size_t error = verdict == 'R' || verdict == 'L' ? strlen(sluice_adapter_said.error) : 0;
    const int offset = verdict == 'R' && sluice_adapter_said.offset > 0;
    sluice_adapter_put(6 + (error > 0 ? 5 + error : 0) + (offset ? 5 + 8 : 0), 4);
    sluice_adapter_put('R', 1);
    sluice_adapter_put(sequence, 4);
    sluice_adapter_put((uint64_t)verdict, 1);
    if (error > 0) {
        sluice_adapter_put('e', 1);
        sluice_adapter_put(error, 4);
        (void)fwrite(sluice_adapter_said.error, 1, error, sluice_adapter_out);
    }
    if (offset) {
        sluice_adapter_put('o', 1);
        sluice_adapter_put(8, 4);
        sluice_adapter_put(sluice_adapter_said.offset - 1, 8);
    }
}

/* Reads a stream in a child, whose ordinary end tells of leaks. Ends as the child ends, if it dies. */
static void sluice_adapter_fork(sluice_adapter_parse *parse, const uint8_t *bytes, size_t length)
{
    int line[2];
    int status = 0;
    (void)fflush(NULL);
    const pid_t child = pipe(line) == 0 ? fork() : -1;
    if (child == 0) {
        sluice_adapter_said.result = parse(bytes, length);
        exit(write(line[1], &sluice_adapter_said, sizeof sluice_adapter_said) < 0 ? 71 : 0);
    }
    const int closed = child < 0 ? -1 : close(line[1]);
    const ssize_t got = closed < 0
                            ? -1
                            : read(line[0], &sluice_adapter_said, sizeof sluice_adapter_said);
    (void)close(line[0]);
    while (child > 0 && waitpid(child, &status, 0) < 0) {
    }
    if (WIFSIGNALED(status)) {
        (void)signal(WTERMSIG(status), SIG_DFL);
        (void)raise(WTERMSIG(status));
    }
    if (status != 0 || got != (ssize_t)sizeof sluice_adapter_said) {
        _Exit(status != 0 ? WEXITSTATUS(status) : 70);
    }
}

static char sluice_adapter_verdict(sluice_adapter_parse *parse, const uint8_t *bytes, size_t length)
{
    memset(&sluice_adapter_said, 0, sizeof sluice_adapter_said);
    if (SLUICE_ADAPTER_FORK) {
        sluice_adapter_fork(parse, bytes, length);
    } else {
        sluice_adapter_said.result = parse(bytes, length);
    }
    const int result = sluice_adapter_said.result;
    return result == SLUICE_ADAPTER_ACCEPTED      ? 'A'
           : result == SLUICE_ADAPTER_UNSUPPORTED ? 'U'
           : result == SLUICE_ADAPTER_LIMIT       ? 'L'
                                                  : 'R';
}

/* A case: sequence, setting, mode, stream. The stream gets memory of its own size, so that a sanitizer sees
 * who reads behind its end. */
static int sluice_adapter_case(sluice_adapter_parse *parse, const uint8_t *body, size_t length)
{
    const size_t head = length < 9 ? length + 1 : 9 + (size_t)body[8];
    if (head > length) {
        return 0;
    }
    const size_t size = length - head;
    uint8_t *stream = malloc(size > 0 ? size : 1);
    const int known = sluice_adapter_number(body + 4) == 0 && body[8] == 7 &&
                      memcmp(body + 9, "inspect", 7) == 0;
    if (stream == NULL) {
        return 0;
    }
    memcpy(stream, body + head, size);
    const char verdict = known ? sluice_adapter_verdict(parse, stream, size) : 'U';
    free(stream);
    sluice_adapter_reply(sluice_adapter_number(body), verdict);
    return 1;
}

/* Answers cases until there are no more. Returns the exit status. */
static int sluice_adapter_main(const char *name, const char *version, sluice_adapter_parse *parse)
{
    uint8_t head[4];
    const int own = dup(STDOUT_FILENO);
    sluice_adapter_out = own >= 0 ? fdopen(own, "wb") : NULL;
    int good = sluice_adapter_out != NULL && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;
    if (!good) {
        return 2;
    }
    sluice_adapter_hello(name, version);
    while (good && fread(head, 1, sizeof head, stdin) == sizeof head) {
        const uint32_t length = sluice_adapter_number(head);
        uint8_t *frame = length > 0 && length <= 256U << 20 ? malloc(length) : NULL;
        good = frame != NULL && fread(frame, 1, length, stdin) == length;
        if (good && frame[0] == 'C') {
            good = sluice_adapter_case(parse, frame + 1, length - 1);
        } else if (good && frame[0] == 'E') {
            good = fflush(sluice_adapter_out) == 0;
        }
        free(frame);
    }
    return good && fflush(sluice_adapter_out) == 0 ? 0 : 2;
}

#ifdef SLUICE_ADAPTER_PARSE
int main(void)
{
    return sluice_adapter_main(SLUICE_ADAPTER_NAME, SLUICE_ADAPTER_VERSION, SLUICE_ADAPTER_PARSE);
}
#endif

#endif
