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

extern const struct example_list sluice_publication_examples;
extern const struct example_list sluice_construction_examples;
extern const struct example_list sluice_protocol_examples;
extern const struct example_list sluice_cost_examples;
extern const struct example_list sluice_writing_examples;
extern const struct example_list sluice_developer_examples;

#define HELD SLUICE_RULING_HELD
#define VIOLATED SLUICE_RULING_VIOLATED
#define NOT_APPLICABLE SLUICE_RULING_NOT_APPLICABLE

/* The type string of a field of type Object. */
#define TYPE_OBJECT                                                                                \
    "740012"                                                                                       \
    "4c6a6176612f6c616e672f4f626a6563743b"

/* H whose v is filled by `value`, its s null. Handles: class 0, type string 1, object 2, then those of
 * the value. The object begins at 4, its data at 56. */
#define H_CLASS                                                                                    \
    SCENE_CLASS("48", "0002"                                                                       \
                      "4c000176" TYPE_OBJECT "4c000173"                                            \
                      "71007e0001")
#define ONE_H(value) SCENE_HEADER "73" H_CLASS value "70"
#define INTS_CLASS                                                                                 \
    "720002"                                                                                       \
    "5b49" SCENE_SUID "02"                                                                         \
    "00007870"
#define TWO_INTS                                                                                   \
    "75" INTS_CLASS "00000002"                                                                     \
    "0000000100000002"

/* --- scenes for examples of several kinds ------------------------------------------------------- */

/* The check of an object refuses it, and the run stops. */
void example_check_refuses(struct scene *scene);

/* The same, and its finalizer gets the object when the run is over. */
void example_finalizer_gets_refused(struct scene *scene);

/* One object of the class with this letter (hex), with an int field, that is built past the rules. */
void example_one_of(struct scene *scene, const char *stream, const char *name);

/* An inspection that took a wrong turn and reads the stream once more; a decode that does the same. */
void example_read_once_more(struct scene *scene);
void example_decoded_once_more(struct scene *scene);

/* An int array of two elements: class 0, array 1, bytes 4..41. */
void example_two_ints(struct scene *scene, uint64_t charge);

#endif
