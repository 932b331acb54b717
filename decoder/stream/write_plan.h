/* Which containers of a document are replaced (OUT-2). The document is written twice: the first time
 * only to see every place where each container stands; nothing of that reaches the sink. */
#ifndef SLUICE_STREAM_WRITE_PLAN_H
#define SLUICE_STREAM_WRITE_PLAN_H

#include "policy.h"
#include "store.h"
#include "write_safe.h"

/* Marks of a handle. */
enum {
    SLUICE_MARK_OPEN = 1,        /* descriptor, or object in the plan: not complete */
    SLUICE_MARK_PLACE = 4,       /* a place where it stands does not admit the replacement */
    SLUICE_MARK_INSIDE = 8,      /* there is a reference to it inside it */
    SLUICE_MARK_OTHER_FORM = 16, /* it is not in the form of its model */
    SLUICE_MARK_CYCLE = 32,      /* it can be reached from itself */
    SLUICE_MARK_PENDING = 64,    /* in the plan: its component is not complete */
    SLUICE_MARK_EXPOSED = 128    /* container: it stands elsewhere than in an unmodifiable one */
};

struct sluice_write_plan {
    const struct sluice_policy *policy; /* NULL: nothing is replaced */
    bool is_making;                     /* the first time */
    /* By handle. Of a descriptor its model: 1 + index; 0: not looked up, UINT32_MAX: none. Of an array or
     * object what has its elements in it: 1 + handle of that container; 0: none. */
    uint32_t *models;
    uint32_t *lowest; /* by handle: lowest handle that can be reached from it */
    uint32_t *open;   /* handles of what is open */
    uint32_t open_count;
    uint32_t *pending; /* handles whose component is not complete */
    uint32_t pending_count;
    struct sluice_safe safe;
};

struct sluice_document_writer;

/* Room for all that is kept by handle. */
SLUICE_NODISCARD bool sluice_write_plan_begin(struct sluice_document_writer *writer);
void sluice_write_plan_free(struct sluice_document_writer *writer);

/* The first time is over: counts what is replaced and what is kept. */
void sluice_write_plan_end(struct sluice_document_writer *writer);

/* While the plan is made: a value of the top frame; an array or object has its handle; it is complete;
 * the top frame is the custom data of the current level of the object below. */
void sluice_write_plan_value(struct sluice_document_writer *writer, uint32_t slot);
void sluice_write_plan_open(struct sluice_document_writer *writer, uint32_t handle);
void sluice_write_plan_close(struct sluice_document_writer *writer, uint32_t handle);
void sluice_write_plan_custom(struct sluice_document_writer *writer);

/* The model of a class descriptor, or NULL. */
const struct sluice_class_model *
sluice_write_plan_model(struct sluice_document_writer *writer,
                        const struct sluice_descriptor *descriptor);

/* The model of an object if it is a container of a kind that is replaced, else NULL. */
const struct sluice_class_model *
sluice_write_plan_container(struct sluice_document_writer *writer,
                            const struct sluice_words_node *object);

/* What a container of the document holds. */
struct sluice_write_plan_items {
    uint32_t node; /* its words hold them */
    uint32_t from; /* index of the first */
    uint32_t count;
    uint32_t comparator; /* slot */
    uint32_t inside;     /* another container, which has them; 0: none */
    uint32_t stride;     /* 2: every other word is one, the keys of a map */
    bool is_found;
    bool has_nulls;
    bool holds_more; /* something stands beside them that would be lost */
};

/* write_items.c: finds them; false when the object does not have the form of its model. */
SLUICE_NODISCARD bool sluice_write_plan_find(struct sluice_document_writer *writer, uint32_t object,
                                             const struct sluice_class_model *model,
                                             struct sluice_write_plan_items *items);

/* write_items.c: the items that lie in this custom data of one class. */
SLUICE_NODISCARD bool sluice_write_plan_find_custom(struct sluice_document_writer *writer,
                                                    const struct sluice_class_model *model,
                                                    uint32_t contents, const char *name,
                                                    const char *comparator,
                                                    struct sluice_write_plan_items *items);

#endif
