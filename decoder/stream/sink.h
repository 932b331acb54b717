/* The buffer sink from inside: a writer that knows it makes its records in place. */
#ifndef SLUICE_STREAM_SINK_H
#define SLUICE_STREAM_SINK_H

#include "sluice/write.h"

/* The buffer behind a sink made by sluice_sink_buffer(); NULL for any other. */
struct sluice_buffer *sluice_sink_target(const struct sluice_sink *sink);

/* Makes room for `bytes` bytes behind the length; false, and nothing is changed, without memory. */
SLUICE_NODISCARD bool sluice_buffer_reserve(struct sluice_buffer *buffer, size_t bytes);

#endif
