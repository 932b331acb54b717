/* Whether code is instrumented by AddressSanitizer: then frames and times are not its own. */
#ifndef SLUICE_BASE_SANITIZED_H
#define SLUICE_BASE_SANITIZED_H

/* Whether this file is. */
#if defined(__SANITIZE_ADDRESS__)
#define SLUICE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLUICE_SANITIZED 1
#endif
#endif
#ifndef SLUICE_SANITIZED
#define SLUICE_SANITIZED 0
#endif

/* Whether the decoder is, even where this file is not: in builds for fuzzing what only watches is left plain. */
#ifndef SLUICE_SANITIZED_BUILD
#define SLUICE_SANITIZED_BUILD SLUICE_SANITIZED
#endif

#endif
