/* The registry: every rule with the oracle that decides it and the verdict of its violation.
 *
 * X(rule id, oracle, verdict). rules/catalogue/<rule id>.yaml says what each rule asks and why; a test
 * holds the two against each other. Planned rules have neither oracle nor verdict: a rule moves up from
 * the second list when it gets both. */
#ifndef SLUICE_RULES_REGISTRY_H
#define SLUICE_RULES_REGISTRY_H

#include "rules/archive.h"
#include "rules/case.h"

#define SLUICE_RULES(X)                                                                            \
    X("IN-1", sluice_oracle_partial_reference, PARTIAL_OBJECT)                                     \
    X("IN-2", sluice_oracle_failed_reference, PARTIAL_OBJECT)                                      \
    X("IN-3", sluice_oracle_unfounded_construction, SIDE_EFFECT)                                   \
    X("IN-4", sluice_oracle_constructor_choice, SIDE_EFFECT)                                       \
    X("IN-5", sluice_oracle_standard_construction, PARTIAL_OBJECT)                                 \
    X("IN-6", sluice_oracle_permitted_construction, WRONG_VALUE)                                   \
    X("IN-7", sluice_oracle_stop_at_failure, SIDE_EFFECT)                                          \
    X("IN-8", sluice_oracle_protocol, WRONG_VALUE)                                                 \
    X("IN-9", sluice_oracle_object_count, BUDGET)                                                  \
    X("IN-10", sluice_oracle_element_count, BUDGET)                                                \
    X("IN-11", sluice_oracle_resolve, SIDE_EFFECT)                                                 \
    X("OUT-1", sluice_oracle_reader_limits, BUDGET)                                                \
    X("OUT-2", sluice_oracle_safe_containers, WRONG_VALUE)                                         \
    X("OUT-3", sluice_oracle_written_protocol, WRONG_VALUE)                                        \
    X("DEV-1", sluice_oracle_early_check, PARTIAL_OBJECT)                                          \
    X("DEV-2", sluice_oracle_element_types, WRONG_VALUE)                                           \
    X("DEV-3", sluice_oracle_field_types, WRONG_VALUE)                                             \
    X("DEV-4", sluice_oracle_developer_copies, WRONG_VALUE)                                        \
    X("DEV-5", sluice_oracle_early_constructor, PARTIAL_OBJECT)                                    \
    X("DEV-6", sluice_oracle_failed_invariant, PARTIAL_OBJECT)                                     \
    X("DEV-7", sluice_oracle_early_reading, PARTIAL_OBJECT)                                        \
    X("DEV-8", sluice_oracle_own_reader, WRONG_VALUE)                                              \
    X("DEV-9", sluice_oracle_default_reading, SIDE_EFFECT)                                         \
    X("DEV-10", sluice_oracle_required_fields, WRONG_VALUE)                                        \
    X("DEV-11", sluice_oracle_implicit_constructor, PARTIAL_OBJECT)                                \
    X("DEV-12", sluice_oracle_enum_and_proxy, SIDE_EFFECT)                                         \
    X("DEV-13", sluice_oracle_invocation_handler, SIDE_EFFECT)                                     \
    X("GOLD-1", sluice_oracle_claimed_size, BUDGET)                                                \
    X("GOLD-2", sluice_oracle_array_creation, BUDGET)                                              \
    X("GOLD-3", sluice_oracle_array_copies, WRONG_VALUE)                                           \
    X("GOLD-4", sluice_oracle_mutable_copies, WRONG_VALUE)                                         \
    X("GOLD-5", sluice_oracle_permission, SIDE_EFFECT)                                             \
    X("CON-1", sluice_oracle_serializable, SIDE_EFFECT)                                            \
    X("CON-2", sluice_oracle_atomic_check, PARTIAL_OBJECT)                                         \
    X("CON-3", sluice_oracle_stateless, SIDE_EFFECT)                                               \
    X("CON-4", sluice_oracle_named_permission, SIDE_EFFECT)                                        \
    X("BOUND-HEAP", sluice_oracle_heap, BUDGET)                                                    \
    X("BOUND-STEPS", sluice_oracle_steps, BUDGET)                                                  \
    X("BOUND-STACK", sluice_oracle_stack, BUDGET)                                                  \
    X("BOUND-COUNTERS", sluice_oracle_counters, BUDGET)                                            \
    X("BOUND-CONSUMED", sluice_oracle_consumed, SIDE_EFFECT)                                       \
    X("BOUND-PUBLISHED", sluice_oracle_published, PARTIAL_OBJECT)                                  \
    X("BOUND-ALLOCATION", sluice_oracle_allocation, LEAK)                                          \
    X("BOUND-CHUNKS", sluice_oracle_chunks, WRONG_VALUE)

/* Rules about archives: rules/archive.h judges them. Of a stream they say nothing. */
#define SLUICE_ARCHIVE_RULES(X)                                                                    \
    X("SEC06-J", sluice_oracle_signed_archives, SIDE_EFFECT)                                       \
    X("ENV01-J", sluice_oracle_sealed_packages, SIDE_EFFECT)

#define SLUICE_PLANNED_RULES(X)                                                                    \
    X("MSC00-J")                                                                                   \
    X("CFG-1")                                                                                     \
    X("CFG-2")                                                                                     \
    X("CFG-3")                                                                                     \
    X("CFG-4")                                                                                     \
    X("DL-1")                                                                                      \
    X("DL-2")                                                                                      \
    X("DL-3")                                                                                      \
    X("DL-4")                                                                                      \
    X("DL-5")

#define X(rule, oracle, verdict) SLUICE_ORACLE(oracle);
SLUICE_RULES(X)
#undef X

#define X(rule, oracle, verdict) SLUICE_ARCHIVE_ORACLE(oracle);
SLUICE_ARCHIVE_RULES(X)
#undef X

#endif
