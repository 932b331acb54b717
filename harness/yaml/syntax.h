/* Private to harness/yaml: what libyaml finds, said to the person who wrote the file. */
#ifndef SLUICE_YAML_SYNTAX_H
#define SLUICE_YAML_SYNTAX_H

#include <yaml.h>

#include "harness/yaml/yaml.h"

/* What was parsed. */
struct sluice_yaml_source {
    const char *file;
    const char *bytes;
    size_t length;
    unsigned open_line; /* of the innermost list or map that is not closed; 0: there is none */
    unsigned open_column;
};

/* Reports where and why a parser that has failed did so, and what to write instead; returns false. */
bool sluice_yaml_syntax_fail(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                             struct sluice_yaml_error *error);

#endif
