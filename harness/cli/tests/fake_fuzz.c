/* A program that plays the replay program of a fuzz target: what it finds stands in the input.
 *
 * The target's name is what stands behind "fuzz-" in its own. An input shows something when it holds one of
 * these words: BREAK-RULE-n (rule IN-n is broken, where n is a digit), CRASH, ABORT, HANG, EAT (memory),
 * LEAVE (an exit that means nothing), CANNOT (it cannot be judged), REPORT (a sanitizer's), FUZZER
 * (libFuzzer's report of a time-out). An input with
 * settings shows it only under limit `depth` and policy 3, if it says NEEDS; COUNT is something that is
 * said of how often the letter x stands in it. LAZY shows only with --thorough. */
#define _POSIX_C_SOURCE 200809L

#include "harness/fuzz/input.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 1 << 20, DEPTH = 6, POLICY = 3 };

static char text[SIZE + 1];
static size_t length;

static const char *name_of(const char *program)
{
    const char *found = strstr(program, "fuzz-");
    while (found != NULL && strstr(found + 1, "fuzz-") != NULL) {
        found = strstr(found + 1, "fuzz-");
    }
    return found != NULL ? found + 5 : "fake";
}

/* Streams hold zeros. */
static const char *find(const char *word)
{
    const size_t size = strlen(word);
    for (size_t at = 0; at + size <= length; at++) {
        if (memcmp(text + at, word, size) == 0) {
            return text + at;
        }
    }
    return NULL;
}

static bool needs_are_met(void)
{
    const struct sluice_fuzz_input input = sluice_fuzz_input_read(
        (struct sluice_bytes){(const uint8_t *)text, length});
    return find("NEEDS") == NULL ||
           (input.settings.limits[DEPTH] == 5 && input.settings.policy == POLICY);
}

static int tell(const char *target, const char *rule, const char *sentence, const char *path)
{
    (void)fprintf(stderr, "SLUICE-FINDING target=%s rule=%s: %s: %s\n", target, rule, sentence,
                  path);
    return 1;
}

/* As a plain program does, also where a sanitizer listens. */
static void die(void)
{
    (void)signal(SIGSEGV, SIG_DFL);
    (void)signal(SIGABRT, SIG_DFL);
    if (find("CRASH") != NULL) {
        (void)raise(SIGSEGV);
    }
    if (find("ABORT") != NULL) {
        (void)fprintf(stderr, "fake: /home/x.c:\tassertion 12 failed\n");
        abort();
    }
    while (find("HANG") != NULL) {
        (void)pause();
    }
    for (size_t count = 0; find("EAT") != NULL && count < 64; count++) {
        static char *eaten[64];
        eaten[count] = malloc(SIZE);
        if (eaten[count] != NULL) {
            memset(eaten[count], 1, SIZE);
        }
        const struct timespec moment = {.tv_nsec = 20000000};
        (void)nanosleep(&moment, NULL);
    }
}

static int report(void)
{
    if (find("REPORT") != NULL) {
        (void)fprintf(
            stderr,
            "==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000%zu\n"
            "READ of size 4 at 0x602000000 thread T0\n"
            "    #0 0x4a in memcpy (/lib/libasan.so+0x12)\n"
            "    #1 0x4b in take /somewhere/decoder/stream/reader.c:%zu:7\n"
            "    #2 0x4c in sluice_read /somewhere/decoder/stream/reader.c:80\n"
            "    #3 0x4d in sluice_decode /somewhere/decoder/stream/decode.c:12\n"
            "    #4 0x4e in run /somewhere/harness/fuzz/targets/decode.c:12\n\n"
            "0x602 is located 0 bytes after\n"
            "    #0 0x5 in other /somewhere/decoder/stream/other.c:1\n",
            length, length);
        return 1;
    }
    if (find("FUZZER") != NULL) {
        (void)fprintf(stderr, "ALARM: working on the last Unit for 11 seconds\n"
                              "==9== ERROR: libFuzzer: timeout after 11 seconds\n"
                              "    #1 0x4b in spin /somewhere/decoder/stream/engine.c:9\n");
        return 70;
    }
    return 0;
}

static int run(const char *target, const char *path, bool thorough)
{
    char sentence[128];
    char rule[8];
    const char *word = find("BREAK-RULE-");
    if (!needs_are_met()) {
        return 0;
    }
    die();
    if (find("LEAVE") != NULL) {
        return 42;
    }
    if (find("CANNOT") != NULL) {
        (void)fprintf(stderr, "fuzz-%s: this cannot be judged\n", target);
        return 2;
    }
    if (find("COUNT") != NULL) {
        size_t count = 0;
        for (size_t i = 0; i < length; i++) {
            count += text[i] == 'x' ? 1 : 0;
        }
        (void)snprintf(sentence, sizeof sentence, "handle %zu of %s \"%zu\" is late", count,
                       count % 2 == 1 ? "a.b.C" : "Name", count);
        return tell(target, "IN-1", sentence, path);
    }
    if (word != NULL && word + 11 < text + length) {
        (void)snprintf(rule, sizeof rule, "IN-%c", word[11]);
        return tell(target, rule, find("NEEDS") != NULL ? "it is broken now" : "it is broken",
                    path);
    }
    if (thorough && find("LAZY") != NULL) {
        return tell(target, "IN-2", "it takes all cuts", path);
    }
    return report();
}

int main(int count, char **words)
{
    const bool thorough = count > 1 && strcmp(words[1], "--thorough") == 0;
    const char *path = words[count - 1];
    FILE *file = count > 1 ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        (void)fprintf(stderr, "fake: no file is named\n");
        return 2;
    }
    length = fread(text, 1, SIZE, file);
    (void)fclose(file);
    return run(name_of(words[0]), path, thorough);
}
