/* What the tests of stream programs share. */
#ifndef SLUICE_STREAM_TESTS_SUPPORT_H
#define SLUICE_STREAM_TESTS_SUPPORT_H

#include "harness/stream/program.h"

/** Loads the items of a stream, YAML text; the file is called "case". NULL: see `error`. */
struct sluice_program *try_load(const char *yaml, struct sluice_yaml_error *error);

/** The same; fails the test if it cannot be loaded. */
struct sluice_program *load(const char *yaml);

/** Assembles; fails the test if it cannot be done. Free with sluice_assembly_free(). */
struct sluice_assembly assemble(const struct sluice_program *program);

/** Fails the test unless the items assemble to these bytes: hexadecimal, blanks and header
 * aside. */
void expect_bytes(const char *yaml, const char *hex);

/** Fails the test unless loading or assembling the items ends with this message. */
void expect_error(const char *yaml, const char *message);

/** Prints a program, loads the text, and fails the test unless an equal program comes back. */
void expect_fixpoint(const struct sluice_program *program);

/** Disassembles bytes and fails the test unless the same ones come out again; true in YAML too. */
void expect_round_trip(const uint8_t *bytes, size_t length, bool with_yaml);

#endif
