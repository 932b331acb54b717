#include "harness/cli/triage_stack.h"

#include "harness/cli/triage_finding.h"

#include <string.h>

/* "    #3 0x55d1 in name /path/file.c:12:3 (BuildId: ...)" */
struct frame {
    const char *name;
    size_t length;
    bool ours;
};

static const char *end_of_line(const char *text)
{
    return text + strcspn(text, "\n");
}

/* Whether a stretch of text holds a word. */
static bool holds(const char *text, const char *end, const char *word)
{
    const char *found = strstr(text, word);
    return found != NULL && found < end;
}

/* Code of the project, but for the programs that merely run it. */
static bool is_ours(const char *line, const char *end)
{
    static const char *const rooms[] = {"decoder/", "rules/", "harness/", NULL};
    static const char *const runners[] = {"harness/fuzz/replay.c", "harness/fuzz/engine.c", NULL};
    bool ours = false;
    for (size_t i = 0; rooms[i] != NULL; i++) {
        ours = ours || holds(line, end, rooms[i]);
    }
    for (size_t i = 0; runners[i] != NULL; i++) {
        ours = ours && !holds(line, end, runners[i]);
    }
    return ours;
}

static bool read_frame(const char *line, struct frame *out)
{
    const char *end = end_of_line(line);
    line += strspn(line, " ");
    const char *name = *line == '#' ? strstr(line, " in ") : NULL;
    if (name == NULL || name >= end) {
        /* Without a name: "#3 0x55d1  (/path/program+0x1234)". */
        name = *line == '#' ? strchr(line, '(') : NULL;
        *out = (struct frame){.name = name, .length = name != NULL ? strcspn(name, ")\n") + 1 : 0};
        return name != NULL && name < end;
    }
    name += 4;
    *out = (struct frame){.name = name, .length = strcspn(name, " \n"), .ours = is_ours(name, end)};
    return true;
}

static bool is_frame(const char *line)
{
    line += strspn(line, " ");
    return *line == '#' && line[1] >= '0' && line[1] <= '9';
}

/* The first stack of the report; NULL: there is none. */
static const char *find_stack(const char *report)
{
    while (*report != '\0' && !is_frame(report)) {
        report = end_of_line(report);
        report += *report == '\n' ? 1 : 0;
    }
    return *report != '\0' ? report : NULL;
}

static void add_frames(const char *stack, bool only_ours, struct sluice_text *out)
{
    size_t count = 0;
    while (is_frame(stack) && count < SLUICE_STACK_FRAMES) {
        struct frame frame;
        if (read_frame(stack, &frame) && (frame.ours || !only_ours)) {
            sluice_text_string(out, count++ > 0 ? " < " : "");
            sluice_text_add(out, frame.name, frame.length);
        }
        stack = end_of_line(stack);
        stack += *stack == '\n' ? 1 : 0;
    }
}

static void add_kind(const char *report, struct sluice_text *kind)
{
    static const char *const marks[] = {"runtime error: ", "Sanitizer: ", "libFuzzer: "};
    const char *end = end_of_line(report);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *found = strstr(report, marks[i]);
        if (found == NULL || found >= end) {
            continue;
        }
        found += strlen(marks[i]);
        if (i == 0) {
            sluice_triage_normalize(kind, found, (size_t)(end - found));
        } else if (strncmp(found, "detected memory leaks", 21) == 0) {
            sluice_text_string(kind, "memory-leak");
        } else {
            sluice_text_add(kind, found, strcspn(found, " \n"));
        }
        return;
    }
    sluice_triage_normalize(kind, report, (size_t)(end - report));
}

void sluice_triage_report_read(const char *report, struct sluice_text *kind,
                               struct sluice_text *frames)
{
    const char *stack = find_stack(report);
    add_kind(report, kind);
    if (stack != NULL) {
        add_frames(stack, true, frames);
    }
    if (stack != NULL && frames->length == 0) {
        add_frames(stack, false, frames);
    }
}
