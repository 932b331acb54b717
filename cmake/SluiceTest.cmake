# sluice_add_test(<name> SOURCES <file>... [LIBS <target>...] [ARGS <arg>...] [TIMEOUT <seconds>])
#
# Builds one cmocka program and registers it with ctest under <name>. Each program runs in its own
# source folder, so that a test finds its data files by a short relative path. Does nothing when
# SLUICE_TESTS is OFF.

if(SLUICE_TESTS AND NOT TARGET sluice_cmocka)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(CMOCKA QUIET IMPORTED_TARGET cmocka)
  if(NOT CMOCKA_FOUND)
    message(
      FATAL_ERROR
      "cmocka was not found by pkg-config: run scripts/setup, or configure with -DSLUICE_TESTS=OFF."
    )
  endif()
  add_library(sluice_cmocka INTERFACE)
  target_link_libraries(sluice_cmocka INTERFACE PkgConfig::CMOCKA)
endif()

function(sluice_add_test name)
  if(NOT SLUICE_TESTS)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 TEST "" "TIMEOUT" "SOURCES;LIBS;ARGS")
  if(TEST_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sluice_add_test(${name}): unknown arguments: ${TEST_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TEST_SOURCES)
    message(FATAL_ERROR "sluice_add_test(${name}): SOURCES is empty")
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300) # for what hangs, on a busy machine too
  endif()

  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE sluice_flags sluice_cmocka ${TEST_LIBS})
  add_test(
    NAME ${name}
    COMMAND ${name} ${TEST_ARGS}
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
  )
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT})
endfunction()
