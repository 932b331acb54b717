#define _POSIX_C_SOURCE 200809L

#include "harness/cli/archive_report.h"
#include "harness/cli/archive_advice.h"
#include "harness/cli/archive_bytes.h"
#include "harness/cli/output.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { SHOWN_LINE = 16 };

static const char *range_name(enum sluice_archive_reason reason)
{
    static const char *const names[] = {"",       "zip",   "jar",         "cms",
                                        "policy", "limit", "environment", "trust"};
    return names[sluice_archive_reason_range(reason)];
}

/* A name as it stands, or in printable form. */
static void add_name(struct sluice_text *out, struct sluice_bytes name, bool json)
{
    if (json) {
        sluice_text_json(out, name.length == 0 ? "" : (const char *)name.data, name.length);
        return;
    }
    for (size_t i = 0; i < name.length; i++) {
        const char byte = (char)name.data[i];
        sluice_text_add(out, byte >= 0x20 && byte < 0x7F ? &byte : "?", 1);
    }
}

/* The first bytes of what failed: in the archive as they stand, in an entry expanded. */
static void keep_failed(struct sluice_archive_report *report,
                        const struct sluice_archive_event *event)
{
    const struct sluice_archive_input *input = &report->inputs[event->archive];
    const size_t room = event->length < sizeof report->failed ? (size_t)event->length
                                                              : sizeof report->failed;
    report->failed_length = 0;
    if (event->in_entry) {
        report->failed_length = sluice_archive_entry_bytes(input, event->entry, event->offset,
                                                           report->failed, room);
    } else if (event->offset < input->length) {
        const size_t left = input->length - (size_t)event->offset;
        report->failed_length = left < room ? left : room;
        memcpy(report->failed, (const uint8_t *)input->bytes + event->offset,
               report->failed_length);
    }
}

static void add_bytes(struct sluice_text *out, const struct sluice_archive_report *report,
                      uint64_t offset)
{
    const size_t end = report->failed_length;
    for (size_t at = 0; at < end; at += SHOWN_LINE) {
        const uint8_t *bytes = report->failed + at;
        const size_t length = end - at < SHOWN_LINE ? end - at : SHOWN_LINE;
        sluice_text_format(out, "  %08" PRIx64 "  ", offset + at);
        for (size_t i = 0; i < SHOWN_LINE; i++) {
            sluice_text_format(out, i < length ? "%02x " : "   ", i < length ? bytes[i] : 0);
        }
        sluice_text_string(out, " ");
        add_name(out, (struct sluice_bytes){bytes, length}, false);
        sluice_text_string(out, "\n");
    }
}

void sluice_archive_report_check(void *context, const struct sluice_archive_event *event)
{
    struct sluice_archive_report *report = context;
    struct sluice_text *out = &report->checks;
    const char *check = sluice_archive_check_name(event->check);
    const char *reason = sluice_archive_reason_name(event->reason);
    const bool passed = event->reason == SLUICE_ARCHIVE_OK;
    if (report->json) {
        sluice_text_format(out, "%s{\"check\":\"%s\",\"reason\":\"%s\",\"archive\":%zu,\"entry\":",
                           out->length == 0 ? "" : ",", check, reason, event->archive);
        add_name(out, event->entry, true);
        sluice_text_format(out, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"in_entry\":%s",
                           event->offset, event->length, event->in_entry ? "true" : "false");
        if (!passed) {
            keep_failed(report, event);
            sluice_text_string(out, ",\"bytes\":\"");
            sluice_text_hex(out, report->failed, report->failed_length);
            sluice_text_string(out, "\"");
        }
        sluice_text_string(out, "}");
        return;
    }
    sluice_text_format(out, "%-15s %-7s %10" PRIu64 " +%-9" PRIu64 " ", check,
                       passed ? "passed" : "FAILED", event->offset, event->length);
    sluice_text_string(out, event->in_entry ? "in " : "");
    add_name(out, event->entry, false);
    sluice_text_format(out, "%s%s\n", passed ? "" : " ", passed ? "" : reason);
    if (!passed) {
        keep_failed(report, event);
        add_bytes(out, report, event->offset);
    }
}

static void add_hash(struct sluice_text *out, const uint8_t hash[SLUICE_ARCHIVE_HASH_SIZE])
{
    sluice_text_hex(out, hash, SLUICE_ARCHIVE_HASH_SIZE);
}

static void add_place(struct sluice_text *out, const struct sluice_archive_verdict *verdict)
{
    if (verdict->at[0] != 0) {
        sluice_text_format(out, "; %s", verdict->at);
    }
    if (verdict->entry[0] != 0) {
        sluice_text_format(out, " of %s", verdict->entry);
    }
    if (verdict->length > 0) {
        sluice_text_format(out, ", %" PRIu64 " bytes at %" PRIu64 "%s", verdict->length,
                           verdict->offset, verdict->in_entry ? " of the entry" : "");
    }
}

static void add_date(struct sluice_text *out, int64_t seconds)
{
    const time_t time = (time_t)seconds;
    struct tm date;
    char text[32] = "";
    if (gmtime_r(&time, &date) != NULL) {
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &date);
    }
    sluice_text_string(out, text);
}

static void add_text_verdict(const struct sluice_archive_report *report, struct sluice_text *out,
                             const struct sluice_archive_verdict *verdict)
{
    sluice_text_format(out, "%s: ", report->names[verdict->archive]);
    if (verdict->reason == SLUICE_ARCHIVE_OK) {
        sluice_text_format(out, "accepted: signed by %s, sha256 ", verdict->alias);
        add_hash(out, verdict->signer);
        if (verdict->stamped != 0) {
            sluice_text_string(out, ", timestamped ");
            add_date(out, verdict->stamped);
        }
        sluice_text_string(out, "\n");
        return;
    }
    sluice_text_format(out, "refused: %s: %s", sluice_archive_reason_name(verdict->reason),
                       sluice_archive_reason_text(verdict->reason));
    add_place(out, verdict);
    sluice_text_string(out, "\n");
    const char *advice = sluice_archive_advice(verdict->reason);
    if (advice[0] != 0) {
        sluice_text_format(out, "  what to do: %s\n", advice);
    }
}

static void add_counters(struct sluice_text *out, const struct sluice_archive_verdict *verdict)
{
    sluice_text_format(out,
                       "\"steps\":%" PRIu64 ",\"peak_heap\":%" PRIu64 ",\"allocations\":%" PRIu64
                       ",\"entries\":%" PRIu64 ",\"inflated\":%" PRIu64,
                       verdict->steps, verdict->peak_heap, verdict->allocations, verdict->entries,
                       verdict->inflated);
}

static void add_json_verdict(const struct sluice_archive_report *report, struct sluice_text *out,
                             const struct sluice_archive_verdict *verdict)
{
    sluice_text_string(out, "{\"file\":");
    sluice_text_json_string(out, report->names[verdict->archive]);
    sluice_text_format(out, ",\"accepted\":%s,\"reason\":\"%s\",\"range\":\"%s\",\"text\":",
                       verdict->reason == SLUICE_ARCHIVE_OK ? "true" : "false",
                       sluice_archive_reason_name(verdict->reason), range_name(verdict->reason));
    sluice_text_json_string(out, sluice_archive_reason_text(verdict->reason));
    sluice_text_string(out, ",\"advice\":");
    sluice_text_json_string(out, sluice_archive_advice(verdict->reason));
    sluice_text_format(out, ",\"java\":\"%s\",\"at\":\"%s\",\"limit\":",
                       sluice_archive_reason_java(verdict->reason), verdict->at);
    sluice_text_json_string(out, verdict->limit);
    sluice_text_string(out, ",\"entry\":");
    sluice_text_json_string(out, verdict->entry);
    sluice_text_format(out, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",\"in_entry\":%s",
                       verdict->offset, verdict->length, verdict->in_entry ? "true" : "false");
    sluice_text_string(out, ",\"signer\":");
    if (verdict->alias[0] == 0) {
        sluice_text_string(out, "null");
    } else {
        sluice_text_string(out, "{\"alias\":");
        sluice_text_json_string(out, verdict->alias);
        sluice_text_string(out, ",\"sha256\":\"");
        add_hash(out, verdict->signer);
        sluice_text_format(out, "\",\"timestamp\":%" PRId64 "}", verdict->stamped);
    }
    sluice_text_string(out, ",\"sha256\":\"");
    add_hash(out, verdict->sha256);
    sluice_text_string(out, "\",");
    add_counters(out, verdict);
    sluice_text_string(out, "}");
}

static void write_json(const struct sluice_archive_report *report, struct sluice_text *out,
                       const struct sluice_archive_verdict *verdicts,
                       const struct sluice_archive_verdict *verdict)
{
    sluice_text_format(out, "{\"accepted\":%s,\"reason\":\"%s\",\"archive\":%zu,\"archives\":[",
                       verdict->reason == SLUICE_ARCHIVE_OK ? "true" : "false",
                       sluice_archive_reason_name(verdict->reason), verdict->archive);
    for (size_t i = 0; i < report->count; i++) {
        sluice_text_string(out, i == 0 ? "" : ",");
        add_json_verdict(report, out, &verdicts[i]);
    }
    sluice_text_string(out, "]");
    if (report->explain) {
        sluice_text_format(out, ",\"checks\":[%s]", sluice_text_get(&report->checks));
    }
    sluice_text_string(out, "}\n");
}

static void write_text(const struct sluice_archive_report *report, struct sluice_text *out,
                       const struct sluice_archive_verdict *verdicts,
                       const struct sluice_archive_verdict *verdict)
{
    sluice_text_string(out, sluice_text_get(&report->checks));
    bool told = false;
    for (size_t i = 0; i < report->count; i++) {
        add_text_verdict(report, out, &verdicts[i]);
        told = told || verdicts[i].reason == verdict->reason;
    }
    if (!told) {
        add_text_verdict(report, out, verdict);
    }
}

void sluice_archive_report_write(struct sluice_archive_report *report,
                                 const struct sluice_archive_verdict *verdicts,
                                 const struct sluice_archive_verdict *verdict)
{
    struct sluice_text out = {0};
    (report->json ? write_json : write_text)(report, &out, verdicts, verdict);
    (void)sluice_output_piece(NULL, sluice_text_get(&out), out.length);
    sluice_text_free(&out);
    sluice_text_free(&report->checks);
}
