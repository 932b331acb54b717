# sluice_flags: what every target of the project is compiled with. Link it PRIVATE.
#
# It carries the warning set, the instrumentation that the options ask for, and the two include
# roots: the repository itself (for "rules/observation.h") and decoder/include (for
# <sluice/decode.h>).

add_library(sluice_flags INTERFACE)

target_include_directories(
  sluice_flags
  INTERFACE
  "${PROJECT_SOURCE_DIR}"
  "${PROJECT_SOURCE_DIR}/decoder/include"
)

target_compile_options(
  sluice_flags
  INTERFACE
  -Wall
  -Wextra
  -Wpedantic
  -Wcast-align
  -Wcast-qual
  -Wconversion
  -Wfloat-equal
  -Wformat=2
  -Wimplicit-fallthrough
  -Wmissing-declarations
  -Wmissing-prototypes
  -Wold-style-definition
  -Wpointer-arith
  -Wshadow
  -Wsign-conversion
  -Wstrict-prototypes
  -Wswitch-enum
  -Wundef
  -Wunused
  -Wvla
  -Wwrite-strings
  -fstack-protector-strong
  -fno-common
)

# Follows data flow: with optimization it warns of what a test's own assertions rule out.
target_compile_options(sluice_flags INTERFACE $<$<CONFIG:Debug>:-Wnull-dereference>)

if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(
    sluice_flags
    INTERFACE
    -Walloca
    -Wduplicated-branches
    -Wduplicated-cond
    -Wjump-misses-init
    -Wlogical-op
    -Wunused-const-variable=2
  )
  # Call graphs for scripts/find_recursion.py; without optimization no call is inlined away.
  target_compile_options(sluice_flags INTERFACE $<$<CONFIG:Debug>:-fcallgraph-info>)
elseif(CMAKE_C_COMPILER_ID MATCHES "Clang")
  target_compile_options(
    sluice_flags
    INTERFACE
    -Wassign-enum
    -Wcomma
    -Wimplicit-int-conversion
    -Wmissing-variable-declarations
    -Wshorten-64-to-32
    # Checks that only Debug builds make leave code behind that the others never reach.
    $<$<CONFIG:Debug>:-Wunreachable-code>
  )
else()
  message(FATAL_ERROR "Sluice builds with gcc or clang; this compiler is ${CMAKE_C_COMPILER_ID}.")
endif()

# Some distributions' compilers fortify by themselves when they optimize: ask for one level everywhere.
target_compile_options(
  sluice_flags
  INTERFACE "$<$<NOT:$<CONFIG:Debug>>:SHELL:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>"
)

# A program with the property SLUICE_AS_ONE is optimized with the decoder when it is linked, which takes longer
# than all else: it is for what is measured, and not for a hundred programs of tests.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_link_options(sluice_flags INTERFACE $<$<NOT:$<BOOL:$<TARGET_PROPERTY:SLUICE_AS_ONE>>>:-fno-lto>)
endif()

if(SLUICE_WERROR)
  target_compile_options(sluice_flags INTERFACE -Werror)
endif()

# sluice_watches(TARGET): it only watches and judges. In a build for fuzzing it is left plain: it is not what
# the fuzzer is to find ways into, and takes most of the time when it is instrumented. All other builds with
# sanitizers have it instrumented, too, and so has harness/fuzz for targets that are about it.
function(sluice_watches target)
  set_target_properties(${target} PROPERTIES SLUICE_WATCHES ON)
  if(SLUICE_FUZZ_ENGINE AND CMAKE_C_COMPILER MATCHES "afl-[^/]*$")
    # AFL++'s compiler instruments all that it compiles, but for what a list names.
    set_target_properties(
      ${target}
      PROPERTIES
      RULE_LAUNCH_COMPILE "env AFL_LLVM_DENYLIST=${PROJECT_SOURCE_DIR}/cmake/afl-everything.txt"
    )
  endif()
endfunction()

set(instrumented 1)
if(SLUICE_FUZZ_ENGINE)
  # Nothing depends on chance then.
  target_compile_definitions(sluice_flags INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION=1)
  set(instrumented "$<NOT:$<BOOL:$<TARGET_PROPERTY:SLUICE_WATCHES>>>")
endif()

if(SLUICE_SANITIZE)
  # Sanitizer findings end the program: a test that only prints one would pass.
  target_compile_options(
    sluice_flags
    INTERFACE
    "$<${instrumented}:-fsanitize=${SLUICE_SANITIZE};-fno-sanitize-recover=all>"
    -fno-omit-frame-pointer
  )
  target_link_options(sluice_flags INTERFACE "-fsanitize=${SLUICE_SANITIZE}")
  if(SLUICE_SANITIZE MATCHES "address")
    # For what is left plain itself and watches what is not: harness/base/sanitized.h.
    target_compile_definitions(sluice_flags INTERFACE SLUICE_SANITIZED_BUILD=1)
  endif()
endif()

if(SLUICE_FUZZ_ENGINE STREQUAL "libfuzzer")
  # Comparisons are not traced: nine in ten are checks of the sanitizers, of addresses mostly, which take two
  # thirds of the time, and push all others out of the engine's table.
  target_compile_options(
    sluice_flags
    INTERFACE "$<${instrumented}:-fsanitize=fuzzer-no-link;-fno-sanitize-coverage=trace-cmp>"
  )
  # Programs that the engine does not run are made of the same libraries: what these call is in the runtime of a
  # sanitizer, which comes with this where there is none.
  target_link_options(sluice_flags INTERFACE -fsanitize=fuzzer-no-link)
  # With the sanitizers' checks in them, small functions look too large to be inlined.
  if(CMAKE_C_COMPILER_ID MATCHES "Clang")
    target_compile_options(
      sluice_flags INTERFACE "$<${instrumented}:SHELL:-mllvm -inline-threshold=1000>"
    )
  endif()
endif()

# sluice_counts(TARGET): what it does is counted by the compiler, in a build for libFuzzer (harness/base/work.h).
# The profile's own runtime is not linked: nothing is written.
function(sluice_counts target)
  if(SLUICE_FUZZ_ENGINE STREQUAL "libfuzzer" AND CMAKE_C_COMPILER_ID MATCHES "Clang")
    target_compile_options(
      ${target} PRIVATE -fprofile-instr-generate
                        "SHELL:-include ${PROJECT_SOURCE_DIR}/harness/base/counted_moves.h"
    )
  endif()
endfunction()

if(SLUICE_FUZZ_ENGINE STREQUAL "libfuzzer" AND CMAKE_C_COMPILER_ID MATCHES "Clang")
  target_compile_definitions(sluice_flags INTERFACE SLUICE_COUNTED_BUILD=1)
endif()

if(SLUICE_COVERAGE)
  if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang" OR CMAKE_C_COMPILER_VERSION VERSION_LESS 18)
    message(FATAL_ERROR "SLUICE_COVERAGE needs clang 18 or later, for MC/DC: use scripts/coverage.")
  endif()
  target_compile_options(
    sluice_flags
    INTERFACE
    -fprofile-instr-generate
    -fcoverage-mapping
    -fcoverage-mcdc
    # Decisions of more conditions are left out; clang 18 has a fixed limit of six.
    $<$<VERSION_GREATER_EQUAL:${CMAKE_C_COMPILER_VERSION},19>:SHELL:-Xclang -fmcdc-max-conditions=32>
  )
  target_link_options(sluice_flags INTERFACE -fprofile-instr-generate -Wl,--wrap=_exit,--wrap=kill)
  add_library(sluice_leave_counted OBJECT "${CMAKE_CURRENT_LIST_DIR}/leave_counted.c")
  target_sources(sluice_flags INTERFACE $<TARGET_OBJECTS:sluice_leave_counted>)
endif()
