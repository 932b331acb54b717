#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "harness/targets/guarded_input.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool sluice_guarded_input_place(struct sluice_guarded_input *input, struct sluice_bytes bytes)
{
    sluice_guarded_input_free(input);
    long page_size = sysconf(_SC_PAGESIZE);
    if (page_size <= 0) {
        return false;
    }
    size_t page = (size_t)page_size;
    if (bytes.length > SIZE_MAX - 3 * page) {
        return false;
    }
    /* At least one page to point into, and the guard page behind it. */
    size_t body = (bytes.length / page + 1) * page;
    void *mapping = mmap(NULL, body + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                         0);
    if (mapping == MAP_FAILED) {
        return false;
    }
    uint8_t *start = (uint8_t *)mapping + (body - bytes.length);
    if (bytes.length > 0) {
        memcpy(start, bytes.data, bytes.length);
    }
    input->mapping = mapping;
    input->mapping_size = body + page;
    input->bytes = (struct sluice_bytes){start, bytes.length};
    if (mprotect(mapping, body, PROT_READ) != 0 ||
        mprotect((uint8_t *)mapping + body, page, PROT_NONE) != 0) {
        sluice_guarded_input_free(input);
        return false;
    }
    return true;
}

void sluice_guarded_input_free(struct sluice_guarded_input *input)
{
    if (input->mapping != NULL) {
        (void)munmap(input->mapping, input->mapping_size);
    }
    *input = (struct sluice_guarded_input){0};
}
