/* Class files, as far as to the name that they declare. */
#ifndef SLUICE_ARCHIVE_CLASS_FILE_H
#define SLUICE_ARCHIVE_CLASS_FILE_H

#include "run.h"

enum { CLASS_CONSTANTS = 65536 };

/* Sees the text of each constant as far as it fits a name; for what classes depend on. */
struct class_watcher {
    void (*on_text)(void *context, struct sluice_bytes text);
    void *context;
    uint8_t *text; /* 65535 bytes */
};

enum class_state {
    CLASS_HEADER,
    CLASS_TAG,
    CLASS_VALUE,
    CLASS_TEXT,
    CLASS_THIS,
    CLASS_DONE,
    CLASS_BAD
};

/* Reads one class after another; big, so it is allocated once a run. */
struct class_reader {
    struct sluice_bytes expected; /* "trusted/Main" */
    const struct class_watcher *watcher;
    enum class_state state;
    uint32_t count; /* constants, as declared, and 1 */
    uint32_t index; /* the constant that is being read */
    uint8_t tag;
    uint8_t held[10];
    uint32_t held_length;
    uint32_t wanted; /* bytes to hold before the next step */
    uint32_t text_length;
    uint32_t text_read;
    bool text_fits;                       /* so far it is `expected` */
    bool is_class;                        /* the declared name is the expected one */
    uint16_t names[CLASS_CONSTANTS];      /* of class constants: which text; else 0 */
    uint8_t matches[CLASS_CONSTANTS / 8]; /* texts that are the expected name */
};

void sluice_class_begin(struct class_reader *reader, struct sluice_bytes expected,
                        const struct class_watcher *watcher);

void sluice_class_add(struct class_reader *reader, struct sluice_bytes bytes);

/* OK, or policy-class-file, policy-class-package. */
enum sluice_archive_reason sluice_class_end(const struct class_reader *reader);

#endif
