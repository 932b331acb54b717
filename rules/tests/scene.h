/* A scene: a stream, a policy, limits and what a target showed, put together by hand. */
#ifndef SLUICE_RULES_TESTS_SCENE_H
#define SLUICE_RULES_TESTS_SCENE_H

#include "rules/judge.h"

enum { SCENE_BYTES = 1024, SCENE_LIMITS = 4, SCENE_RUNS = 4 };

struct scene {
    struct sluice_judge_context context;
    struct sluice_observation run;
    struct sluice_observation_set set;
    uint8_t bytes[SCENE_BYTES];
    uint8_t written[SCENE_BYTES];
    struct sluice_judge_limit limits[SCENE_LIMITS];
    struct sluice_judge_limit reader[SCENE_LIMITS];
    struct sluice_answer reread;
    struct sluice_answer back;
    struct sluice_allocation_failure failures[SCENE_RUNS];
    struct sluice_chunk_run chunks[SCENE_RUNS];
    struct sluice_scaled_run scaled[SCENE_RUNS];
};

/* The policy of every scene, each class named by one letter:
 *   A atomic (int x; resolves; an invocation handler)       H atomic, holds Object v, shared Object s
 *   S stateless                      P permitted (int x)      M permitted, mutable (int x)
 *   D denied (int x)                 N not serializable       I interface
 *   C atomic, reads custom data
 *   B atomic, with check and constructor
 *   K atomic, below B, with reader, check and constructor
 *   T atomic, means its Object v to be a container of P, and its Object s, required, to be a P
 *   U atomic, below T
 *   G atomic, means its custom data to be an M and many P
 *   W atomic, means its custom data to be pairs of a P and an M
 *   Q permitted, mutable, holds elements as custom data
 *   V permitted, a view of the list in its field v     Z the same of a single element
 *   Y permitted, implements I, which extends J         F atomic, holds J v
 *   O atomic, mutable, holds Object v, where the object itself means null
 *   E enum       X atomic, below Proxy      R permitted, resolves
 *   a atomic, of version 1 alone
 * L is a class that the policy does not name. */
#define SCENE_HEADER "aced0005"
#define SCENE_SUID "0000000000000001"
#define SCENE_NO_FIELDS "0000"
#define SCENE_INT_FIELD                                                                            \
    "0001490001"                                                                                   \
    "78"
#define SCENE_CLASS(letter, fields) "720001" letter SCENE_SUID "02" fields "7870"
#define SCENE_A SCENE_CLASS("41", SCENE_INT_FIELD)
#define SCENE_ONE_A SCENE_HEADER "73" SCENE_A "00000007"

/* An accepted decode that shows everything of an empty stream. */
void scene_init(struct scene *scene);
void scene_free(struct scene *scene);

/* The stream, as hex. */
void scene_stream(struct scene *scene, const char *hex);

/* What was written, as hex; the mode becomes `rewrite`, of a target without a trace. */
void scene_written(struct scene *scene, const char *hex);

/* A limit in force; one of the reader of what was written. */
void scene_limit(struct scene *scene, const char *name, uint64_t value);
void scene_reader(struct scene *scene, const char *name, uint64_t value);

/* Code of a class ran, well or (`ok` false) not. */
void scene_call(struct scene *scene, uint32_t handle, uint64_t offset, const char *name,
                const char *code, bool ok);

/* One event; `name` may be NULL. */
void scene_event(struct scene *scene, enum sluice_trace_type type, uint32_t handle, uint64_t offset,
                 const char *name);
void scene_refusal(struct scene *scene, enum sluice_trace_type type, uint32_t handle,
                   uint64_t offset, const char *name, const char *reason);
void scene_amount(struct scene *scene, enum sluice_trace_type type, uint64_t offset,
                  const char *name, uint64_t amount, uint64_t total);

/* A handle that is counted and assigned. */
void scene_handle(struct scene *scene, uint32_t handle, uint64_t offset, uint64_t total);

/* Check begin to publication of an object, as it should be. */
void scene_build(struct scene *scene, uint32_t handle, uint64_t offset, const char *name);

/* The whole good run over SCENE_ONE_A. */
void scene_one_a(struct scene *scene);

/* The answer becomes a refusal. */
void scene_refused(struct scene *scene, const char *java_class, const char *reason,
                   uint64_t offset);

#endif
