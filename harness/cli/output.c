#define _XOPEN_SOURCE 700 /* realpath */

#include "harness/cli/output.h"

#include "harness/cli/command.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* Writes to `file`, opened for `path`, and closes it. */
static int write_to(FILE *file, const char *path, const void *data, size_t length)
{
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

static int write_file(const char *path, const void *data, size_t length)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return sluice_complain("%s cannot be written: %s", path, strerror(errno));
    }
    return write_to(file, path, data, length);
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

/* The mode of a new file at `path`: that of the file that is there, or what umask() leaves. */
static mode_t mode_for(const struct stat *there)
{
    if (there != NULL) {
        return there->st_mode & 07777;
    }
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

/* Writes a file beside `path` and gives it the name. */
static int replace_file(const char *path, const struct stat *there, const void *data, size_t length)
{
    char beside[PATH_MAX];
    int wanted = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (wanted < 0 || (size_t)wanted >= sizeof beside) {
        return sluice_complain("%s cannot be written: %s", path, strerror(ENAMETOOLONG));
    }
    int descriptor = mkstemp(beside);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;
    if (file == NULL) {
        int error = errno;
        if (descriptor >= 0) {
            (void)close(descriptor);
            (void)unlink(beside);
        }
        return sluice_complain("%s cannot be written: %s", path, strerror(error));
    }
    (void)fchmod(descriptor, mode_for(there));
    int status = write_to(file, path, data, length);
    if (status == SLUICE_EXIT_ACCEPTED && rename(beside, path) != 0) {
        status = sluice_complain("%s cannot be written: %s", path, strerror(errno));
    }
    if (status != SLUICE_EXIT_ACCEPTED) {
        (void)unlink(beside);
    }
    return status;
}

int sluice_output_replace(const char *path, const void *data, size_t length)
{
    struct stat there;
    if (strcmp(path, "-") == 0) {
        return sluice_output_binary(path, data, length);
    }
    if (stat(path, &there) != 0) {
        return replace_file(path, NULL, data, length);
    }
    if (!S_ISREG(there.st_mode)) {
        return write_file(path, data, length); /* a device or a pipe; a folder is refused */
    }
    /* What a link points to is replaced, not the link; and nothing that may not be written. */
    char *target = access(path, W_OK) == 0 ? realpath(path, NULL) : NULL;
    if (target == NULL) {
        return sluice_complain("%s cannot be written: %s", path, strerror(errno));
    }
    int status = replace_file(target, &there, data, length);
    free(target);
    return status;
}
