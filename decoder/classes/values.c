/* UUID, Locale, Currency, BitSet, atomics, common enums. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_values = {NULL, 0};
