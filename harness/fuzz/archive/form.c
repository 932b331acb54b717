#include "harness/fuzz/archive/form.h"

#include "harness/fuzz/archive/unzip.h"

#include <string.h>

enum { LOCAL = 30, RECORD = 46, END = 22, DESCRIPTOR = 16, MOST_NAMES = 512 };
enum { LOCAL_MARK = 0x04034B50, RECORD_MARK = 0x02014B50, END_MARK = 0x06054B50 };
enum { LOCATOR_MARK = 0x07064B50, DESCRIPTOR_MARK = 0x08074B50 };
enum { BIT_DESCRIPTOR = 8, BIT_UTF8 = 0x800, BITS_ALLOWED = 0x80E };

/* What is looked at. */
struct form {
    struct sluice_bytes archive;
    const struct sluice_archive_policy *policy;
    struct sluice_form_answer answer;
    size_t end;       /* of the entries and the directory: where the end record is */
    size_t directory; /* where it begins */
    struct sluice_bytes names[MOST_NAMES];
    size_t count;
};

static bool broken(struct form *form, const char *fault)
{
    form->answer.fault = fault;
    return false;
}

static uint32_t u16(const struct form *form, size_t at)
{
    return sluice_unzip_u16(form->archive, at);
}

static uint32_t u32(const struct form *form, size_t at)
{
    return sluice_unzip_u32(form->archive, at);
}

/* --- names --------------------------------------------------------------------------------------- */

/* Bytes of the character there, 0 if there is none. */
static size_t character_length(const uint8_t *at, size_t left, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = at[0] < 0x80             ? 1
                          : (at[0] & 0xE0) == 0xC0 ? 2
                          : (at[0] & 0xF0) == 0xE0 ? 3
                          : (at[0] & 0xF8) == 0xF0 ? 4
                                                   : 0;
    if (length == 0 || length > left) {
        return 0;
    }
    *character = length == 1 ? at[0] : at[0] & (0x7FU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
        *character = *character << 6 | (at[i] & 0x3FU);
    }
    const bool surrogate = *character >= 0xD800 && *character < 0xE000;
    return *character < least[length] || surrogate || *character > 0x10FFFF ? 0 : length;
}

bool sluice_form_is_utf8(struct sluice_bytes bytes)
{
    for (size_t at = 0; at < bytes.length;) {
        uint32_t character = 0;
        const size_t length = character_length(bytes.data + at, bytes.length - at, &character);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

/* What a name is made of. */
struct letters {
    bool ascii;
    bool sure; /* characters that are not letters of an alphabet: they have one form, and no case */
};

/* With each of these marks, each vowel of ASCII is a character of its own. */
static bool composes(uint32_t before, uint32_t mark)
{
    return before != 0 && before < 0x80 && memchr("aeiouAEIOU", (int)before, 10) != NULL &&
           (mark == 0x300 || mark == 0x301 || mark == 0x308);
}

static const char *character_fault(struct sluice_bytes name, struct letters *letters)
{
    uint32_t before = 0;
    for (size_t at = 0; at < name.length;) {
        uint32_t c = 0;
        at += character_length(name.data + at, name.length - at, &c);
        letters->ascii = letters->ascii && c < 0x80;
        letters->sure = letters->sure &&
                        (c < 0x80 || (c >= 0x4E00 && c < 0x9FA6) || (c >= 0x1F600 && c < 0x1F640));
        if (composes(before, c)) {
            return "a vowel and its mark, which are one character";
        }
        before = c;
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) {
            return "a control character in a name";
        }
        if (c == '\\' || c == ':') {
            return "a backslash or colon in a name";
        }
    }
    return NULL;
}

static bool segment_stands(const uint8_t *segment, size_t length)
{
    const uint8_t last = length > 0 ? segment[length - 1] : '.';
    return last != '.' && last != ' ';
}

struct sluice_form_answer sluice_form_of_name(struct sluice_bytes name, bool says_utf8)
{
    struct sluice_form_answer answer = {0};
    struct letters letters = {true, true};
    if (name.length == 0 || !sluice_form_is_utf8(name)) {
        answer.fault = "a name that is empty or not UTF-8";
        return answer;
    }
    answer.fault = character_fault(name, &letters);
    const bool directory = name.data[name.length - 1] == '/';
    size_t start = 0;
    for (size_t i = 0; i <= name.length && answer.fault == NULL; i++) {
        const bool ends = i == name.length ? !directory : name.data[i] == '/';
        if (ends && !segment_stands(name.data + start, i - start)) {
            answer.fault = "a name with a segment that is empty, or ends in a dot or space";
        }
        start = ends ? i + 1 : start;
    }
    if (answer.fault == NULL && !letters.ascii && !says_utf8) {
        answer.fault = "a name beyond ASCII that does not say that it is UTF-8";
    }
    answer.unsure = !letters.sure; /* whether others are composed is not told here */
    return answer;
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte;
}

/* Whether the shorter name is the beginning of the longer one, up to its end or a slash. */
static bool one_holds_other(struct sluice_bytes one, struct sluice_bytes other)
{
    const struct sluice_bytes s = one.length <= other.length ? one : other;
    const struct sluice_bytes l = one.length <= other.length ? other : one;
    const size_t length = s.length > 0 && s.data[s.length - 1] == '/' ? s.length - 1 : s.length;
    for (size_t i = 0; i < length; i++) {
        if (lower(s.data[i]) != lower(l.data[i])) {
            return false;
        }
    }
    const bool same = l.length == length || (l.length == length + 1 && l.data[length] == '/');
    const bool file = s.length == length;
    return same || (l.data[length] == '/' && file);
}

static bool names_differ(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (one_holds_other(form->names[i], form->names[j])) {
                return broken(form, "two names that are one, or a file that is a directory");
            }
        }
    }
    return true;
}

/* --- records ------------------------------------------------------------------------------------- */

static bool end_stands(struct form *form)
{
    const size_t length = form->archive.length;
    size_t behind = 0;
    while (behind + END <= length && u32(form, length - END - behind) != END_MARK) {
        behind++;
    }
    if (behind + END > length || behind > UINT16_MAX) {
        return broken(form, "no end record");
    }
    if (behind > 0 && !form->policy->allow_comment) {
        return broken(form, "something behind the end record");
    }
    for (size_t i = length - behind; i + 2 < length; i++) {
        const uint8_t *bytes = form->archive.data + i;
        if (bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] < 0x10) {
            return broken(form, "a comment with the signature of a ZIP structure");
        }
    }
    const size_t end = length - END - behind;
    form->end = end;
    form->directory = u32(form, end + 16);
    if (u16(form, end + 20) != behind || u32(form, end + 4) != 0) {
        return broken(form, "an end record with a wrong comment, or of several disks");
    }
    for (size_t i = 0; i < end; i++) {
        if (u32(form, i) == END_MARK && i + END + u16(form, i + 20) == length) {
            return broken(form, "an end record that takes the rest for its comment");
        }
    }
    if (end >= 20 && u32(form, end - 20) == LOCATOR_MARK) {
        return broken(form, "a ZIP64 locator");
    }
    if (form->directory + (uint64_t)u32(form, end + 12) != end ||
        u16(form, end + 8) == UINT16_MAX) {
        return broken(form, "an end record that does not fit the directory");
    }
    return true;
}

/* Extra fields: none, or the mark of the `jar` tool. Or times and owners, if they are allowed; whether those are
 * well formed is not told here. */
static bool extra_stands(struct form *form, size_t at, size_t length)
{
    static const uint32_t kinds[] = {0xCAFE, 0x5455, 0x7875, 0x000A, 0x5855, 0x7855};
    enum { KINDS = sizeof kinds / sizeof kinds[0] };
    const size_t end = at + length;
    uint32_t seen = 0;
    while (end - at >= 4) {
        const uint32_t size = u16(form, at + 2);
        uint32_t kind = 0;
        while (kind < KINDS && kinds[kind] != u16(form, at)) {
            kind++;
        }
        const bool told = kind > 0 && kind < KINDS && form->policy->allow_time_fields;
        if (!(kind == 0 && size == 0) && !told) {
            return false;
        }
        if (size > end - at - 4 || (seen & 1U << kind) != 0) {
            return false;
        }
        seen |= 1U << kind;
        form->answer.unsure = form->answer.unsure || told;
        at += 4 + size;
    }
    return at == end;
}

/* Whether extra fields that stand hold the mark. */
static bool has_mark(struct form *form, size_t at, size_t length)
{
    const size_t end = at + length;
    while (at < end && u16(form, at) != 0xCAFE) {
        at += 4 + u16(form, at + 2);
    }
    return at < end;
}

static bool record_stands(struct form *form, size_t at)
{
    const uint32_t flags = u16(form, at + 8);
    const uint32_t method = u16(form, at + 10);
    const uint32_t csize = u32(form, at + 20);
    const uint32_t usize = u32(form, at + 24);
    if ((flags & ~(uint32_t)BITS_ALLOWED) != 0 || (method != 0 && method != 8)) {
        return broken(form, "flags or a method that are not allowed");
    }
    if ((flags & BIT_DESCRIPTOR) != 0 && method == 0) {
        return broken(form, "a descriptor behind stored bytes");
    }
    if (u16(form, at + 6) > 45) {
        return broken(form, "an entry that asks for a newer reader");
    }
    if (u16(form, at + 32) != 0 || u16(form, at + 34) != 0) {
        return broken(form, "a comment or disk number of an entry");
    }
    if (!extra_stands(form, at + RECORD + u16(form, at + 28), u16(form, at + 30))) {
        return broken(form, "an extra field");
    }
    if (csize == UINT32_MAX || usize == UINT32_MAX || u32(form, at + 42) == UINT32_MAX) {
        return broken(form, "a field that ZIP64 would fill");
    }
    return method != 0 || csize == usize || broken(form, "stored bytes of another size");
}

static bool attributes_stand(struct form *form, size_t at, bool directory)
{
    const uint32_t attributes = u32(form, at + 38);
    const uint32_t type = attributes >> 28;
    if (directory && attributes >> 16 == 0xFFFF) {
        return true;
    }
    const bool fits = type == 0 || type == (directory ? 4U : 8U);
    return (fits && (directory || (attributes & 0x10) == 0)) ||
           broken(form, "attributes of something that is no file or directory");
}

static bool name_stands(struct form *form, size_t at)
{
    const struct sluice_bytes name = {form->archive.data + at + RECORD, u16(form, at + 28)};
    const struct sluice_form_answer answer = sluice_form_of_name(
        name, (u16(form, at + 8) & BIT_UTF8) != 0);
    if (answer.fault != NULL || name.length > form->policy->limits.name_bytes) {
        return broken(form, answer.fault != NULL ? answer.fault : "a name that is too long");
    }
    form->answer.unsure = form->answer.unsure || answer.unsure;
    const bool directory = name.data[name.length - 1] == '/';
    if (directory && u32(form, at + 24) != 0) {
        return broken(form, "a directory with bytes");
    }
    if (form->count == MOST_NAMES) {
        form->answer.unsure = true;
        return true;
    }
    form->names[form->count++] = name;
    return attributes_stand(form, at, directory);
}

/* The local header at `local` against the record at `at`; moves `local` behind the entry. */
static bool local_stands(struct form *form, size_t at, size_t *local)
{
    const size_t from = *local;
    const size_t name = u16(form, at + 28);
    const size_t own = u16(form, from + 28);
    const bool later = (u16(form, at + 8) & BIT_DESCRIPTOR) != 0;
    const size_t data = from + LOCAL + name + own;
    const size_t behind = data + u32(form, at + 20);
    if (u32(form, at + 42) != from || behind + (later ? DESCRIPTOR : 0) > form->directory ||
        u32(form, from) != LOCAL_MARK) {
        return broken(form, "an entry that does not follow the one before it");
    }
    const uint8_t *bytes = form->archive.data;
    const bool same = own == u16(form, at + 30) &&
                      memcmp(bytes + from + LOCAL + name, bytes + at + RECORD + name, own) == 0;
    /* Version to the time, then the lengths, then name and extra field. */
    if (memcmp(bytes + from + 4, bytes + at + 6, 10) != 0 ||
        memcmp(bytes + from + 26, bytes + at + 28, 2) != 0 ||
        memcmp(bytes + from + LOCAL, bytes + at + RECORD, name) != 0 ||
        !(same || form->policy->allow_time_fields) ||
        !extra_stands(form, from + LOCAL + name, own) ||
        has_mark(form, from + LOCAL + name, own) !=
            has_mark(form, at + RECORD + name, u16(form, at + 30))) {
        return broken(form, "a local header that is not as its record");
    }
    static const uint8_t nothing[12] = {0};
    if (memcmp(bytes + from + 14, later ? nothing : bytes + at + 16, 12) != 0) {
        return broken(form, "CRC and sizes that are not as in the record");
    }
    if (later && (u32(form, behind) != DESCRIPTOR_MARK ||
                  memcmp(bytes + behind + 4, bytes + at + 16, 12) != 0)) {
        return broken(form, "a descriptor that is not as the record");
    }
    *local = behind + (later ? DESCRIPTOR : 0);
    return true;
}

static bool entries_stand(struct form *form)
{
    size_t at = form->directory;
    size_t local = 0;
    size_t count = 0;
    while (at < form->end) {
        const size_t next = at + RECORD + u16(form, at + 28) + u16(form, at + 30) +
                            u16(form, at + 32);
        if (at + RECORD > form->end || next > form->end || u32(form, at) != RECORD_MARK) {
            return broken(form, "something in the directory that is no record");
        }
        if (!record_stands(form, at) || !name_stands(form, at) || !local_stands(form, at, &local)) {
            return false;
        }
        at = next;
        count++;
    }
    if (local != form->directory) {
        return broken(form, "something between the entries and the directory");
    }
    if (u16(form, form->end + 8) != count || u16(form, form->end + 10) != count) {
        return broken(form, "an end record with another number of entries");
    }
    return count <= form->policy->limits.entries || broken(form, "too many entries");
}

struct sluice_form_answer sluice_form_of_archive(struct sluice_bytes archive,
                                                 const struct sluice_archive_policy *policy)
{
    static struct form form;
    form.archive = archive;
    form.policy = policy;
    form.answer = (struct sluice_form_answer){0};
    form.count = 0;
    (void)(end_stands(&form) && entries_stand(&form) && names_differ(&form));
    return form.answer;
}
