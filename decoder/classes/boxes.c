/* The boxed types. Their natural order is known to the decoder. */
#include "classes_internal.h"

#define BOX(class_name, number, letter)                                                            \
    CLASS(class_name, number), IMPLEMENTS("java.lang.Comparable"),                                 \
        FIELDS(NEEDED("value", letter)), .equality = SLUICE_EQUAL_FIELDS
#define NUMBER .parent = "java.lang.Number"

static const struct sluice_class_model models[] = {
    {BOX("java.lang.Boolean", -3665804199014368530, "Z")},
    {BOX("java.lang.Character", 3786198910865385080, "C")},
    {BOX("java.lang.Byte", -7183698231559129828, "B"), NUMBER},
    {BOX("java.lang.Short", 7515723908773894738, "S"), NUMBER},
    {BOX("java.lang.Integer", 1360826667806852920, "I"), NUMBER},
    {BOX("java.lang.Long", 4290774380558885855, "J"), NUMBER},
    {BOX("java.lang.Float", -2671257302660747028, "F"), NUMBER},
    {BOX("java.lang.Double", -9172774392245257468, "D"), NUMBER},
};
SLUICE_CLASSES(boxes, models);
