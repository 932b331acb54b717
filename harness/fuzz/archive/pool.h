/* Memory for libcrypto in programs of fuzzers: most of their time would go into what a sanitizer writes down of
 * each of its hundreds of small blocks. Programs that replay leave it to the sanitizer. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_POOL_H
#define SLUICE_FUZZ_POOL_H

/** Has libcrypto take its memory from lists of blocks that are used again. Before its first use; ends the process
 * when that was before. */
void sluice_pool_serve_libcrypto(void);

#endif
