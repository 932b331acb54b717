/* Which of the JDK's classes cannot be changed, said a second time beside the decoder's models: what the judge
 * expects of copies (GOLD-4) does not hang on what is judged. */
#ifndef SLUICE_UNCHANGING_H
#define SLUICE_UNCHANGING_H

#include "sluice/base.h"

/** True if nobody can change an object of the class, one of those that come with the decoder: of a serial proxy, what it
 * stands for. What such an object holds may be changeable itself. */
bool sluice_never_changes(const char *class_name);

#endif
