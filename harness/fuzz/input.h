/* What a fuzzer's input is: settings and a stream.
 *
 * Any bytes are an input. Inputs that begin with SLUICE_FUZZ_MARK and are long enough carry settings in
 * front of their stream; all others are a stream under default settings, so that a serialization stream
 * of any origin is an input as it stands.
 *
 *     0      1  SLUICE_FUZZ_MARK
 *     1      2  number of the policy, big-endian; taken modulo their count (harness/fuzz/policies.h)
 *     3      1  flags, enum sluice_fuzz_flag
 *     4     12  a code for each limit, in the order of SLUICE_LIMIT_LIST
 *     16     4  choice, big-endian: what a target wants to choose of its own
 *     20        the stream
 */
#ifndef SLUICE_FUZZ_INPUT_H
#define SLUICE_FUZZ_INPUT_H

#include <sluice/base.h>
#include <sluice/limits.h>

enum { SLUICE_FUZZ_MARK = 'S', SLUICE_FUZZ_SETTINGS = 20, SLUICE_FUZZ_LIMITS = 12 };

/* An engine is to make no longer inputs. */
enum { SLUICE_FUZZ_MAX_INPUT = 4096 };

/** Bits of struct sluice_fuzz_settings.flags; unknown bits mean nothing. */
enum sluice_fuzz_flag {
    SLUICE_FUZZ_PARTIAL = 1 << 0,     /* inspect: what came before a fault is kept */
    SLUICE_FUZZ_SAFE = 1 << 1,        /* written again: containers are replaced by immutable ones */
    SLUICE_FUZZ_NO_LAYOUTS = 1 << 2,  /* inspect: without the layouts of the policy's classes */
    SLUICE_FUZZ_FLAGS = (1 << 3) - 1, /* those that say how it is read */
    /* a finding that a neighbor has made: the input, broken in the way that the choice says, is to be
       refused (sluice_mutate_neighbor_again()); the mutator makes none of these */
    SLUICE_FUZZ_NEIGHBOR = 1 << 3
};

struct sluice_fuzz_settings {
    uint16_t policy;
    uint8_t flags;
    uint8_t limits[SLUICE_FUZZ_LIMITS]; /* codes; 0: the default of who reads */
    uint32_t choice;
};

struct sluice_fuzz_input {
    struct sluice_fuzz_settings settings;
    bool bare;                  /* it has none: all of them are 0 */
    struct sluice_bytes stream; /* points into the input */
};

/** What the bytes of an input mean. Never fails. */
struct sluice_fuzz_input sluice_fuzz_input_read(struct sluice_bytes bytes);

/** The settings as they stand in front of a stream. */
void sluice_fuzz_settings_write(const struct sluice_fuzz_settings *settings,
                                uint8_t out[SLUICE_FUZZ_SETTINGS]);

/** The value of a limit's code: 0 for 0, itself up to 128, then eight codes for each doubling, 8 MiB and
 * more at last. Ascending. */
uint64_t sluice_fuzz_limit_of_code(uint8_t code);

/** The smallest code whose value is not below `value`, the largest if there is none; 0 for 0. */
uint8_t sluice_fuzz_code_of_limit(uint64_t value);

/** All limits of the settings; 0 where the default is meant. */
struct sluice_limits sluice_fuzz_limits(const struct sluice_fuzz_settings *settings);

#endif
