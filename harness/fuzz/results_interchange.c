#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include "harness/fuzz/results.h"
#include "harness/interchange/frames.h"

#include <stdlib.h>
#include <string.h>

/* Writes what was read, as far as it was whole, and compares it with what was there. */
static bool is_written_the_same(struct sluice_bytes bytes, FILE *in, FILE *out,
                                struct sluice_finding *finding)
{
    struct sluice_frame frame = {0};
    enum sluice_frame_read read = SLUICE_FRAME_READ;
    long whole = 0;
    while ((read = sluice_frame_read(in, &frame)) == SLUICE_FRAME_READ) {
        if (frame.state > SLUICE_FRAME_NONE) {
            sluice_frame_free(&frame);
            return sluice_finding_note(finding, "harness", "a frame of a state that there is not");
        }
        if (!sluice_frame_write(out, frame.seed, frame.state, frame.bytes, frame.length)) {
            break;
        }
        whole = ftell(in);
    }
    sluice_frame_free(&frame);
    return read == SLUICE_FRAME_BROKEN || (size_t)whole == bytes.length ||
           sluice_finding_note(finding, "harness",
                               "the frames end at byte %ld of %zu, and nothing is said of it",
                               whole, bytes.length);
}

bool sluice_results_interchange(struct sluice_bytes bytes, struct sluice_finding *finding)
{
    char *written = NULL;
    size_t length = 0;
    bool good = true;
    if (bytes.length == 0) {
        return true;
    }
    FILE *in = fmemopen((void *)(uintptr_t)bytes.data, bytes.length, "rb");
    FILE *out = open_memstream(&written, &length);
    if (in != NULL && out != NULL) {
        good = is_written_the_same(bytes, in, out, finding);
    }
    if (in != NULL) {
        (void)fclose(in);
    }
    if (out != NULL && fclose(out) == 0 && good &&
        (length > bytes.length || memcmp(written, bytes.data, length) != 0)) {
        good = sluice_finding_note(finding, "identity",
                                   "the frames are written otherwise than they were read");
    }
    free(written);
    return good;
}
