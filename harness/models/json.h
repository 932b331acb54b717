/* Class models as JSON, for who is not written in C: the keys of FORMAT.md, all that a source leaves
 * to be looked up being there. Left out is what says nothing: false, null, an empty list. JSON is YAML:
 * what is written here can be loaded as a list of classes, but for what the well-known classes have in C. */
#ifndef SLUICE_MODELS_JSON_H
#define SLUICE_MODELS_JSON_H

#include "harness/base/text.h"
#include "harness/models/models.h"

/** Writes a JSON array of the classes. */
void sluice_models_json(const struct sluice_models_declared *classes, size_t count,
                        struct sluice_text *out);

/** The same of one model of which nothing more is declared. */
void sluice_models_json_model(const struct sluice_class_model *model, struct sluice_text *out);

#endif
