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

struct example_list {
    const struct example *examples;
    size_t count;
};

extern const struct example_list sluice_reading_examples;
extern const struct example_list sluice_writing_examples;
extern const struct example_list sluice_developer_examples;

#define HELD SLUICE_RULING_HELD
#define VIOLATED SLUICE_RULING_VIOLATED
#define NOT_APPLICABLE SLUICE_RULING_NOT_APPLICABLE

/* The type string of a field of type Object. */
#define TYPE_OBJECT                                                                                \
    "740012"                                                                                       \
    "4c6a6176612f6c616e672f4f626a6563743b"

#endif
