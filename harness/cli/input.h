/* Streams that are read: files and standard input, within a bound. Private to the command line. */
#ifndef SLUICE_CLI_INPUT_H
#define SLUICE_CLI_INPUT_H

#include <sluice/source.h>

#define SLUICE_INPUT_DEFAULT (UINT64_C(1) << 30) /* bytes read at most */
#define SLUICE_INPUT_MAXIMUM (UINT64_C(4294967294))

/** An input. Zero-initialize; close with sluice_input_close(). */
struct sluice_input {
    const char *name;   /* for messages */
    int file;           /* -1: not open */
    uint64_t maximum;   /* bytes read at most */
    uint64_t count;     /* bytes read so far */
    uint8_t *bytes;     /* all of it, once it was read whole */
    bool too_long;      /* there was more than `maximum` */
    int error;          /* errno of a read that failed, or 0 */
    const char *advice; /* on inputs that are too long, set behind opening; NULL: --max-input */
};

/** Opens a file, "-" for standard input. False after a complaint (missing, a folder, a named pipe, no right). */
SLUICE_NODISCARD bool sluice_input_open(struct sluice_input *input, const char *path,
                                        uint64_t maximum);

/** Reads all of it. False after a complaint (too long, unreadable, out of memory). */
SLUICE_NODISCARD bool sluice_input_read(struct sluice_input *input, struct sluice_bytes *out);

/**
 * A source over the input: memory for a regular file, read as it goes for anything else, so that
 * what never ends is refused as soon as it is no stream. False after a complaint.
 */
SLUICE_NODISCARD bool sluice_input_source(struct sluice_input *input, struct sluice_source *out);

/** After a run failed on the source: complains about the reason. */
void sluice_input_complain(const struct sluice_input *input);

/** Closes the input and frees what it holds. */
void sluice_input_close(struct sluice_input *input);

#endif
