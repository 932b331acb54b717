/* What libcrypto takes for chance in programs of fuzzers: the same numbers in every process and for every input, so
 * that an input makes the same archive wherever it is run, to the bytes of its keys and signatures. Private to
 * harness/fuzz. */
#ifndef SLUICE_FUZZ_CHANCE_H
#define SLUICE_FUZZ_CHANCE_H

/** Has libcrypto take its random numbers from a plain generator. Before keys are made; ends the process when
 * libcrypto refuses. Never to be called where a key protects anything. */
void sluice_chance_serve_libcrypto(void);

/** Begins the numbers anew. */
void sluice_chance_begin(void);

#endif
