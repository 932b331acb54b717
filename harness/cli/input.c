#define _POSIX_C_SOURCE 200809L

#include "harness/cli/input.h"

#include "harness/cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_PIECE = 64 * 1024 };

bool sluice_input_open(struct sluice_input *input, const char *path, uint64_t maximum)
{
    struct stat status;
    bool standard = strcmp(path, "-") == 0;
    *input = (struct sluice_input){.name = standard ? "standard input" : path, .maximum = maximum};
    /* Not to wait for whoever may never write to a named pipe; what the shell opened is under way. */
    const bool opened = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    const int mode = O_RDONLY | O_CLOEXEC | (opened ? 0 : O_NONBLOCK);
    input->file = standard ? STDIN_FILENO : open(path, mode);
    if (input->file < 0 || fstat(input->file, &status) != 0) {
        (void)sluice_complain("%s cannot be read: %s", input->name, strerror(errno));
        sluice_input_close(input);
        return false;
    }
    if (S_ISDIR(status.st_mode)) {
        (void)sluice_complain("%s is a folder; name a file", input->name);
        sluice_input_close(input);
        return false;
    }
    if (S_ISFIFO(status.st_mode) && !standard && !opened) {
        (void)sluice_complain("%s is a named pipe; to read from it, give - and redirect it",
                              input->name);
        sluice_input_close(input);
        return false;
    }
    return true;
}

/* Reads once, at most up to one byte more than allowed. */
static int64_t read_piece(struct sluice_input *input, uint8_t *buffer, size_t capacity)
{
    uint64_t left = input->maximum - input->count + 1;
    size_t room = capacity < left ? capacity : (size_t)left;
    ssize_t got;
    do {
        got = read(input->file, buffer, room);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        input->error = errno;
        return -1;
    }
    if ((uint64_t)got == left) {
        input->too_long = true;
        return -1;
    }
    input->count += (uint64_t)got;
    return got;
}

static int64_t deliver(void *context, uint8_t *buffer, size_t capacity)
{
    struct sluice_input *input = context;
    return read_piece(input, buffer, capacity);
}

static size_t expected_size(const struct sluice_input *input)
{
    struct stat status;
    if (fstat(input->file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0 ||
        (uint64_t)status.st_size > input->maximum) {
        return FIRST_PIECE;
    }
    return (size_t)status.st_size + 1; /* one more, to see the end without growing */
}

static uint8_t *grow(uint8_t *bytes, size_t *capacity)
{
    size_t larger = *capacity + *capacity / 2 + FIRST_PIECE;
    uint8_t *grown = realloc(bytes, larger);
    if (grown != NULL) {
        *capacity = larger;
    }
    return grown;
}

bool sluice_input_read(struct sluice_input *input, struct sluice_bytes *out)
{
    size_t capacity = expected_size(input);
    size_t length = 0;
    input->bytes = malloc(capacity);
    while (input->bytes != NULL) {
        int64_t got = read_piece(input, input->bytes + length, capacity - length);
        if (got < 0) {
            sluice_input_complain(input);
            return false;
        }
        if (got == 0) {
            *out = (struct sluice_bytes){input->bytes, length};
            return true;
        }
        length += (size_t)got;
        if (length == capacity) {
            uint8_t *grown = grow(input->bytes, &capacity);
            if (grown == NULL) {
                break;
            }
            input->bytes = grown;
        }
    }
    (void)sluice_complain("%s: out of memory after %zu bytes", input->name, length);
    return false;
}

bool sluice_input_source(struct sluice_input *input, struct sluice_source *out)
{
    struct stat status;
    struct sluice_bytes bytes;
    if (fstat(input->file, &status) == 0 && !S_ISREG(status.st_mode)) {
        *out = sluice_source_callback(deliver, input, SLUICE_UNKNOWN_LENGTH);
        return true;
    }
    if (!sluice_input_read(input, &bytes)) {
        return false;
    }
    *out = sluice_source_memory(bytes.data, bytes.length);
    return true;
}

void sluice_input_complain(const struct sluice_input *input)
{
    if (input->too_long) {
        (void)sluice_complain("%s has more than %llu bytes, the most that is read%s", input->name,
                              (unsigned long long)input->maximum,
                              input->advice != NULL ? input->advice
                                                    : "; --max-input SIZE allows more");
    } else {
        (void)sluice_complain("%s cannot be read: %s", input->name,
                              strerror(input->error != 0 ? input->error : EIO));
    }
}

void sluice_input_close(struct sluice_input *input)
{
    if (input->file > STDIN_FILENO) {
        (void)close(input->file);
    }
    input->file = -1;
    free(input->bytes);
    input->bytes = NULL;
}
