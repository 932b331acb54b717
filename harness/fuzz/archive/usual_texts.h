/* Manifest and signature file of the usual archive, as they stand: what the mutator of such texts begins with, and
 * the head of its inputs. Private to harness/fuzz. */
#ifndef SLUICE_FUZZ_USUAL_TEXTS_H
#define SLUICE_FUZZ_USUAL_TEXTS_H

#include <sluice/base.h>

/* Bits of the first byte of an input: the text is the signature file; the others are of the policy. */
enum { SLUICE_TEXT_IS_SIGNED = 1 };

/** The switches of the policy that a first byte asks for, as programs have them. */
uint32_t sluice_text_switches(uint8_t head);

/** The manifest of an archive whose program is empty. */
struct sluice_bytes sluice_usual_manifest(void);

/** Its signature file. */
struct sluice_bytes sluice_usual_signature_file(void);

#endif
