#define _POSIX_C_SOURCE 200809L

#include "harness/cli/output.h"

#include "harness/cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of the first write that failed. */
static int output_error;

static void note_error(void)
{
    if (output_error == 0) {
        output_error = errno != 0 ? errno : EIO;
    }
}

bool sluice_output_piece(void *context, const char *text, size_t length)
{
    (void)context;
    errno = 0;
    if (length > 0 && fwrite(text, 1, length, stdout) != length) {
        note_error();
        return false;
    }
    return true;
}

void sluice_output_text(const char *text)
{
    (void)sluice_output_piece(NULL, text, strlen(text));
}

int sluice_output_finish(void)
{
    errno = 0;
    if (fflush(stdout) != 0) {
        note_error();
    }
    if (output_error == 0) {
        return SLUICE_EXIT_ACCEPTED;
    }
    return sluice_complain("standard output cannot be written: %s", strerror(output_error));
}

static int write_file(const char *path, const void *data, size_t length)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return sluice_complain("%s cannot be written: %s", path, strerror(errno));
    }
    errno = 0;
    bool good = length == 0 || fwrite(data, 1, length, file) == length;
    int error = errno;
    if (fclose(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (!good) {
        return sluice_complain("%s cannot be written: %s", path, strerror(error));
    }
    return SLUICE_EXIT_ACCEPTED;
}

int sluice_output_binary(const char *path, const void *data, size_t length)
{
    if (path != NULL && strcmp(path, "-") != 0) {
        return write_file(path, data, length);
    }
    if (isatty(STDOUT_FILENO) != 0) {
        return sluice_complain("bytes are not written to a terminal: use -o FILE or a pipe");
    }
    (void)sluice_output_piece(NULL, data, length);
    return sluice_output_finish();
}
