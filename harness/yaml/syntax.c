/* libyaml says where it was stopped, in its own terms. Here that becomes the place that is wrong, which
 * may lie before, and what to write there. */
#include "harness/yaml/syntax.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A place in the source, counted from 0 as libyaml does. */
struct place {
    size_t line;
    size_t column;
};

static struct place place_of(yaml_mark_t mark)
{
    return (struct place){mark.line, mark.column};
}

static unsigned counted(size_t number)
{
    return number < UINT32_MAX - 1 ? (unsigned)(number + 1) : UINT32_MAX;
}

__attribute__((format(printf, 4, 5))) static bool
fail(const struct sluice_yaml_source *source, struct place place, struct sluice_yaml_error *error,
     const char *format, ...)
{
    char sentence[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return sluice_yaml_fail_at(error, source->file, counted(place.line), counted(place.column),
                               "not valid YAML: %s", sentence);
}

/* --- lines ------------------------------------------------------------------------------------ */

struct line {
    const char *text;
    size_t length;
    size_t indent; /* blanks at its start, those around the dashes of list items too */
};

static struct line line_at(const struct sluice_yaml_source *source, size_t number)
{
    const char *end = source->bytes + source->length;
    const char *at = source->bytes;
    for (size_t i = 0; i < number; i++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        if (next == NULL) {
            return (struct line){end, 0, 0};
        }
        at = next + 1;
    }
    const char *next = memchr(at, '\n', (size_t)(end - at));
    struct line line = {at, (size_t)((next != NULL ? next : end) - at), 0};
    while (line.indent < line.length && (at[line.indent] == ' ' || at[line.indent] == '-')) {
        line.indent++;
    }
    return line;
}

static bool is_text(const struct line *line)
{
    return line->indent < line->length && line->text[line->indent] != '#' &&
           line->text[line->indent] != '\r';
}

/* The line before one, comments and empty lines left out; the line itself when there is none. */
static size_t line_before(const struct sluice_yaml_source *source, size_t number)
{
    for (size_t i = number; i > 0; i--) {
        const struct line line = line_at(source, i - 1);
        if (is_text(&line)) {
            return i - 1;
        }
    }
    return number;
}

/* Column of the first colon that ends a key, or the length of the line. */
static size_t key_end(const struct line *line)
{
    for (size_t i = line->indent; i < line->length; i++) {
        if (line->text[i] == ':' &&
            (i + 1 == line->length || strchr(" \r", line->text[i + 1]) != NULL)) {
            return i;
        }
    }
    return line->length;
}

/* The byte at a mark; NUL at the end. */
static char byte_at(const struct sluice_yaml_source *source, struct place place)
{
    const struct line line = line_at(source, place.line);
    size_t at = 0;
    for (size_t column = 0; at < line.length && column < place.column; column++) {
        do {
            at++;
        } while (at < line.length && ((unsigned char)line.text[at] & 0xC0) == 0x80);
    }
    return (char)(at < line.length ? line.text[at] : '\0');
}

static bool is_first_in_line(const struct sluice_yaml_source *source, struct place place)
{
    return place.column <= line_at(source, place.line).indent;
}

/* --- what is not closed ----------------------------------------------------------------------- */

static bool is_long_quote(const yaml_token_t *token)
{
    return token->type == YAML_SCALAR_TOKEN && token->start_mark.line < token->end_mark.line &&
           (token->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
            token->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

/* The first quoted text of several lines that ends in this line or a later one: its closing quote may
 * be the opening one of another. */
static bool find_long_quote(const struct sluice_yaml_source *source, size_t line,
                            struct place *place)
{
    yaml_parser_t parser;
    bool found = false;
    bool more = yaml_parser_initialize(&parser) != 0;
    if (!more) {
        return false;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes, source->length);
    while (more && !found) {
        yaml_token_t token;
        if (yaml_parser_scan(&parser, &token) == 0) {
            break;
        }
        more = token.type != YAML_STREAM_END_TOKEN;
        if (is_long_quote(&token) && token.end_mark.line >= line) {
            *place = place_of(token.start_mark);
            found = true;
        }
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    return found;
}

/* True if a list or map in brackets is still open where the lines are not its own. */
static bool is_left_open(const struct sluice_yaml_source *source, struct place opened,
                         struct place stopped)
{
    const char open = byte_at(source, opened);
    const bool is_outside = stopped.line > opened.line && line_at(source, stopped.line).indent <=
                                                              line_at(source, opened.line).indent;
    return (open == '[' || open == '{') && (is_outside || byte_at(source, stopped) == '\0');
}

static char closing(const struct sluice_yaml_source *source, struct place opened)
{
    return byte_at(source, opened) == '[' ? ']' : '}';
}

static bool fail_left_open(const struct sluice_yaml_source *source, struct place opened,
                           struct sluice_yaml_error *error)
{
    return fail(source, opened, error, "this %c is never closed: write %c at its end",
                byte_at(source, opened), closing(source, opened));
}

/* Something else in brackets where a comma is due. */
static bool fail_comma(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                       struct sluice_yaml_error *error)
{
    const struct place opened = place_of(parser->context_mark);
    const struct place stopped = place_of(parser->problem_mark);
    if (is_left_open(source, opened, stopped)) {
        return fail_left_open(source, opened, error);
    }
    return fail(
        source, stopped, error,
        "before this a comma is missing, or the %c that closes line %u, column %u; a text with "
        "a bracket, brace or quote in it stands in quotes",
        closing(source, opened), counted(opened.line), counted(opened.column));
}

/* Nothing in brackets where a value is due. */
static bool fail_value(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                       struct sluice_yaml_error *error)
{
    const struct place opened = {source->open_line - 1, source->open_column - 1};
    const struct place stopped = place_of(parser->problem_mark);
    if (source->open_line > 0 && is_left_open(source, opened, stopped)) {
        return fail_left_open(source, opened, error);
    }
    return fail(source, stopped, error,
                "a value is missing before this, or a comma is one too many");
}

/* --- keys and dashes -------------------------------------------------------------------------- */

/* True if the line before looks as if the colon of its key were missing. */
static bool find_colonless(const struct sluice_yaml_source *source, size_t number,
                           struct place *place)
{
    const size_t before = line_before(source, number);
    const struct line line = line_at(source, before);
    *place = (struct place){before, line.indent};
    return before != number && key_end(&line) == line.length &&
           strchr("[]{}\"'", line.text[line.indent]) == NULL;
}

static bool fail_colonless(const struct sluice_yaml_source *source, struct place place,
                           struct sluice_yaml_error *error)
{
    return fail(source, place, error,
                "a colon and a blank are missing after this key: write key: value");
}

/* A colon where none may be. */
static bool fail_colon(const struct sluice_yaml_source *source, struct place colon,
                       struct sluice_yaml_error *error)
{
    const struct line line = line_at(source, colon.line);
    struct place before;
    if (key_end(&line) < colon.column) {
        return fail(source, colon, error,
                    "a text with a colon and a blank in it stands in quotes: key: 'one: two'");
    }
    if (find_colonless(source, colon.line, &before)) {
        return fail_colonless(source, before, error);
    }
    return fail(
        source, (struct place){colon.line, line.indent}, error,
        "this key is indented more than the one before, which has a value already: begin it in "
        "column %u",
        counted(before.column));
}

/* Something else where the next key of a map in lines is due. */
static bool fail_key(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                     struct sluice_yaml_error *error)
{
    const struct place stopped = place_of(parser->problem_mark);
    if (byte_at(source, stopped) == ':') {
        return fail(source, stopped, error, "a key is missing before the colon: write key: value");
    }
    if (is_first_in_line(source, stopped)) {
        return fail(source, stopped, error,
                    "a key is due here in column %u, as in line %u: indent this line like that one",
                    counted(parser->context_mark.column), counted(parser->context_mark.line));
    }
    return fail(
        source, stopped, error,
        "the value ends before this: take it away, or put all of the value into one pair of "
        "quotes");
}

static bool fail_dash(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                      struct sluice_yaml_error *error)
{
    const struct place stopped = place_of(parser->problem_mark);
    struct place before;
    if (stopped.column > parser->context_mark.column &&
        find_colonless(source, stopped.line, &before)) {
        return fail_colonless(source, before, error);
    }
    return fail(source, stopped, error,
                "an item of the list from line %u is due here: begin it with \"- \" in column %u, "
                "or indent this line like those before",
                counted(parser->context_mark.line), counted(parser->context_mark.column));
}

static bool fail_character(const struct sluice_yaml_source *source, struct place place,
                           struct sluice_yaml_error *error)
{
    const char character = byte_at(source, place);
    if (character == '\t') {
        return fail(source, place, error, "a tab: indent with blanks");
    }
    return fail(source, place, error, "a text that begins with %c stands in quotes: '%c...'",
                character, character);
}

/* --- bytes ------------------------------------------------------------------------------------ */

static bool fail_bytes(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                       struct sluice_yaml_error *error)
{
    struct place place = {0, 0};
    for (size_t i = 0; i < parser->problem_offset && i < source->length; i++) {
        if (source->bytes[i] == '\n') {
            place = (struct place){place.line + 1, 0};
        } else if (((unsigned char)source->bytes[i] & 0xC0) != 0x80) {
            place.column++;
        }
    }
    if (strstr(parser->problem, "control") != NULL) {
        return fail(source, place, error,
                    "a control character: write it as \"\\x%02X\", in double quotes",
                    (unsigned)parser->problem_value);
    }
    return fail(source, place, error, "this is no UTF-8: save the file in that encoding");
}

/* --- all of it -------------------------------------------------------------------------------- */

/* What libyaml says, and what to say where it says so, or (`at_context`) where that thing began. */
static const struct {
    const char *problem;
    bool at_context;
    const char *sentence;
} sentences[] = {
    {"found unexpected end of stream", true,
     "this quote is never closed: write one at the text's end"},
    {"could not find expected ':'", true,
     "a colon and a blank are missing after this key: write key: value"},
    {"block sequence entries are not allowed in this context", false,
     "a list item stands in a line of its own, or the list in brackets: [one, two]"},
    {"found a tab character", false, "a tab: indent with blanks"},
    {"found unknown escape character", false,
     "there is no such escape in double quotes: write \\\\ for a backslash, or use single quotes"},
    {"did not find expected hexdecimal number", false,
     "after \\x stand two hexadecimal digits, after \\u four, after \\U eight"},
    {"found invalid Unicode character escape code", false,
     "this is no character: write one above U+FFFF as \\U0001F600; for bytes that are no text there is "
     "{hex: EDA080}"},
    {"found unexpected ':'", false,
     "after the colon of a key a blank is missing; a text with a colon in it stands in quotes"},
    {"did not find expected <document start>", false,
     "the value of the file ends before this: are quotes too many, or is the line indented wrongly?"},
    {"did not find expected alphabetic or numeric character", false,
     "a text that begins with & or * stands in quotes"},
    {"unknown directive", true, "a line that begins with % stands in quotes: '%...'"},
};

static bool fail_by_table(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                          struct sluice_yaml_error *error)
{
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        if (strstr(parser->problem, sentences[i].problem) != NULL) {
            return fail(
                source,
                place_of(sentences[i].at_context ? parser->context_mark : parser->problem_mark),
                error, "%s", sentences[i].sentence);
        }
    }
    return fail(source, place_of(parser->problem_mark), error,
                "%s: quote the text here, or take the character away", parser->problem);
}

bool sluice_yaml_syntax_fail(const struct sluice_yaml_source *source, const yaml_parser_t *parser,
                             struct sluice_yaml_error *error)
{
    const struct place stopped = place_of(parser->problem_mark);
    struct place quote;
    if (parser->error == YAML_READER_ERROR) {
        return fail_bytes(source, parser, error);
    }
    const bool is_at_end = strstr(parser->problem, "unexpected end of stream") != NULL;
    if (find_long_quote(source, is_at_end ? 0 : stopped.line, &quote)) {
        return fail(source, quote, error,
                    "this quote is not closed before another line: write one where the text ends");
    }
    if (strstr(parser->problem, "did not find expected ','") != NULL) {
        return fail_comma(source, parser, error);
    }
    if (strstr(parser->problem, "did not find expected node content") != NULL) {
        return fail_value(source, parser, error);
    }
    if (strstr(parser->problem, "mapping values are not allowed") != NULL) {
        return fail_colon(source, stopped, error);
    }
    if (strstr(parser->problem, "did not find expected key") != NULL) {
        return fail_key(source, parser, error);
    }
    if (strstr(parser->problem, "did not find expected '-'") != NULL) {
        return fail_dash(source, parser, error);
    }
    if (strstr(parser->problem, "cannot start any token") != NULL) {
        return fail_character(source, stopped, error);
    }
    return fail_by_table(source, parser, error);
}
