/* StringBuilder and StringBuffer. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_text = {NULL, 0};
