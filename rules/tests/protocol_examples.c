/* Examples: whether the bytes are read as they are, and counted against the limits. */
#include "rules/tests/examples.h"

/* --- IN-8 ---------------------------------------------------------------------------------------- */

static void bad_header_accepted(struct scene *scene)
{
    scene_stream(scene, "aced0006");
}

static void truncated_accepted(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740005414243");
}

static void truncated_refused(struct scene *scene)
{
    truncated_accepted(scene);
    scene_refused(scene, "EOFException", "truncated", 7);
}

static void rest_left_unread(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "7070");
    scene->run.resources.consumed = 5;
}

static void end_of_file_in_whole_stream(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_refused(scene, "EOFException", "truncated", 26);
}

static void handle_out_of_order(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 1, 9, 1);
}

static void handle_missing(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 9, 1);
}

static void handle_too_many(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "70");
    scene_handle(scene, 0, 5, 1);
    scene_refused(scene, "InvalidClassException", "class-not-in-policy", 4);
}

static void handle_misplaced(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_handle(scene, 0, 3, 1);
    scene_handle(scene, 1, 26, 2);
}

static void reset_overlooked(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "7970");
}

static void other_class_built(struct scene *scene)
{
    example_one_of(scene, SCENE_ONE_A, "P");
}

static void wrong_handle_once_more(struct scene *scene)
{
    example_read_once_more(scene);
    scene->run.trace[6].handle = 1;
}

/* A descriptor of the class with this letter, without fields; `super` ends it. */
#define DESCRIBED(letter, version, flags, super)                                                   \
    "720001" letter "00000000000000" version flags "000078" super

static void of_another_version(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73" DESCRIBED("61", "02", "02", "70"));
    scene->run.shows = 0;
}

static void of_another_version_refused(struct scene *scene)
{
    of_another_version(scene);
    scene_refused(scene, "InvalidClassException", "suid-mismatch", 9);
}

static void of_this_version(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73" DESCRIBED("61", "01", "02", "70"));
    scene->run.shows = 0;
}

static void said_to_be_external(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73" DESCRIBED("61", "01", "0c", "70") "78");
    scene->run.shows = 0;
}

static void named_below_another_version(struct scene *scene)
{
    scene_stream(scene,
                 SCENE_HEADER "76" DESCRIBED("41", "07", "02", DESCRIBED("61", "02", "02", "70")));
    scene->run.shows = 0;
}

/* What the stream does not call serializable is of no version. */
static void named_without_a_version(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "76" DESCRIBED("61", "02", "00", "70"));
    scene->run.shows = 0;
}

static void array_as_an_enum(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "7672"
                                     "00025b49"
                                     "0000000000000000"
                                     "1200007870");
    scene->run.shows = 0;
}

static void enum_as_a_class(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "76" DESCRIBED("45", "00", "00", "70"));
    scene->run.shows = 0;
}

static void enum_as_an_enum(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "76" DESCRIBED("45", "00", "12", "70"));
    scene->run.shows = 0;
}

static void string_as_an_enum(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "7672"
                                     "00106a6176612e6c616e672e537472696e67"
                                     "0000000000000000"
                                     "1200007870");
    scene->run.shows = 0;
}

/* Only in an inspection is nothing said of classes that nobody knows. */
static void inspected(struct scene *scene, const char *stream)
{
    scene_stream(scene, stream);
    scene->context.mode = SLUICE_JUDGE_INSPECT;
    scene->run.shows = 0;
}

static void own_superclass(struct scene *scene)
{
    inspected(scene,
              SCENE_HEADER "73" DESCRIBED("41", "01", "02", DESCRIBED("41", "01", "02", "70")));
}

static void repeated_further_up(struct scene *scene)
{
    inspected(
        scene, SCENE_HEADER
        "73" DESCRIBED("43", "01", "02",
                       DESCRIBED("41", "01", "02",
                                 DESCRIBED("42", "01", "02", DESCRIBED("41", "01", "02", "70")))));
}

static void repeated_behind_a_sound_one(struct scene *scene)
{
    inspected(scene, SCENE_HEADER
              "73" DESCRIBED("41", "01", "02", DESCRIBED("42", "01", "02", "70")) "73" DESCRIBED(
                  "43", "01", "02", DESCRIBED("43", "01", "02", "71007e0000")));
}

static void three_classes(struct scene *scene)
{
    inspected(scene, SCENE_HEADER
              "73" DESCRIBED("43", "01", "02",
                             DESCRIBED("41", "01", "02", DESCRIBED("42", "01", "02", "70"))));
}

/* Of a Class object nobody asks. */
static void repeated_and_named(struct scene *scene)
{
    inspected(scene,
              SCENE_HEADER "76" DESCRIBED("41", "01", "02", DESCRIBED("41", "01", "02", "70")));
}

static void repeated_and_external(struct scene *scene)
{
    inspected(scene, SCENE_HEADER
              "73" DESCRIBED("41", "01", "0c", DESCRIBED("41", "01", "02", "70")) "78");
}

static void string_as_an_object(struct scene *scene)
{
    inspected(scene, SCENE_HEADER "7372"
                                  "00106a6176612e6c616e672e537472696e67"
                                  "a0f0a4387a3bb342"
                                  "0200007870");
}

/* --- IN-9, IN-10, BOUND-COUNTERS ----------------------------------------------------------------- */

static void below_object_limit(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "objects", 2);
}

static void over_object_limit(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "objects", 1);
}

static void over_object_limit_unseen(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene->run.shows = 0;
    scene_limit(scene, "objects", 1);
}

/* The run goes on although the bytes are no stream that the map can follow. */
static void charged_over_the_limit(struct scene *scene)
{
    scene_stream(scene, "aced");
    scene_limit(scene, "objects", 1);
    scene_handle(scene, 0, 9, 1);
    scene_handle(scene, 1, 26, 2);
    scene_refused(scene, "StreamCorruptedException", "bad-magic", 0);
}

static void object_limit_refused(struct scene *scene)
{
    over_object_limit_unseen(scene);
    scene_refused(scene, "StreamCorruptedException", "limit-objects", 26);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void object_limit_wrong_exception(struct scene *scene)
{
    object_limit_refused(scene);
    scene->run.answer.java_class = "IOException";
}

static void object_not_counted(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_limit(scene, "objects", 5);
    scene_handle(scene, 0, 9, 1);
    scene_event(scene, SLUICE_TRACE_HANDLE_ASSIGNED, 1, 26, NULL);
}

static void below_element_limit(struct scene *scene)
{
    example_two_ints(scene, 2);
    scene_limit(scene, "elements", 2);
}

static void over_element_limit(struct scene *scene)
{
    example_two_ints(scene, 2);
    scene_limit(scene, "elements", 1);
}

static void over_element_limit_unseen(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER TWO_INTS);
    scene->run.shows = 0;
    scene_limit(scene, "elements", 1);
}

static void element_limit_wrong_exception(struct scene *scene)
{
    over_element_limit_unseen(scene);
    scene_refused(scene, "IOException", "limit-elements", 26);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void element_not_counted(struct scene *scene)
{
    example_two_ints(scene, 1);
    scene_limit(scene, "elements", 5);
}

static void object_counted_twice(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "objects", 5);
    scene_amount(scene, SLUICE_TRACE_COUNTER_CHARGED, 30, "objects", 1, 3);
}

static void element_counted_twice(struct scene *scene)
{
    example_two_ints(scene, 2);
    scene_limit(scene, "elements", 5);
    scene_amount(scene, SLUICE_TRACE_COUNTER_CHARGED, scene->context.length, "elements", 1, 3);
}

/* An array of 1000, of which an exception lets two begin, charged with so many at `offset`: its length ends at 27. */
static void cut_short(struct scene *scene, uint64_t offset, uint64_t charge)
{
    scene_stream(scene, SCENE_HEADER "75720002"
                                     "5b4c" SCENE_SUID "02" SCENE_NO_FIELDS "7870"
                                     "000003e8"
                                     "707b73" SCENE_A "00000007");
    scene->context.mode = SLUICE_JUDGE_INSPECT;
    scene_handle(scene, 0, 8, 1);
    scene_handle(scene, 1, 27, 2);
    if (offset > 27) {
        scene_handle(scene, 2, 34, 3);
        scene_handle(scene, 3, 51, 4);
    }
    if (charge > 0) {
        scene_amount(scene, SLUICE_TRACE_COUNTER_CHARGED, offset, "elements", charge, charge);
    }
    if (offset == 27) {
        scene_handle(scene, 2, 34, 3);
        scene_handle(scene, 3, 51, 4);
    }
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, scene->context.length, NULL, 2, 0);
    scene_limit(scene, "elements", 2000);
}

static void cut_short_charged_at_once(struct scene *scene)
{
    cut_short(scene, 27, 1000);
}

static void cut_short_charged_late(struct scene *scene)
{
    cut_short(scene, 55, 2);
}

static void cut_short_charged_with_all(struct scene *scene)
{
    cut_short(scene, 55, 3);
}

static void cut_short_refused(struct scene *scene, uint64_t offset, const char *limit,
                              const char *reason)
{
    cut_short(scene, 0, 0);
    scene->run.trace_count--;
    scene->context.limit_count = 0;
    scene_limit(scene, "elements", 1000);
    scene_limit(scene, limit, 2);
    scene_refusal(scene, SLUICE_TRACE_FAILED, 0, offset, NULL, reason);
    scene_refused(scene, "StreamCorruptedException", reason, 23);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void cut_short_claims_too_much(struct scene *scene)
{
    cut_short_refused(scene, 27, "array_length", "limit-array-length");
}

static void cut_short_length_in_vain(struct scene *scene)
{
    cut_short_refused(scene, 55, "array_length", "limit-array-length");
}

static void cut_short_limit_in_vain(struct scene *scene)
{
    cut_short_refused(scene, 55, "array_length", "limit-elements");
}

static void counters_restart(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740000"
                                     "79"
                                     "740000");
    scene_limit(scene, "objects", 1);
    scene_handle(scene, 0, 7, 1);
    scene_event(scene, SLUICE_TRACE_RESET, 0, 8, NULL);
    scene_handle(scene, 1, 11, 1);
    scene_amount(scene, SLUICE_TRACE_RESULT_PUBLISHED, 11, NULL, 3, 0);
}

static void counter_runs_on(struct scene *scene)
{
    counters_restart(scene);
    scene->run.trace[3].total = 2;
    scene->context.limit_count = 0;
}

static void limit_in_vain(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740000"
                                     "79"
                                     "740000");
    scene->run.shows = 0;
    scene_limit(scene, "objects", 1);
    scene_refused(scene, "StreamCorruptedException", "limit-objects", 8);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void string_limit_passed(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "740003414243");
    scene->run.shows = 0;
    scene_limit(scene, "string_bytes", 2);
}

static void string_limit_refused(struct scene *scene)
{
    string_limit_passed(scene);
    scene_refused(scene, "StreamCorruptedException", "limit-string-bytes", 5);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void depth_limit_passed(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "depth", 1);
    scene->run.trace[5].depth = 2;
}

static void stream_limit_passed(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "stream_bytes", 29);
}

static void byte_limit_passed(struct scene *scene)
{
    scene_one_a(scene);
    scene_limit(scene, "bytes", 29);
}

static void passed_unseen(struct scene *scene, const char *limit, uint64_t value)
{
    scene_stream(scene, SCENE_ONE_A);
    scene->run.shows = 0;
    scene_limit(scene, limit, value);
}

static void depth_passed_unseen(struct scene *scene)
{
    passed_unseen(scene, "depth", 1);
}

static void bytes_passed_unseen(struct scene *scene)
{
    passed_unseen(scene, "bytes", 29);
}

static void hierarchy_in_vain(struct scene *scene)
{
    passed_unseen(scene, "hierarchy", 1);
    scene_refused(scene, "StreamCorruptedException", "limit-hierarchy", 5);
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
}

static void heap_limit_passed(struct scene *scene)
{
    scene_limit(scene, "heap", 1000);
    scene_amount(scene, SLUICE_TRACE_MEMORY_GROWN, 0, NULL, 1001, 1001);
}

/* --- all ---------------------------------------------------------------------------------------- */

static const struct example examples[] = {
    {"IN-8", HELD, "a good stream accepted", scene_one_a},
    {"IN-8", HELD, "a truncated stream refused", truncated_refused},
    {"IN-8", VIOLATED, "a bad header accepted", bad_header_accepted},
    {"IN-8", VIOLATED, "a truncated stream accepted", truncated_accepted},
    {"IN-8", VIOLATED, "the rest is left unread", rest_left_unread},
    {"IN-8", VIOLATED, "EOFException for a whole stream", end_of_file_in_whole_stream},
    {"IN-8", VIOLATED, "a handle out of order", handle_out_of_order},
    {"IN-8", VIOLATED, "a handle is missing", handle_missing},
    {"IN-8", VIOLATED, "a handle too many", handle_too_many},
    {"IN-8", VIOLATED, "a handle of another element", handle_misplaced},
    {"IN-8", VIOLATED, "a reset is overlooked", reset_overlooked},
    {"IN-8", VIOLATED, "an object of another class", other_class_built},
    {"IN-8", VIOLATED, "an object of another version", of_another_version},
    {"IN-8", HELD, "an object of another version refused", of_another_version_refused},
    {"IN-8", HELD, "an object of this version", of_this_version},
    {"IN-8", VIOLATED, "an object said to be externalizable", said_to_be_external},
    {"IN-8", VIOLATED, "a Class object below another version", named_below_another_version},
    {"IN-8", HELD, "a Class object without a version", named_without_a_version},
    {"IN-8", VIOLATED, "a Class object of an array as an enum", array_as_an_enum},
    {"IN-8", VIOLATED, "a Class object of an enum as none", enum_as_a_class},
    {"IN-8", HELD, "a Class object of an enum", enum_as_an_enum},
    {"IN-8", VIOLATED, "a Class object of String as an enum", string_as_an_enum},
    {"IN-8", VIOLATED, "a class is its own superclass", own_superclass},
    {"IN-8", VIOLATED, "a class twice among the superclasses", repeated_further_up},
    {"IN-8", VIOLATED, "a class twice behind a sound one", repeated_behind_a_sound_one},
    {"IN-8", HELD, "three classes one above the other", three_classes},
    {"IN-8", HELD, "a Class object of its own superclass", repeated_and_named},
    {"IN-8", HELD, "an externalizable one of its own superclass", repeated_and_external},
    {"IN-8", VIOLATED, "a text as an ordinary object", string_as_an_object},
    {"IN-8", HELD, "an inspection reads once more", example_read_once_more},
    {"IN-8", VIOLATED, "a wrong handle when read once more", wrong_handle_once_more},
    {"IN-8", VIOLATED, "a stream decoded twice", example_decoded_once_more},
    {"IN-9", HELD, "as many objects as allowed", below_object_limit},
    {"IN-9", HELD, "too many objects, refused", object_limit_refused},
    {"IN-9", VIOLATED, "too many objects in the trace", over_object_limit},
    {"IN-9", VIOLATED, "too many objects by the bytes", over_object_limit_unseen},
    {"IN-9", VIOLATED, "charged over the limit", charged_over_the_limit},
    {"IN-9", VIOLATED, "the wrong exception", object_limit_wrong_exception},
    {"IN-9", VIOLATED, "an object not counted", object_not_counted},
    {"IN-9", VIOLATED, "an object counted twice", object_counted_twice},
    {"IN-10", HELD, "as many elements as allowed", below_element_limit},
    {"IN-10", VIOLATED, "too many elements in the trace", over_element_limit},
    {"IN-10", VIOLATED, "too many elements by the bytes", over_element_limit_unseen},
    {"IN-10", VIOLATED, "the wrong exception", element_limit_wrong_exception},
    {"IN-10", VIOLATED, "an element not counted", element_not_counted},
    {"IN-10", VIOLATED, "an element counted twice", element_counted_twice},
    {"IN-10", HELD, "cut short, the claim charged", cut_short_charged_at_once},
    {"IN-10", HELD, "cut short, what had begun charged", cut_short_charged_late},
    {"IN-10", VIOLATED, "cut short, more charged than had begun", cut_short_charged_with_all},
    {"IN-10", NOT_APPLICABLE, "cut short, the claim too long", cut_short_claims_too_much},
    {"IN-10", VIOLATED, "cut short, what had begun not too long", cut_short_length_in_vain},
    {"IN-10", VIOLATED, "cut short, what had begun not too many", cut_short_limit_in_vain},
    {"BOUND-COUNTERS", HELD, "counters restart", counters_restart},
    {"BOUND-COUNTERS", HELD, "a long string, refused", string_limit_refused},
    {"BOUND-COUNTERS", VIOLATED, "a counter runs on", counter_runs_on},
    {"BOUND-COUNTERS", VIOLATED, "a limit in vain", limit_in_vain},
    {"BOUND-COUNTERS", VIOLATED, "a long string, accepted", string_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "the depth passes its limit", depth_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "a deep stream, accepted", depth_passed_unseen},
    {"BOUND-COUNTERS", VIOLATED, "many bytes until reset, accepted", bytes_passed_unseen},
    {"BOUND-COUNTERS", VIOLATED, "one class is a chain too long", hierarchy_in_vain},
    {"BOUND-COUNTERS", VIOLATED, "the stream passes its limit", stream_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "bytes until reset pass their limit", byte_limit_passed},
    {"BOUND-COUNTERS", VIOLATED, "the heap passes its limit", heap_limit_passed},
};

const struct example_list sluice_protocol_examples = {examples, sizeof examples / sizeof *examples};
