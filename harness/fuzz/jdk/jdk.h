/* The JDK's ObjectInputStream as a second reader: a JVM that lives as long as this process, asked by the
 * contract of targets (harness/targets/adapters/jvm, mode inspect). Each class of a stream is one that stands
 * in for it, so that the JDK judges the protocol alone.
 *
 * The environment says which: SLUICE_JDK is jdk25 (usual) or jdk17, or the path of the manifest of any such target;
 * SLUICE_JDK_BUILD is the folder that has targets/jvm.jar. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_JDK_H
#define SLUICE_FUZZ_JDK_H

#include "harness/base/text.h"

enum { SLUICE_JDK_ERROR = 64, SLUICE_JDK_WORDS = 160 };

enum sluice_jdk_verdict {
    SLUICE_JDK_ACCEPTS,
    SLUICE_JDK_REFUSES,
    SLUICE_JDK_NO_OPINION, /* the class would have to say more, or the reader's stack is too small */
    SLUICE_JDK_ENDED       /* the JVM was killed, hung, or came to an end by itself */
};

struct sluice_jdk_answer {
    enum sluice_jdk_verdict verdict;
    char error[SLUICE_JDK_ERROR]; /* the exception; "" when accepted */
    char words[SLUICE_JDK_WORDS]; /* what it said */
    uint64_t offset;              /* bytes that were taken when it refused */
    bool has_digest;              /* accepted, and all that was read can be told */
    uint64_t digest;         /* sluice_jdk_digest() of what it read, as sluice_document_json() */
    struct sluice_text text; /* the same, if it was asked to show it; to be freed */
};

/** FNV-1a of 64 bits. */
uint64_t sluice_jdk_digest(struct sluice_bytes bytes);

/**
 * Hands over a stream behind all others.
 *
 * @param skipping JSON strings with commas between, for each object that lacks the fields of one of its classes:
 *                 "RESETS.HANDLE:CLASS", how many resets stand before it, and its handle. May be empty.
 * @param show     the answer is to have the text.
 * @return false, with the reason in `why`, if there is no JDK, or no memory.
 */
SLUICE_NODISCARD bool sluice_jdk_send(struct sluice_bytes stream, const char *skipping, bool show,
                                      struct sluice_text *why);

/** How many streams have no answer yet. */
size_t sluice_jdk_waiting(void);

/** Waits for the answer to the first stream without one. False if there is none, or no JVM starts. */
SLUICE_NODISCARD bool sluice_jdk_receive(struct sluice_jdk_answer *out, struct sluice_text *why);

#endif
