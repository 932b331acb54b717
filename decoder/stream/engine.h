/* The state of one run and the small steps that all parts of the engine share.
 *
 *   engine.c      the loop over the work stack
 *   values.c      type codes: strings, arrays, enums, references, block data
 *   descriptor.c  class and proxy descriptors, superclass chains
 *   object.c      the data of objects, level by level
 *   finish.c      containers become nodes; abandoned and partial ones too
 *   flat.c        objects that open nothing
 *   custom_data.c, raw.c  data that the stream does not delimit by itself
 *   gate.c        decode: which classes, which data, which references
 *   bind.c        decode: fields of the stream and fields of the models
 *   construct.c   decode: check, construct, publish (check.c, invariant.c, layout.c)
 *   path.c        where in the graph the run stands, for error messages
 *   run.c         the entry points */
#ifndef SLUICE_STREAM_ENGINE_H
#define SLUICE_STREAM_ENGINE_H

#include "codes.h"
#include "frames.h"
#include "known.h"
#include "names.h"
#include "reader.h"
#include "sluice/decode.h"
#include "store.h"
#include "words.h"

/* What a run leaves behind: the nodes and the bytes they point into. */
struct sluice_result {
    struct sluice_heap heap;
    struct sluice_store store;
    struct sluice_words handles; /* handle, counted over the whole stream -> slot */
    struct sluice_words epochs;  /* first handle after each reset that forgot any */
    const uint8_t *bytes;
    uint8_t *buffer; /* owned, if the source was a callback */
    size_t buffer_capacity;
    uint32_t length; /* bytes that the nodes cover */
    uint32_t top;    /* contents node */
    bool partial;
    const struct sluice_policy *policy;
    struct sluice_instance *instances; /* own.h: what the code of classes has left */
    struct sluice_copied *copies;
#ifdef SLUICE_KIT_CHECKS
    struct sluice_watch *watch; /* watch.h */
#endif
};

/* Decisions about classes whose writeObject may have skipped the default fields (custom_data.c), in
 * the order in which they were taken. */
enum { SLUICE_MOST_GUESSES = 8, SLUICE_MOST_READINGS = 16 };

/* Steps of all readings together, for each byte that they have read, and on top: half of what is promised. */
enum { SLUICE_READINGS_STEPS = 8, SLUICE_READINGS_FIXED = 2048 };

struct sluice_guess {
    uint32_t descriptor; /* offset of the descriptor */
    bool no_fields;
    bool is_second; /* the other way has been tried */
};

struct sluice_guesses {
    struct sluice_guess taken[SLUICE_MOST_GUESSES];
    uint32_t count;
};

/* Levels of one superclass chain; see object.c. */
enum { SLUICE_LEVEL_WINDOW = 32 };

struct sluice_level_window {
    uint32_t leaf; /* 0: nothing here */
    uint32_t first;
    const struct sluice_descriptor *levels[SLUICE_LEVEL_WINDOW];
};

struct sluice_engine {
    struct sluice_reader reader;
    struct sluice_result *result;
    struct sluice_words values; /* slots of finished values, waiting for their container */
    struct sluice_frames frames;
    struct sluice_frame *top; /* the open frame; on the stack, or that of a flat object */
    struct sluice_names names;
    struct sluice_known known; /* decode */
    uint64_t looked_at;        /* decode: see sluice_look() in check.h */
    struct sluice_limits limits;
    const struct sluice_observer *observer;
    const struct sluice_policy *policy;  /* decode: what may be built; inspect: NULL */
    const struct sluice_policy *layouts; /* models whose form and layout are used */
    struct sluice_status *status;
    struct sluice_guesses guesses;
    struct sluice_level_window window;
    uint64_t owed;    /* bytes that all open containers need at least */
    uint64_t objects; /* since the last reset */
    uint64_t elements;
    uint64_t steps;
    uint32_t epoch;          /* first handle after the last reset */
    uint32_t covered;        /* offset up to which nodes and open frames stand for the bytes */
    uint32_t covered_values; /* height of the value stack at that moment */
    uint32_t depth;          /* open frames, the top level not counted */
    /* Set before a container as a whole is refused: the path ends at it, or at a member of it. */
    struct sluice_bytes failed_member;
    char failed_index[16];
    /* Room for a path before it is cut to size. It is here so that a failure needs no more of the C
     * stack than a success. */
    char whole_path[1280];
    bool fails_whole;
    enum sluice_reason refused_copy; /* why memory for a copy was refused to a constructor first */
    struct sluice_status overclaim;  /* the first claim that the input cannot hold; see path.c */
    struct sluice_bytes in_check;    /* decode: class whose check is under way */
    bool ended;
};

/* What a reading step came to. */
enum sluice_step {
    SLUICE_STEP_FAILED,
    SLUICE_STEP_DONE,  /* a value was read */
    SLUICE_STEP_OPENED /* a frame was pushed; the value will be there when it closes */
};

/* --- failing (path.c) ------------------------------------------------------------------------- */

/* Records the first error; returns false for the caller to pass on. */
bool sluice_fail(struct sluice_engine *engine, enum sluice_reason reason, uint32_t offset,
                 const char *at);

/* The same for an error that concerns a class; `name` is printed as far as it is ASCII. */
bool sluice_fail_class(struct sluice_engine *engine, enum sluice_reason reason, uint32_t offset,
                       const char *at, struct sluice_bytes name);

/* "[index]", at the end of `buffer` (of at least 13 bytes). */
const char *sluice_index_text(uint32_t index, char *buffer, size_t size);

static inline bool sluice_fail_memory(struct sluice_engine *engine)
{
    return sluice_fail(engine, sluice_heap_refusal(&engine->result->heap),
                       sluice_reader_offset(&engine->reader), "memory");
}

/* Makes `bytes` readable or fails at the current offset. */
SLUICE_NODISCARD static inline bool sluice_need(struct sluice_engine *engine, size_t bytes,
                                                const char *at)
{
    return sluice_reader_need(&engine->reader, bytes) ||
           sluice_fail(engine, engine->reader.failure, sluice_reader_offset(&engine->reader), at);
}

/* --- observing -------------------------------------------------------------------------------- */

void sluice_emit_slow(struct sluice_engine *engine, struct sluice_event event);

#define SLUICE_EMIT(engine, ...)                                                                   \
    do {                                                                                           \
        if ((engine)->observer != NULL) {                                                          \
            sluice_emit_slow((engine), (struct sluice_event){__VA_ARGS__});                        \
        }                                                                                          \
    } while (0)

/* --- counting --------------------------------------------------------------------------------- */

/* path.c: more is owed than the input holds. When building, that ends the run. An inspection goes on,
 * because TC_EXCEPTION may still release the open containers from what they owe; if the stream ends
 * or turns out to be malformed before, the first such claim is what is reported. */
SLUICE_NODISCARD bool sluice_overclaimed(struct sluice_engine *engine, uint32_t offset,
                                         const char *at);

/* Adds what a container will need at least to the one total over all open containers, which must
 * not exceed the bytes that remain (BOUND-HEAP): a test for each container by itself would let
 * nested ones claim the same bytes again and again. */
SLUICE_NODISCARD static inline bool sluice_owe(struct sluice_engine *engine, uint64_t bytes,
                                               uint32_t offset, const char *at)
{
    engine->owed += bytes;
    return engine->owed <= sluice_reader_remaining(&engine->reader) ||
           sluice_overclaimed(engine, offset, at);
}

/* True when a claim is more than there is, so that no limit needs to be looked at for it. */
static inline bool sluice_cannot_come(const struct sluice_engine *engine, uint64_t bytes)
{
    return bytes > sluice_reader_remaining(&engine->reader);
}

/* True when more is owed than there is: not everything that was claimed can come. */
static inline bool sluice_owes_too_much(const struct sluice_engine *engine)
{
    return sluice_cannot_come(engine, engine->owed);
}

/* Assigns the next handle (IN-9 counts it). */
SLUICE_NODISCARD bool sluice_assign_handle(struct sluice_engine *engine, uint32_t slot,
                                           uint32_t *handle);

/* Keeps the highest values of the counters in the status; before a reset and at the end. */
void sluice_note_counters(struct sluice_engine *engine);

SLUICE_NODISCARD bool sluice_charge_elements(struct sluice_engine *engine, uint64_t count,
                                             uint32_t offset);

/* Notes that everything before the current byte is represented. */
static inline void sluice_covered(struct sluice_engine *engine)
{
    engine->covered = sluice_reader_offset(&engine->reader);
    engine->covered_values = engine->values.count;
}

/* --- stacks ----------------------------------------------------------------------------------- */

SLUICE_NODISCARD static inline bool sluice_push_value(struct sluice_engine *engine, uint32_t slot)
{
    return sluice_words_push(&engine->values, &engine->result->heap, slot) ||
           sluice_fail_memory(engine);
}

SLUICE_NODISCARD bool sluice_push_frame(struct sluice_engine *engine, enum sluice_frame_kind kind,
                                        enum sluice_frame_state state, uint32_t start);

/* Closes the top frame and drops what it has on the value stack. */
void sluice_pop_frame(struct sluice_engine *engine);

/* --- the parts -------------------------------------------------------------------------------- */

/* values.c: reads one value at its type code; DONE pushes its slot. */
enum sluice_step sluice_read_value(struct sluice_engine *engine);

/* values.c: reads a run of blocks at `current` and pushes it. */
SLUICE_NODISCARD bool sluice_read_blocks(struct sluice_engine *engine);

/* values.c: a string at its type code (TC_STRING, TC_LONGSTRING); gives its node. */
SLUICE_NODISCARD bool sluice_read_string(struct sluice_engine *engine, uint32_t *id);

/* values.c: a reference at its type code; gives the handle over the whole stream. */
SLUICE_NODISCARD bool sluice_read_handle(struct sluice_engine *engine, uint32_t *handle);

/* values.c: the top array or enum frame has its descriptor. */
enum sluice_step sluice_array_begin(struct sluice_engine *engine);
enum sluice_step sluice_enum_begin(struct sluice_engine *engine);

/* descriptor.c: reads the descriptor that the top frame waits for; DONE leaves it in
 * top->descriptor. */
enum sluice_step sluice_read_descriptor(struct sluice_engine *engine);

/* descriptor.c: the top descriptor frame has its annotation and its superclass. */
SLUICE_NODISCARD bool sluice_close_descriptor(struct sluice_engine *engine);

/* descriptor.c: node id behind a descriptor slot; 0 for null. */
uint32_t sluice_descriptor_of(const struct sluice_result *result, uint32_t slot);

/* descriptor.c: the descriptor of data level `level` (0 = topmost) at or above `leaf`. */
const struct sluice_descriptor *sluice_level_above(const struct sluice_store *store,
                                                   const struct sluice_descriptor *at,
                                                   uint32_t level, uint64_t *steps);

static inline const struct sluice_descriptor *
sluice_level_at(const struct sluice_store *store, uint32_t leaf, uint32_t level, uint64_t *steps)
{
    const struct sluice_descriptor *at = sluice_store_at(store, leaf);
    return at->data_depth == level ? at : sluice_level_above(store, at, level, steps);
}

/* descriptor.c: the i-th field of a descriptor. */
struct sluice_field sluice_field_at(const struct sluice_result *result,
                                    const struct sluice_descriptor *descriptor, uint32_t index);

/* descriptor.c: notes whether the class has the i-th field. */
void sluice_bind_field(struct sluice_result *result, struct sluice_descriptor *descriptor,
                       uint32_t index, uint16_t binding);

/* values.c: bytes of one value of a primitive type by its letter; 0 for any other letter. */
uint32_t sluice_primitive_size(uint8_t type);

/* descriptor.c: the class name of a descriptor; empty for a proxy. */
struct sluice_bytes sluice_class_name(const struct sluice_result *result, uint32_t descriptor);

/* object.c: the top object frame has its descriptor. */
enum sluice_step sluice_object_begin(struct sluice_engine *engine);

/* object.c: all reference fields of the current level are read. */
enum sluice_step sluice_level_fields_end(struct sluice_engine *engine);

/* object.c: block data or an end mark stands where a reference field is due. */
SLUICE_NODISCARD bool sluice_level_without_fields(struct sluice_engine *engine);

/* object.c: TC_ENDBLOCKDATA of custom or external data was read. */
enum sluice_step sluice_custom_end(struct sluice_engine *engine);

/* object.c: where the slot for the current level's custom data stands on the value stack. */
uint32_t sluice_custom_slot(struct sluice_engine *engine);

/* raw.c: the top object frame has external data of protocol 1; fails without a layout. */
SLUICE_NODISCARD bool sluice_raw_begin(struct sluice_engine *engine, uint32_t descriptor);

/* raw.c: one step through it. */
enum sluice_step sluice_read_raw(struct sluice_engine *engine);

/* finish.c: makes a contents node of the values from `from` up and drops them. */
SLUICE_NODISCARD bool sluice_make_contents(struct sluice_engine *engine, uint32_t from,
                                           uint8_t flags, uint32_t *id);

/* finish.c: the top array or object frame is complete: node, handle, value of the frame below. */
SLUICE_NODISCARD bool sluice_close_words(struct sluice_engine *engine);

/* flat.c: reads the object at its type code. */
enum sluice_step sluice_read_object(struct sluice_engine *engine);

/* values.c: opens the container at its type code; its descriptor comes next. */
enum sluice_step sluice_open_container(struct sluice_engine *engine, enum sluice_frame_kind kind);

/* finish.c: the object of a frame that is not on the stack is complete. */
SLUICE_NODISCARD bool sluice_finish_flat(struct sluice_engine *engine, struct sluice_frame *frame);

/* finish.c: makes the node of the top object frame, from its values. */
SLUICE_NODISCARD bool sluice_make_object(struct sluice_engine *engine, uint32_t *id);

/* finish.c: closes an enum or class frame; `value` is the name of the constant. */
SLUICE_NODISCARD bool sluice_close_pair(struct sluice_engine *engine, enum sluice_node_kind kind,
                                        uint32_t value);

/* finish.c: closes all frames above the top level as abandoned. */
SLUICE_NODISCARD bool sluice_abandon(struct sluice_engine *engine);

/* finish.c: TC_EXCEPTION's object is complete. */
SLUICE_NODISCARD bool sluice_close_exception(struct sluice_engine *engine);

/* engine.c: goes on with the top frame, which has the descriptor that it waited for. */
enum sluice_step sluice_descriptor_arrived(struct sluice_engine *engine);

/* engine.c: decode: is the value that comes next passed over? */
bool sluice_next_is_skipped(const struct sluice_engine *engine);

/* custom_data.c: at the begin of a level with custom data: does it lack its default fields? */
bool sluice_guess_no_fields(struct sluice_engine *engine, const struct sluice_descriptor *level);

/* engine.c: runs to the end of the input. */
SLUICE_NODISCARD bool sluice_run(struct sluice_engine *engine);

/* engine.c: the same from the top-level item that comes next; the top frame stands. */
SLUICE_NODISCARD bool sluice_run_on(struct sluice_engine *engine);

/* run.c: an empty result, which takes the heap over; NULL when memory is refused. */
struct sluice_result *sluice_result_new(struct sluice_heap *heap);
void sluice_result_free(struct sluice_result *result);

/* run.c: gives back what only the run needs. */
void sluice_engine_free(struct sluice_engine *engine);

/* engine.c: forgets all handles; `offset` is where the next epoch begins. */
SLUICE_NODISCARD bool sluice_new_epoch(struct sluice_engine *engine);

/* gate.c: the model whose form and layout apply to a level of the open object; NULL if there is none. What
 * stands in the place of a class that the object does not have is read as that of a class nobody knows. */
const struct sluice_class_model *sluice_layout_model(const struct sluice_engine *engine,
                                                     const struct sluice_descriptor *level);

/* --- the gate (gate.c): asked in decode only -------------------------------------------------- */

SLUICE_NODISCARD bool sluice_gate_object(struct sluice_engine *engine, uint32_t descriptor);
SLUICE_NODISCARD bool sluice_gate_array(struct sluice_engine *engine, uint32_t descriptor);
SLUICE_NODISCARD bool sluice_gate_enum(struct sluice_engine *engine, uint32_t descriptor,
                                       uint32_t name);
SLUICE_NODISCARD bool sluice_gate_class(struct sluice_engine *engine, uint32_t descriptor);

/* Sets the flags of the top frame for a level that begins. */
void sluice_gate_level(struct sluice_engine *engine, const struct sluice_descriptor *level);

/* True when the next reference field of the top frame's level has no counterpart in the class. */
bool sluice_gate_field_dropped(const struct sluice_engine *engine);

/* Check, construct, publish: the values of the top object frame from its base up become an object;
 * `*slot` is what stands for it (itself, or what readResolve made of it). */
SLUICE_NODISCARD bool sluice_gate_construct(struct sluice_engine *engine, uint32_t *slot);

/* Types of the elements of the top array frame. */
SLUICE_NODISCARD bool sluice_gate_elements(struct sluice_engine *engine);

/* What a back reference yields: refuses objects that are not complete or were never built. */
SLUICE_NODISCARD bool sluice_gate_reference(struct sluice_engine *engine, uint32_t handle,
                                            uint32_t offset, uint32_t *slot);

#endif
