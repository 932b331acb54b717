/* Descriptions of classes that no model describes, byte by byte: those of the JDK, and no more than one of
 * each. */
#include "harness/trials/decoder/clumsy_parts.h"

#include <sluice/write.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT = 1024 };

/* What stands behind the header and the first text, in hexadecimal digits. */
static bool is_written(const struct sluice_graph *graph, const char *digits)
{
    enum { BEFORE = 4 + 3 + 4 };
    char found[TEXT] = "";
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    const bool good = sluice_write_graph(graph, &sink, NULL, NULL) == SLUICE_OK &&
                      bytes.length > BEFORE && 2 * bytes.length < TEXT;
    for (size_t i = BEFORE; good && i < bytes.length; i++) {
        (void)snprintf(found + 2 * (i - BEFORE), 3, "%02X", bytes.bytes[i]);
    }
    sluice_buffer_free(&bytes);
    return strcmp(found, digits) == 0;
}

static bool finish(struct sluice_clumsy *clumsy, const char *name, const char *digits)
{
    struct sluice_graph *graph = NULL;
    return sluice_clumsy_finish(clumsy, name, &graph) &&
           sluice_clumsy_note(clumsy, is_written(graph, digits), "a class is described otherwise",
                              name, NULL) &&
           sluice_clumsy_end(clumsy, graph);
}

static enum sluice_reason build_array(struct sluice_clumsy *clumsy, const char *name)
{
    return name[1] == 'L' || name[1] == '['
               ? sluice_build_array(clumsy->builder, name, NULL, 0, &clumsy->made)
               : sluice_build_primitives(clumsy->builder, name[1], NULL, 0, &clumsy->made);
}

/* Twice: the second refers to the class of the first. */
static bool try_arrays(struct sluice_clumsy *clumsy)
{
    static const struct {
        const char *name;
        const char *suid;
    } arrays[] = {
        {"[B", "ACF317F8060854E0"},
        {"[C", "B02666B0E25D84AC"},
        {"[D", "3EA68C14AB635A1E"},
        {"[F", "0B9C818922E00C42"},
        {"[I", "4DBA602676EAB2A5"},
        {"[J", "782004B512B17593"},
        {"[S", "EF832E06E55DB0FA"},
        {"[Z", "578F203914B85DE2"},
        {"[Ljava.lang.Object;", "90CE589F1073296C"},
        {"[Ljava.lang.String;", "ADD256E7E91D7B47"},
        {"[[I", "0000000000000000"},
    };
    bool good = true;
    for (size_t i = 0; good && i < COUNT(arrays); i++) {
        char digits[TEXT];
        char name[64] = "";
        for (size_t k = 0; arrays[i].name[k] != '\0'; k++) {
            (void)snprintf(name + 2 * k, 3, "%02X", (unsigned char)arrays[i].name[k]);
        }
        (void)snprintf(digits, sizeof digits,
                       "757200%02zX%s%s020000787000000000"
                       "7571007E000100000000",
                       strlen(arrays[i].name), name, arrays[i].suid);
        good = sluice_clumsy_begin(clumsy);
        for (uint32_t k = 0; good && k < 2; k++) {
            good = build_array(clumsy, arrays[i].name) == SLUICE_OK &&
                   sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK;
        }
        good = sluice_clumsy_note(clumsy, good, "an array is not built", arrays[i].name, NULL) &&
               finish(clumsy, arrays[i].name, digits);
    }
    return good;
}

static bool try_class_objects(struct sluice_clumsy *clumsy)
{
    static const struct {
        const char *name;
        const char *digits;
    } classes[] = {
        {"int", "76720003696E7400000000000000000000007870"},
        {"[I", "767200025B494DBA602676EAB2A50200007870"},
        {"own.Service", "7672000B6F776E2E5365727669636500000000000000000000007870"},
        {"own.Plain", "767200096F776E2E506C61696E00000000000000000000007870"},
        {"own.Denied", "7672000A6F776E2E44656E69656400000000000000000000007870"},
        {"java.lang.Object", "767200106A6176612E6C616E672E4F626A65637400000000000000000000007870"},
        {"own.Color", "767200096F776E2E436F6C6F7200000000000000001200007872000E6A6176612E6C616E67"
                      "2E456E756D00000000000000001200007870"},
        {"own.External", "7672000C6F776E2E45787465726E616C00000000000000060C00007870"},
        {"own.Base", "767200086F776E2E42617365000000000000000B0200034A0001695A00017A4C00016F740012"
                     "4C6A6176612F6C616E672F4F626A6563743B7870"},
    };
    bool good = true;
    for (size_t i = 0; good && i < COUNT(classes); i++) {
        good = sluice_clumsy_begin(clumsy) &&
               sluice_clumsy_note(clumsy,
                                  sluice_build_class(clumsy->builder, classes[i].name,
                                                     &clumsy->made) == SLUICE_OK &&
                                      sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK,
                                  "a class object is not built", classes[i].name, NULL) &&
               finish(clumsy, classes[i].name, classes[i].digits);
    }
    return good;
}

/* Two bytes tell the length of a text as far as they can: its head has this form. */
static bool is_text_written(const struct sluice_graph *graph, size_t length)
{
    enum { HEADER = 4, FIRST = 3 + 4, SHORT = 0x74, LONG = 0x7C, HEAD = 3, LONG_HEAD = 9 };
    struct sluice_buffer bytes = {0};
    const struct sluice_sink sink = sluice_sink_buffer(&bytes);
    const bool is_long = length > UINT16_MAX;
    const size_t head = is_long ? LONG_HEAD : HEAD;
    const size_t all = HEADER + FIRST + head + length;
    const bool good = sluice_write_graph(graph, &sink, NULL, NULL) == SLUICE_OK &&
                      bytes.length == all &&
                      bytes.bytes[HEADER + FIRST] == (is_long ? LONG : SHORT);
    sluice_buffer_free(&bytes);
    return good;
}

static bool try_texts(struct sluice_clumsy *clumsy)
{
    enum { SHORTEST = UINT16_MAX - 1, LONGEST = SLUICE_CLUMSY_LONG };
    bool good = true;
    for (size_t length = SHORTEST; good && length <= LONGEST; length++) {
        struct sluice_graph *graph = NULL;
        good = sluice_clumsy_begin(clumsy) &&
               sluice_clumsy_note(clumsy,
                                  sluice_build_string(clumsy->builder, clumsy->letters, length,
                                                      &clumsy->made) == SLUICE_OK &&
                                      sluice_build_add(clumsy->builder, clumsy->made) == SLUICE_OK,
                                  "a long text is not built", NULL, NULL) &&
               sluice_clumsy_finish(clumsy, NULL, &graph) &&
               sluice_clumsy_note(clumsy, is_text_written(graph, length),
                                  "a long text is written in another form", NULL, NULL) &&
               sluice_clumsy_end(clumsy, graph);
    }
    return good;
}

bool sluice_clumsy_bytes(struct sluice_clumsy *clumsy)
{
    return try_arrays(clumsy) && try_class_objects(clumsy) && try_texts(clumsy);
}
