/* What is done once in a process, whatever the input: no engine is to take it for something that the input does.
 * Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_UNSEEN_H
#define SLUICE_FUZZ_UNSEEN_H

/** Under AFL++, what follows does not count as coverage, up to sluice_unseen_end(). Under libFuzzer it does. */
void sluice_unseen_begin(void);

/** See sluice_unseen_begin(). */
void sluice_unseen_end(void);

#endif
