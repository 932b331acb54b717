# Writes a header with the commit that is built, when it has changed.
# usage: cmake -D SOURCE=<repository> -D HEADER=<file> -P commit.cmake
execute_process(
  COMMAND git describe --always --dirty --abbrev=40 --exclude=*
  WORKING_DIRECTORY "${SOURCE}"
  OUTPUT_VARIABLE commit
  RESULT_VARIABLE status
  OUTPUT_STRIP_TRAILING_WHITESPACE
  ERROR_QUIET
)
if(NOT status EQUAL 0)
  set(commit "") # no checkout, or no git
endif()

set(text "/* Written by the build. \"\" outside of a checkout. */\n#define SLUICE_COMMIT \"${commit}\"\n")
set(old "")
if(EXISTS "${HEADER}")
  file(READ "${HEADER}" old)
endif()
if(NOT text STREQUAL old)
  file(WRITE "${HEADER}" "${text}")
endif()
