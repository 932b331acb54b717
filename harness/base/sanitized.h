/* Whether this build is instrumented by AddressSanitizer: then frames and times are not the code's own. */
#ifndef SLUICE_BASE_SANITIZED_H
#define SLUICE_BASE_SANITIZED_H

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

#endif
