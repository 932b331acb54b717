/* OUT-1..3: streams that are written again. */
#include "rules/tests/examples.h"

#define STRING(letter) "740001" letter
#define OBJECTS(count)                                                                             \
    "75"                                                                                           \
    "720013"                                                                                       \
    "5b4c6a6176612e6c616e672e4f626a6563743b" SCENE_SUID "02"                                       \
    "00007870" count
/* A list: its size, then custom data that begins with its capacity. */
#define LIST_CLASS                                                                                 \
    "720013"                                                                                       \
    "6a6176612e7574696c2e41727261794c697374" SCENE_SUID "03"                                       \
    "00014900"                                                                                     \
    "0473697a65"                                                                                   \
    "7870"
#define LIST_OF_MANY(count, items) "73" LIST_CLASS "000000" count "7704000000" count items "78"
#define LIST_OF(items) LIST_OF_MANY("01", items)
/* The same as an immutable one. */
#define SAFE_CLASS                                                                                 \
    "720011"                                                                                       \
    "6a6176612e7574696c2e436f6c6c536572" SCENE_SUID "03"                                           \
    "00007870"
#define SAFE_OF(items) "73" SAFE_CLASS "770400000001" items "78"
/* A, B, a reference to A. */
#define SHARED SCENE_HEADER STRING("41") STRING("42") "71007e0000"

static void copied(struct scene *scene)
{
    scene_stream(scene, SHARED);
    scene_written(scene, SHARED);
    scene->set.reread = &scene->reread;
    scene->reread = scene->run.answer;
}

/* --- OUT-1 ------------------------------------------------------------------------------------------ */

static void reset_in_time(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") "79" STRING("42") "79" STRING("41"));
    scene_reader(scene, "objects", 1);
}

static void never_reset(struct scene *scene)
{
    copied(scene);
    scene_reader(scene, "objects", 1);
}

static void elements_not_counted(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER OBJECTS("00000001") "70" OBJECTS("00000002") "7070");
    scene_written(scene, SCENE_HEADER OBJECTS("00000001") "70" OBJECTS("00000002") "7070");
    scene_reader(scene, "objects", 4);
    scene_reader(scene, "elements", 2);
}

static void reader_disagrees(struct scene *scene)
{
    reset_in_time(scene);
    scene->reread.outcome = SLUICE_OUTCOME_LIMIT;
    scene->reread.reason = "limit-depth";
    scene->reread.offset = 4;
}

static void refuse_at_limit(struct scene *scene, const char *reason)
{
    scene->run.answer.outcome = SLUICE_OUTCOME_LIMIT;
    scene->run.answer.java_class = "StreamCorruptedException";
    scene->run.answer.reason = reason;
    scene->run.answer.offset = 4;
}

static void refused_whole(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER STRING("41") OBJECTS("00000001") STRING("42"));
    scene_written(scene, SCENE_HEADER STRING("41"));
    scene_reader(scene, "objects", 2);
    refuse_at_limit(scene, "limit-objects");
}

static void refused_half(struct scene *scene)
{
    refused_whole(scene);
    scene_written(scene, SCENE_HEADER STRING("41") "79" OBJECTS("00000001"));
}

static void reset_inside(struct scene *scene)
{
    refused_whole(scene);
    scene_written(scene, SCENE_HEADER STRING("41") "79" OBJECTS("00000001") "79" STRING("42"));
}

static void refused_in_vain(struct scene *scene)
{
    copied(scene);
    scene_written(scene, "");
    scene_reader(scene, "objects", 2);
    refuse_at_limit(scene, "limit-objects");
}

static void refused_for_reader_of_depth(struct scene *scene, uint64_t depth)
{
    scene_stream(scene, SCENE_HEADER OBJECTS("00000001") STRING("42"));
    scene_written(scene, "");
    scene_reader(scene, "depth", depth);
    refuse_at_limit(scene, "limit-depth");
}

static void refused_for_depth(struct scene *scene)
{
    refused_for_reader_of_depth(scene, 1);
}

static void refused_for_depth_in_vain(struct scene *scene)
{
    refused_for_reader_of_depth(scene, 2);
}

static void refused_for_another_limit(struct scene *scene)
{
    refused_for_depth(scene);
    refuse_at_limit(scene, "limit-hierarchy");
}

static void refused_before_a_byte(struct scene *scene)
{
    refused_whole(scene);
    scene_stream(scene, SCENE_HEADER OBJECTS("00000001") STRING("42"));
    scene_written(scene, "");
}

static void no_reader(struct scene *scene)
{
    copied(scene);
}

/* --- OUT-2 ------------------------------------------------------------------------------------------ */

static void safely(struct scene *scene, const char *stream, const char *written)
{
    scene_stream(scene, stream);
    scene_written(scene, written);
    scene->context.safe = true;
}

static void list_replaced(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF(STRING("41")), SCENE_HEADER SAFE_OF(STRING("41")));
}

static void list_kept(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF(STRING("41")), SCENE_HEADER LIST_OF(STRING("41")));
}

static void inner_list_kept(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF(LIST_OF("70")), SCENE_HEADER SAFE_OF(LIST_OF("70")));
}

static void list_in_array_kept(struct scene *scene)
{
    safely(scene, SCENE_HEADER OBJECTS("00000001") LIST_OF("70"),
           SCENE_HEADER OBJECTS("00000001") LIST_OF("70"));
}

/* An object with one field of this type. */
#define HOLDER(type)                                                                               \
    "73"                                                                                           \
    "720001"                                                                                       \
    "4f" SCENE_SUID "02"                                                                           \
    "0001"                                                                                         \
    "4c000176" type "7870"
#define TYPE_LIST                                                                                  \
    "740015"                                                                                       \
    "4c6a6176612f7574696c2f41727261794c6973743b"

static void list_needed(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_LIST) LIST_OF("70") SAFE_OF(STRING("42")),
           SCENE_HEADER HOLDER(TYPE_LIST) LIST_OF("70") SAFE_OF(STRING("42")));
}

static void element_replaced(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF(STRING("41")), SCENE_HEADER SAFE_OF(STRING("42")));
}

static void element_lost(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF_MANY("02", STRING("41") STRING("42")),
           SCENE_HEADER SAFE_OF(STRING("41")));
}

/* It has another text behind its only element. */
static void text_lost(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF(STRING("41") STRING("42")),
           SCENE_HEADER SAFE_OF(STRING("41")));
}

/* It claims two elements and has one, and may stay as it is. What is written has the form of its class. */
static void claim_made_good(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF_MANY("02", STRING("41")),
           SCENE_HEADER LIST_OF(STRING("41")));
}

static void claim_made_good_twice(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF_MANY("02", STRING("41")),
           SCENE_HEADER LIST_OF(STRING("41")) LIST_OF(STRING("41")));
}

static void element_found(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF(STRING("41")),
           SCENE_HEADER SAFE_OF(STRING("41") "71007e0002"));
}

static void null_in_immutable(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF("70"), SCENE_HEADER SAFE_OF("70"));
}

static void list_in_field_kept(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_OBJECT) LIST_OF("70"),
           SCENE_HEADER HOLDER(TYPE_OBJECT) LIST_OF("70"));
}

/* An unmodifiable view of a list, which nobody else holds; the same with a second holder. */
#define VIEW_CLASS                                                                                        \
    "72002c"                                                                                              \
    "6a6176612e7574696c2e436f6c6c656374696f6e7324556e6d6f6469666961626c65436f6c6c656374696f6e" SCENE_SUID \
    "02"                                                                                                  \
    "0001"                                                                                                \
    "4c000163" TYPE_OBJECT "7870"

static void list_behind_view(struct scene *scene)
{
    safely(scene, SCENE_HEADER "73" VIEW_CLASS LIST_OF("70"),
           SCENE_HEADER "73" VIEW_CLASS LIST_OF("70"));
}

static void list_behind_view_and_elsewhere(struct scene *scene)
{
    safely(scene, SCENE_HEADER "73" VIEW_CLASS LIST_OF("70") "71007e0004",
           SCENE_HEADER "73" VIEW_CLASS LIST_OF("70") "71007e0004");
}

static void list_of_itself(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF("71007e0001"), SCENE_HEADER LIST_OF("71007e0001"));
}

/* An immutable container by its tag, in a field that takes what has an order. */
#define TYPE_SEQUENCE                                                                              \
    "74001f"                                                                                       \
    "4c6a6176612f7574696c2f53657175656e636564436f6c6c656374696f6e3b"
#define TAGGED(tag)                                                                                \
    "73"                                                                                           \
    "720011"                                                                                       \
    "6a6176612e7574696c2e436f6c6c536572" SCENE_SUID "03"                                           \
    "00014900"                                                                                     \
    "03746167"                                                                                     \
    "7870000000" tag "770400000001" STRING("41") "78"

static void list_as_sequence(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_SEQUENCE) LIST_OF(STRING("41")),
           SCENE_HEADER HOLDER(TYPE_SEQUENCE) TAGGED("01"));
}

static void set_as_sequence(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_SEQUENCE) LIST_OF(STRING("41")),
           SCENE_HEADER HOLDER(TYPE_SEQUENCE) TAGGED("02"));
}

static void set_read_as_sequence(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_SEQUENCE) TAGGED("02"),
           SCENE_HEADER HOLDER(TYPE_SEQUENCE) TAGGED("02"));
}

static void another_read_as_sequence(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_SEQUENCE) TAGGED("03"),
           SCENE_HEADER HOLDER(TYPE_SEQUENCE) TAGGED("02"));
}

/* A set that keeps the order of its element. */
#define LINKED_SET_OF(items)                                                                       \
    "73"                                                                                           \
    "720017"                                                                                       \
    "6a6176612e7574696c2e4c696e6b656448617368536574" SCENE_SUID "02"                               \
    "000078"                                                                                       \
    "720011"                                                                                       \
    "6a6176612e7574696c2e48617368536574" SCENE_SUID "03"                                           \
    "00007870"                                                                                     \
    "770c000000103f40000000000001" items "78"

static void order_lost(struct scene *scene)
{
    safely(scene, SCENE_HEADER LINKED_SET_OF(STRING("41")), SCENE_HEADER TAGGED("02"));
}

static void order_of_list(struct scene *scene)
{
    safely(scene, SCENE_HEADER LINKED_SET_OF(STRING("41")), SCENE_HEADER TAGGED("01"));
}

static void order_beside_another(struct scene *scene)
{
    safely(scene, SCENE_HEADER LIST_OF("70") LINKED_SET_OF(STRING("41")),
           SCENE_HEADER TAGGED("02"));
}

static void immutable_as_own_class(struct scene *scene)
{
    safely(scene, SCENE_HEADER HOLDER(TYPE_LIST) LIST_OF(STRING("41")),
           SCENE_HEADER HOLDER(TYPE_LIST) TAGGED("01"));
}

#define THROWN "7b7372000141" SCENE_SUID "0200007870"

static void interrupted_list(struct scene *scene)
{
    safely(scene, SCENE_HEADER "73" LIST_CLASS "00000001" THROWN,
           SCENE_HEADER "73" LIST_CLASS "00000001" THROWN);
}

/* A list that somebody needs as it is, and a reset behind both. */
#define NEEDED_TWICE SCENE_HEADER LIST_OF("70") HOLDER(TYPE_LIST) "71007e0001"

static void needed_again_after_reset(struct scene *scene)
{
    safely(scene, NEEDED_TWICE "79" STRING("42"),
           SCENE_HEADER LIST_OF("70") "79" HOLDER(TYPE_LIST) LIST_OF("70"));
    refuse_at_limit(scene, "limit-objects");
}

static void needed_and_written_twice(struct scene *scene)
{
    safely(scene, NEEDED_TWICE "79" STRING("42"),
           SCENE_HEADER LIST_OF("70") HOLDER(TYPE_LIST) LIST_OF("70") "79" STRING("42"));
}

static void safety_not_asked_for(struct scene *scene)
{
    list_kept(scene);
    scene->context.safe = false;
}

/* --- OUT-3 ------------------------------------------------------------------------------------------ */

static void written_again_after_reset(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") STRING("42") "79" STRING("41"));
}

/* The same item twice, with other containers behind a reset. */
#define ITEM HOLDER(TYPE_OBJECT) "70"
#define ITEM_TWICE SCENE_HEADER ITEM "71007e0002"

static void safely_again_after_reset(struct scene *scene)
{
    safely(scene, ITEM_TWICE "79" LIST_OF(STRING("41")), SCENE_HEADER ITEM "79" ITEM);
    refuse_at_limit(scene, "limit-objects");
}

static void safely_twice(struct scene *scene)
{
    safely(scene, ITEM_TWICE "79" LIST_OF(STRING("41")),
           SCENE_HEADER ITEM ITEM "79" SAFE_OF(STRING("41")));
}

static void cut_otherwise(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "77024142"
                                     "770143"
                                     "7c0000000000000001"
                                     "41");
    scene_written(scene, SCENE_HEADER "7a00000003414243" STRING("41"));
}

static void cut_off(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") "740002"
                                                   "42");
}

static void rest_missing(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") STRING("42"));
}

static void wrong_handle(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") STRING("42") "71007e0001");
}

static void not_shared(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") STRING("42") STRING("41"));
}

static void shared_for_nothing(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER STRING("41") STRING("41"));
    scene_written(scene, SCENE_HEADER STRING("41") "71007e0000");
}

static void another_string(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SCENE_HEADER STRING("41") STRING("43") "71007e0000");
}

static void another_number(struct scene *scene)
{
    scene_stream(scene, SCENE_ONE_A);
    scene_written(scene, SCENE_HEADER "73" SCENE_A "00000008");
}

/* A Class object instead of an object of the class: all bytes but one are the same. */
static void another_kind(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER "73" SCENE_CLASS("53", SCENE_NO_FIELDS));
    scene_written(scene, SCENE_HEADER "76" SCENE_CLASS("53", SCENE_NO_FIELDS));
}

static void another_byte_of_data(struct scene *scene)
{
    cut_otherwise(scene);
    scene_written(scene, SCENE_HEADER "7a00000003414244" STRING("41"));
}

static void less_data(struct scene *scene)
{
    cut_otherwise(scene);
    scene_written(scene, SCENE_HEADER "77024142" STRING("41"));
}

static void an_item_more(struct scene *scene)
{
    copied(scene);
    scene_written(scene, SHARED "70");
}

static void no_header(struct scene *scene)
{
    copied(scene);
    scene_written(scene, STRING("41"));
}

/* The detour into what was written before must find its way back. */
static void nested_written_again(struct scene *scene)
{
    scene_stream(scene, SCENE_HEADER OBJECTS("00000002") OBJECTS("00000001") STRING("41")
                            STRING("42") OBJECTS("00000002") "71007e0003"
                                                             "71007e0004");
    scene_written(scene, SCENE_HEADER OBJECTS("00000002") OBJECTS("00000001") STRING("41")
                             STRING("42") "79" OBJECTS("00000002") OBJECTS("00000001")
                                 STRING("41") "71007e0004");
}

static void refused_when_reread(struct scene *scene)
{
    copied(scene);
    scene->reread.outcome = SLUICE_OUTCOME_REJECT;
    scene->reread.reason = "bad-handle";
    scene->reread.offset = 12;
}

/* External data of which only the class knows how long it is. */
#define EXTERNAL                                                                                   \
    SCENE_HEADER "73720001"                                                                        \
                 "50" SCENE_SUID "04"                                                              \
                 "00007870"                                                                        \
                 "00"

static void unknown_but_same(struct scene *scene)
{
    scene_stream(scene, EXTERNAL);
    scene_written(scene, EXTERNAL);
    scene->run.answer.value = "{}";
    scene->set.reread = &scene->reread;
    scene->reread = scene->run.answer;
}

static void unknown_and_another(struct scene *scene)
{
    unknown_but_same(scene);
    scene->reread.value = "[]";
}

static void nothing_written(struct scene *scene)
{
    scene_stream(scene, "aced");
    scene_refused(scene, "EOFException", "truncated", 2);
    scene->context.mode = SLUICE_JUDGE_REWRITE;
}

/* What was built from the stream is written as `hex` and built again. */
static void built_and_written(struct scene *scene, const char *hex)
{
    scene_stream(scene, SHARED);
    scene->run.answer.value = "[A,B,A]";
    scene->reread = scene->run.answer;
    scene->set.reread = &scene->reread;
    scene_written(scene, hex);
    scene->context.mode = SLUICE_JUDGE_DECODE;
    scene->back = scene->run.answer;
    scene->set.back = &scene->back;
    scene->run.answer.written = NULL;
    scene->run.answer.written_length = 0;
}

static void built_again(struct scene *scene)
{
    built_and_written(scene, SHARED);
}

static void built_unresolved(struct scene *scene)
{
    built_and_written(scene, SCENE_HEADER "73" SCENE_CLASS("52", SCENE_NO_FIELDS));
}

static void built_malformed(struct scene *scene)
{
    built_and_written(scene, SCENE_HEADER "FF");
}

static void built_another(struct scene *scene)
{
    built_again(scene);
    scene->reread.value = "[A,B,B]";
}

static void built_and_refused(struct scene *scene)
{
    built_again(scene);
    scene->reread.outcome = SLUICE_OUTCOME_REJECT;
    scene->reread.offset = 4;
}

static void built_not_written(struct scene *scene)
{
    built_again(scene);
    scene->back.outcome = SLUICE_OUTCOME_REJECT;
    scene->back.java_class = "StreamCorruptedException";
    scene->set.reread = NULL;
}

static void built_not_serializable(struct scene *scene)
{
    built_not_written(scene);
    scene->back.java_class = "NotSerializableException";
}

static const struct example examples[] = {
    {"OUT-1", HELD, "a reset before each item that would be too much", reset_in_time},
    {"OUT-1", HELD, "an item that cannot fit is refused whole", refused_whole},
    {"OUT-1", NOT_APPLICABLE, "a reader without limits", no_reader},
    {"OUT-1", NOT_APPLICABLE, "a stream that cannot be read", nothing_written},
    {"OUT-1", VIOLATED, "no reset at all", never_reset},
    {"OUT-1", VIOLATED, "handles counted, elements not", elements_not_counted},
    {"OUT-1", VIOLATED, "the reader refuses it", reader_disagrees},
    {"OUT-1", VIOLATED, "half an item before the refusal", refused_half},
    {"OUT-1", VIOLATED, "a reset inside an array", reset_inside},
    {"OUT-1", VIOLATED, "a limit that is never reached", refused_in_vain},
    {"OUT-1", HELD, "refused for its depth", refused_for_depth},
    {"OUT-1", VIOLATED, "refused for a depth that it has not", refused_for_depth_in_vain},
    {"OUT-1", VIOLATED, "a limit that the reader does not have", refused_for_another_limit},
    {"OUT-3", HELD, "a list as an immutable one", list_replaced},
    {"OUT-3", VIOLATED, "a list as an immutable one, with another element", element_replaced},
    {"OUT-3", VIOLATED, "a list as an immutable one, with one less", element_lost},
    {"OUT-3", VIOLATED, "a list as an immutable one, with one more", element_found},
    {"OUT-3", NOT_APPLICABLE, "what stands behind the elements of a list is lost", text_lost},
    {"OUT-3", VIOLATED, "an immutable list that holds null", null_in_immutable},
    {"OUT-2", HELD, "a list as an immutable one", list_replaced},
    {"OUT-2", HELD, "a list in a field of its own class", list_needed},
    {"OUT-2", HELD, "a list behind an unmodifiable view", list_behind_view},
    {"OUT-2", VIOLATED, "the same with another holder", list_behind_view_and_elsewhere},
    {"OUT-2", HELD, "a list that contains itself", list_of_itself},
    {"OUT-2", HELD, "an immutable list as what has an order", list_as_sequence},
    {"OUT-2", VIOLATED, "an immutable set as what has an order", set_as_sequence},
    {"OUT-2", HELD, "the same, as it was read", set_read_as_sequence},
    {"OUT-2", VIOLATED, "the same where a map was read", another_read_as_sequence},
    {"OUT-2", VIOLATED, "an immutable list as an ArrayList", immutable_as_own_class},
    {"OUT-2", VIOLATED, "a set without an order for one that keeps it", order_lost},
    {"OUT-2", HELD, "a list for it", order_of_list},
    {"OUT-2", HELD, "the set may stand for what is beside it", order_beside_another},
    {"OUT-2", HELD, "a list that an exception interrupts", interrupted_list},
    {"OUT-2", HELD, "a needed list once more, behind a reset of the writer's",
     needed_again_after_reset},
    {"OUT-2", VIOLATED, "a needed list twice before a reset", needed_and_written_twice},
    {"OUT-2", NOT_APPLICABLE, "nobody asked for it", safety_not_asked_for},
    {"OUT-2", VIOLATED, "a list at the top", list_kept},
    {"OUT-2", HELD, "a list that may stay looks as if it need not", claim_made_good},
    {"OUT-2", VIOLATED, "two lists where one may stay", claim_made_good_twice},
    {"OUT-2", VIOLATED, "a list in a list", inner_list_kept},
    {"OUT-2", VIOLATED, "a list in an array", list_in_array_kept},
    {"OUT-2", VIOLATED, "a list in a field", list_in_field_kept},
    {"OUT-3", HELD, "the same bytes", copied},
    {"OUT-3", HELD, "written again after a reset", written_again_after_reset},
    {"OUT-3", HELD, "what is shared, written again after a reset", nested_written_again},
    {"OUT-3", HELD, "with other containers, again after a reset of the writer's",
     safely_again_after_reset},
    {"OUT-3", VIOLATED, "with other containers, twice before a reset", safely_twice},
    {"OUT-3", HELD, "block data cut otherwise, a string in another form", cut_otherwise},
    {"OUT-3", HELD, "data that only its class knows", unknown_but_same},
    {"OUT-3", NOT_APPLICABLE, "refused before a byte", refused_before_a_byte},
    {"OUT-3", VIOLATED, "cut off", cut_off},
    {"OUT-3", VIOLATED, "the rest is missing", rest_missing},
    {"OUT-3", VIOLATED, "a wrong handle", wrong_handle},
    {"OUT-3", VIOLATED, "not shared any more", not_shared},
    {"OUT-3", VIOLATED, "shared for nothing", shared_for_nothing},
    {"OUT-3", VIOLATED, "another string", another_string},
    {"OUT-3", VIOLATED, "another number", another_number},
    {"OUT-3", VIOLATED, "an item of another kind", another_kind},
    {"OUT-3", VIOLATED, "another byte of block data", another_byte_of_data},
    {"OUT-3", VIOLATED, "less block data", less_data},
    {"OUT-3", VIOLATED, "an item more", an_item_more},
    {"OUT-3", VIOLATED, "no header", no_header},
    {"OUT-3", VIOLATED, "the target cannot read it", refused_when_reread},
    {"OUT-3", VIOLATED, "data that only its class knows, and another", unknown_and_another},
    {"OUT-3", HELD, "built, written, and built again", built_again},
    {"OUT-3", VIOLATED, "built, and what was replaced is written", built_unresolved},
    {"OUT-3", VIOLATED, "built, and written malformed", built_malformed},
    {"OUT-3", VIOLATED, "built again, and another", built_another},
    {"OUT-3", VIOLATED, "built again, and refused", built_and_refused},
    {"OUT-3", VIOLATED, "built, but not written", built_not_written},
    {"OUT-3", NOT_APPLICABLE, "built, but of no serializable class", built_not_serializable},
};

const struct example_list sluice_writing_examples = {examples, sizeof examples / sizeof *examples};
