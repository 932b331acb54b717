/* Stream programs: the one representation of a serialization stream that the whole harness works
 * on.
 *
 * A program is a tree of items. Attack cases load into it from YAML, the assembler turns it into
 * bytes, the disassembler turns any bytes back into it, fuzzers and minimizers edit it, and it
 * prints as YAML again. FORMAT.md describes the YAML.
 *
 *     YAML --sluice_program_load--> program --sluice_assemble--> bytes
 *     YAML <--sluice_program_print-- program <--sluice_disassemble-- bytes
 *
 * The tree says what stands on the wire, in wire order, and nothing else: whatever YAML leaves to
 * the loader (zero for a field that is not named, the end mark that a class's flags ask for) is in
 * the tree when loading is done. What depends on the rest of the stream stays symbolic, so that an
 * edit in one place keeps the others right: labels, lengths and counts without a claim, and items
 * written once and by reference afterwards.
 *
 * Nodes are numbers, links are numbers: a copy of a program is a copy of two blocks of memory, and
 * a node stays valid until the program is freed. No function here recurses; depth costs memory
 * alone. */
#ifndef SLUICE_PROGRAM_H
#define SLUICE_PROGRAM_H

#include "harness/base/text.h"
#include "harness/yaml/yaml.h"
#include "sluice/base.h"

struct sluice_program;

/** A node of a program; 0 is no node. Node 1 is the root, whose children are the stream's items. */
typedef uint32_t sluice_node_id;

enum { SLUICE_NODE_NONE = 0, SLUICE_NODE_ROOT = 1 };

/** What a node stands for. In brackets: the members of struct sluice_node that it uses. */
enum sluice_node_kind {
    SLUICE_NODE_STREAM,    /* the root: ITEM... */
    SLUICE_NODE_MAGIC,     /* stream header [bytes] */
    SLUICE_NODE_NULL,      /* TC_NULL */
    SLUICE_NODE_REFERENCE, /* TC_REFERENCE [target and number (added), or number (wire handle)] */
    SLUICE_NODE_STRING,    /* TC_STRING, TC_LONGSTRING [bytes, claim, FORM, ONCE, label] */
    SLUICE_NODE_BLOCK,     /* TC_BLOCKDATA, TC_BLOCKDATALONG: PART... [claim, FORM] */
    SLUICE_NODE_END,       /* TC_ENDBLOCKDATA */
    SLUICE_NODE_RESET,     /* TC_RESET */
    SLUICE_NODE_ARRAY,     /* DESC ELEMENT... [claim, label] */
    SLUICE_NODE_OBJECT,    /* DESC, then LEVEL... or CONTENT... [label] */
    SLUICE_NODE_LEVEL,     /* data of one class of an object: VALUE... DATA... [NO_END] */
    SLUICE_NODE_ENUM,      /* DESC CONSTANT [label] */
    SLUICE_NODE_CLASS,     /* TC_CLASS: DESC [label] */
    SLUICE_NODE_CLASSDESC, /* NAME FIELD... ANNOTATION... SUPER
                              [number: serialVersionUID, code: flags, claim: fields, ONCE, NO_END,
                              label] */
    SLUICE_NODE_FIELD,     /* of a descriptor: NAME, then TYPE or none [code: type code] */
    SLUICE_NODE_PROXYDESC, /* INTERFACE... ANNOTATION... SUPER [claim: interfaces, NO_END, label] */
    SLUICE_NODE_EXCEPTION, /* TC_EXCEPTION: EXCEPTION */
    SLUICE_NODE_VALUES,    /* primitive values without type code [code: B C D F I J S Z, bytes] */
    SLUICE_NODE_UTF,       /* two length bytes and text [bytes, claim] */
    SLUICE_NODE_RAW,       /* bytes as they are [bytes, number: handles they take, label] */
    SLUICE_NODE_REPEAT,    /* BODY... written `number` times; once is a mere group; an empty group
                              writes nothing and stands for a part that is missing */
    SLUICE_NODE_NEST,      /* AROUND INSIDE: AROUND inside itself `number` times, INSIDE within */
    SLUICE_NODE_HOLE       /* in AROUND: where the next level goes */
};

/** What a node is to its parent. Children stand in the order in which they are written. */
enum sluice_node_role {
    SLUICE_ROLE_ITEM,
    SLUICE_ROLE_PART,
    SLUICE_ROLE_DESC,
    SLUICE_ROLE_NAME,
    SLUICE_ROLE_FIELD,
    SLUICE_ROLE_TYPE,
    SLUICE_ROLE_INTERFACE,
    SLUICE_ROLE_ANNOTATION,
    SLUICE_ROLE_SUPER,
    SLUICE_ROLE_ELEMENT,
    SLUICE_ROLE_LEVEL,
    SLUICE_ROLE_CONTENT,
    SLUICE_ROLE_VALUE,
    SLUICE_ROLE_DATA,
    SLUICE_ROLE_CONSTANT,
    SLUICE_ROLE_EXCEPTION,
    SLUICE_ROLE_BODY, /* stands for the role of its parent */
    SLUICE_ROLE_AROUND,
    SLUICE_ROLE_INSIDE
};

/** Marks of a node, a set. */
enum {
    SLUICE_NODE_CLAIM = 1, /* write `claim` instead of the real length or count */
    SLUICE_NODE_LONG = 2,  /* FORM: TC_LONGSTRING, TC_BLOCKDATALONG whatever the length */
    SLUICE_NODE_SHORT = 4, /* FORM: TC_STRING, TC_BLOCKDATA whatever the length */
    SLUICE_NODE_ONCE = 8, /* an equal ONCE string (descriptor: of equal name) that was written since
                                the last reset is referred to instead */
    SLUICE_NODE_NO_END = 16, /* no TC_ENDBLOCKDATA (descriptor: after the annotation) */
    SLUICE_NODE_COUNTER = 32 /* append the number of the innermost repetition to the bytes */
};

/**
 * One node. Read through sluice_program_node(); links are changed by the functions below only.
 */
struct sluice_node {
    uint8_t kind;   /* enum sluice_node_kind */
    uint8_t role;   /* enum sluice_node_role */
    uint8_t marks;  /* set of SLUICE_NODE_CLAIM ... */
    uint8_t code;   /* see the kinds */
    uint32_t label; /* the handle's name: 0 none, else see sluice_program_label() */
    sluice_node_id parent;
    sluice_node_id first;
    sluice_node_id last;
    sluice_node_id previous;
    sluice_node_id next;
    uint32_t target; /* REFERENCE: a label, or 0 for the handle in `number` */
    uint32_t line;   /* where it stands in the YAML file, from 1; 0: not from a file */
    uint32_t column;
    int64_t number;
    int64_t claim;
    uint32_t bytes;  /* offset in the program's bytes; see sluice_program_bytes() */
    uint32_t length; /* bytes */
    uint32_t times;  /* how often `bytes` are written one after another; 1 is usual */
};

/* --- the tree --------------------------------------------------------------------------------- */

/** An empty program: a root without items. NULL: out of memory. */
SLUICE_NODISCARD struct sluice_program *sluice_program_create(void);

/** A copy, in time linear in the program. NULL: out of memory. */
SLUICE_NODISCARD struct sluice_program *sluice_program_copy(const struct sluice_program *program);

/** Frees a program; NULL is allowed. */
void sluice_program_free(struct sluice_program *program);

/** Number of node ids in use; ids run from 1 to this. Detached nodes count. */
uint32_t sluice_program_node_count(const struct sluice_program *program);

/**
 * A node, to read or to set members other than links, bytes and length. Valid until the next call
 * that adds a node. `id` must be a node of the program.
 */
struct sluice_node *sluice_program_node(struct sluice_program *program, sluice_node_id id);
const struct sluice_node *sluice_program_peek(const struct sluice_program *program,
                                              sluice_node_id id);

/** The bytes of a node, one time; valid until bytes are set in the program. */
struct sluice_bytes sluice_program_bytes(const struct sluice_program *program, sluice_node_id id);

/** Sets a node's bytes to a copy of `data`. False: out of memory (4 GiB per program). */
SLUICE_NODISCARD bool sluice_program_set_bytes(struct sluice_program *program, sluice_node_id id,
                                               const void *data, size_t length);

/**
 * A new node of a kind, as the last child of `parent`; SLUICE_NODE_NONE as parent leaves it
 * detached.
 * @return SLUICE_NODE_NONE when out of memory.
 */
SLUICE_NODISCARD sluice_node_id sluice_program_add(struct sluice_program *program,
                                                   sluice_node_id parent,
                                                   enum sluice_node_role role,
                                                   enum sluice_node_kind kind);

/** Takes a node and what is below it out of its parent. It stays usable and may be inserted
 * again. */
void sluice_program_detach(struct sluice_program *program, sluice_node_id id);

/** Puts a detached node under `parent`, before the child `before` (NONE: as the last). */
void sluice_program_insert(struct sluice_program *program, sluice_node_id parent,
                           sluice_node_id before, sluice_node_id id);

/**
 * A detached copy of a node of `from` (which may be `program` itself) and of all below it. Labels
 * go by name: a reference in the copy means the label of that name in `program`.
 * @return SLUICE_NODE_NONE when out of memory.
 */
SLUICE_NODISCARD sluice_node_id sluice_program_graft(struct sluice_program *program,
                                                     const struct sluice_program *from,
                                                     sluice_node_id id);

/**
 * The node after `id` in a walk over everything below `top`, parents before children;
 * SLUICE_NODE_NONE at the end. Start with `id` = `top`.
 */
sluice_node_id sluice_program_walk(const struct sluice_program *program, sluice_node_id top,
                                   sluice_node_id id);

/** The same, leaving out what is below `id`. */
sluice_node_id sluice_program_walk_past(const struct sluice_program *program, sluice_node_id top,
                                        sluice_node_id id);

/** True if both trees say the same, node by node; where they stand in a file does not matter. */
bool sluice_program_equal(const struct sluice_program *a, const struct sluice_program *b);

/* --- labels ----------------------------------------------------------------------------------- */

/** The label of a name, made if new; ids run from 1. 0: out of memory. */
SLUICE_NODISCARD uint32_t sluice_program_label(struct sluice_program *program, const char *name,
                                               size_t length);

/** The label of a node, made anew if it has none. 0: out of memory. */
SLUICE_NODISCARD uint32_t sluice_program_label_of(struct sluice_program *program,
                                                  sluice_node_id id);

/** A label's name, NUL-terminated; "" for 0. Valid until bytes are set or labels made. */
const char *sluice_program_label_name(const struct sluice_program *program, uint32_t label);

/** The first node, in walking order, that carries a label; NONE if there is none. Linear. */
sluice_node_id sluice_program_labeled(const struct sluice_program *program, uint32_t label);

/* --- YAML ------------------------------------------------------------------------------------- */

/**
 * Loads the value of `stream:`, a list of items (FORMAT.md).
 * @param out receives the program, to be freed with sluice_program_free(), or NULL on failure.
 * @param error filled on failure: file, line, column and one sentence.
 * Keeps nothing of the YAML document. Time linear in the file.
 */
SLUICE_NODISCARD bool sluice_program_load(const struct sluice_yaml_node *stream,
                                          struct sluice_program **out,
                                          struct sluice_yaml_error *error);

/** Loads a file that holds `stream:`, or nothing but the list; other keys are allowed and
 * ignored. */
SLUICE_NODISCARD bool sluice_program_load_file(const char *path, struct sluice_program **out,
                                               struct sluice_yaml_error *error);

/**
 * Prints a program as YAML, `stream:` and the list of its items. Loading the text gives a program
 * that assembles to the same bytes. One that was loaded or disassembled comes back equal, but for
 * objects whose data does not follow their descriptor: they come back as `content`.
 * @param out the text is added to it.
 * @return false: out of memory. Time linear in the program.
 */
SLUICE_NODISCARD bool sluice_program_print(const struct sluice_program *program,
                                           struct sluice_text *out);

/* --- bytes ------------------------------------------------------------------------------------ */

/** Bytes of a layout path, NUL included; a longer one has its middle replaced by "...". */
enum { SLUICE_LAYOUT_PATH = 160 };

/** What a range of the stream encodes. The rows follow each other and cover the stream. */
struct sluice_layout_row {
    uint64_t start;    /* bytes from the start of the stream */
    uint64_t end;      /* first byte after the range; never equal to start */
    const char *label; /* the grammar element ("array.length") or type code ("TC_OBJECT"), static */
    char path[SLUICE_LAYOUT_PATH]; /* "stream[2].elements[0].class", printable ASCII */
};

/** Settings of the assembler. Zero-initialize, then set what matters. */
struct sluice_assembly_options {
    uint64_t max_bytes; /* error beyond; 0: 256 MiB */
    size_t max_rows;    /* layout rows to keep; further ones are counted in rows_dropped */
    /* Every repeat and nest, and every text and block with `times`, this many times as long; 0: as
       written. */
    uint64_t repeat_factor;
};

/** An assembled stream. Free with sluice_assembly_free(). */
struct sluice_assembly {
    uint8_t *bytes; /* never NULL, also when `length` is 0 */
    size_t length;
    struct sluice_layout_row *rows; /* NULL if there is none */
    size_t row_count;
    uint64_t rows_dropped;
    uint32_t handles; /* most that are assigned between two resets */
};

/**
 * Turns a program into bytes, in time and memory linear in them.
 * @param options NULL: all defaults.
 * @param out     filled on success, else empty.
 * @param error   filled on failure: a label that never gets a handle, a length that does not fit
 * its                field, too many bytes, out of memory.
 */
SLUICE_NODISCARD bool sluice_assemble(const struct sluice_program *program,
                                      const struct sluice_assembly_options *options,
                                      struct sluice_assembly *out, struct sluice_yaml_error *error);

/** Frees what an assembly holds and empties it. An empty one is allowed. */
void sluice_assembly_free(struct sluice_assembly *assembly);

/**
 * Turns any bytes into a program that assembles to the same bytes; what is not well formed becomes
 * raw items. References become labels (h12 for the wire handle 0x7E000C) where their object is
 * known. Time and memory linear in the bytes.
 * @return NULL: out of memory, or more than 1 GiB of bytes.
 */
SLUICE_NODISCARD struct sluice_program *sluice_disassemble(const void *bytes, size_t length);

#endif
