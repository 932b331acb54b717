/* java.util.Date and java.sql's dates. */
#include "classes_internal.h"

const struct sluice_model_set sluice_classes_dates = {NULL, 0};
