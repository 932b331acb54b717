/* Private to harness/yaml: what a node is. */
#ifndef SLUICE_YAML_NODE_H
#define SLUICE_YAML_NODE_H

#include "harness/yaml/arena.h"
#include "harness/yaml/yaml.h"

struct sluice_yaml_node {
    const struct sluice_yaml *document;
    struct sluice_yaml_node *parent;
    struct sluice_yaml_node *key;
    struct sluice_yaml_node *next;
    union {
        struct { /* lists and maps */
            struct sluice_yaml_node *first;
            struct sluice_yaml_node *last;
        };
        struct { /* scalars */
            const char *text;
            size_t length;
        };
    };
    uint32_t count;
    uint32_t line;
    uint32_t column;
    uint8_t kind; /* enum sluice_yaml_kind */
    bool plain;
};

struct sluice_yaml {
    struct sluice_arena arena;
    const char *file;
    struct sluice_yaml_node *root;
    size_t nodes; /* made so far */
};

#endif
