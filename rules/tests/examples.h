/* Examples: for every rule scenes in which it holds, is violated, or does not apply. */
#ifndef SLUICE_RULES_TESTS_EXAMPLES_H
#define SLUICE_RULES_TESTS_EXAMPLES_H

#include "rules/tests/scene.h"

struct example {
    const char *rule;
    enum sluice_ruling expected;
    const char *title;
    void (*play)(struct scene *scene);
};

extern const struct example sluice_examples[];
extern const size_t sluice_example_count;

#endif
