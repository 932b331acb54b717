#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "harness/targets/guarded_input.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Makes the mapping writable that is there, if it has the size; else makes another. Most streams take
 * one page: to map it anew for each would take longer than to read it. */
static bool make_room(struct sluice_guarded_input *input, size_t body, size_t page)
{
    if (input->mapping != NULL && input->mapping_size == body + page) {
        return mprotect(input->mapping, body, PROT_READ | PROT_WRITE) == 0;
    }
    sluice_guarded_input_free(input);
    void *mapping = mmap(NULL, body + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                         0);
    if (mapping == MAP_FAILED) {
        return false;
    }
    input->mapping = mapping;
    input->mapping_size = body + page;
    return mprotect(input->mapping + body, page, PROT_NONE) == 0;
}

bool sluice_guarded_input_place(struct sluice_guarded_input *input, struct sluice_bytes bytes)
{
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
    if (!make_room(input, body, page)) {
        sluice_guarded_input_free(input);
        return false;
    }
    uint8_t *start = input->mapping + (body - bytes.length);
    memset(input->mapping, 0, body - bytes.length);
    if (bytes.length > 0) {
        memcpy(start, bytes.data, bytes.length);
    }
    input->bytes = (struct sluice_bytes){start, bytes.length};
    if (mprotect(input->mapping, body, PROT_READ) != 0) {
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
