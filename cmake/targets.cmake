# What all targets have in common: language, warnings, sanitizers; how dependencies are found; how
# a test is made. Everything is set on targets, nothing on directories, so that a project that adds
# this one as a subdirectory keeps its own settings.

# Strict, but only what helps: -Wswitch-enum is out (a switch with a default is a decision, and
# -Wswitch catches the one without), so is -Wtype-limits (a bound that only 32-bit machines can reach
# is not a mistake on the others), -Wnull-dereference (the static analyzer sees further) and
# -Wdouble-promotion (INFINITY and NAN are floats).
set(IDALLOC_WARNINGS
    -Wall
    -Wextra
    -Wpedantic
    -Wconversion
    -Wsign-conversion
    -Wshadow
    -Wundef
    -Wvla
    -Wstrict-prototypes
    -Wmissing-prototypes
    -Wold-style-definition
    -Wredundant-decls
    -Wnested-externs
    -Wcast-qual
    -Wwrite-strings
    -Wpointer-arith
    -Wformat=2
    -Wimplicit-fallthrough)
set(IDALLOC_WARNINGS_GNU
    -Wcast-align=strict
    -Wduplicated-branches
    -Wduplicated-cond
    -Wlogical-op
    -Wtrampolines
    -Wno-type-limits)
set(IDALLOC_WARNINGS_CLANG
    -Wcast-align
    -Wcomma
    -Wconditional-uninitialized
    -Wextra-semi-stmt
    -Wmissing-variable-declarations
    -Wshift-sign-overflow
    -Wunreachable-code-aggressive)

# C11 without extensions, warnings, sanitizers.
function(idalloc_target target)
    set_target_properties(${target} PROPERTIES
        C_STANDARD 11
        C_STANDARD_REQUIRED ON
        C_EXTENSIONS OFF
        C_VISIBILITY_PRESET hidden)
    if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        target_compile_options(${target} PRIVATE ${IDALLOC_WARNINGS})
        if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
            target_compile_options(${target} PRIVATE ${IDALLOC_WARNINGS_GNU})
        else()
            target_compile_options(${target} PRIVATE ${IDALLOC_WARNINGS_CLANG})
        endif()
        if(IDALLOC_WERROR)
            target_compile_options(${target} PRIVATE -Werror)
        endif()
    endif()
    if(IDALLOC_SANITIZE)
        set(flags -fsanitize=${IDALLOC_SANITIZE} -fno-sanitize-recover=all
                  -fno-omit-frame-pointer)
        target_compile_options(${target} PRIVATE ${flags})
        target_link_options(${target} PRIVATE -fsanitize=${IDALLOC_SANITIZE})
    endif()
endfunction()

# What runs on an operating system (everything but the core) may use POSIX.
function(idalloc_posix_target target)
    idalloc_target(${target})
    target_compile_definitions(${target} PRIVATE _POSIX_C_SOURCE=200809L)
endfunction()

# A header that defines a macro as the commit of some paths, looked up by each build and written when
# it is another; the sources of the targets that use it see it as IDA_COMMIT_IS_GENERATED says.
#   idalloc_commit(NAME HEADER MACRO SOURCE PATHS [LAST])
function(idalloc_commit target header macro source paths)
    cmake_parse_arguments(arg "LAST" "" "" ${ARGN})
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated)
    add_custom_target(${target}
        COMMAND ${CMAKE_COMMAND} -DTREE=${PROJECT_SOURCE_DIR} -DPATHS=${paths} -DMACRO=${macro}
                -DHEADER=${generated}/${header} -DLAST=${arg_LAST}
                -P ${PROJECT_SOURCE_DIR}/cmake/commit.cmake
        BYPRODUCTS ${generated}/${header}
        COMMENT "Looking up the commit of ${paths}"
        VERBATIM)
    set_property(SOURCE ${source} APPEND PROPERTY COMPILE_DEFINITIONS IDA_COMMIT_IS_GENERATED)
    set_property(SOURCE ${source} APPEND PROPERTY INCLUDE_DIRECTORIES ${generated})
endfunction()

# Makes the imported target idalloc_dep::<name> from a header and, unless it is "", a library. Plain
# look-ups find what pkg-config and package files find, and need neither. The result is in
# IDALLOC_HAS_<name>.
function(idalloc_find name header library package)
    if(TARGET idalloc_dep::${name})
        return()
    endif()
    find_path(IDALLOC_${name}_INCLUDE ${header})
    mark_as_advanced(IDALLOC_${name}_INCLUDE)
    set(found ${IDALLOC_${name}_INCLUDE})
    if(library)
        find_library(IDALLOC_${name}_LIBRARY ${library})
        mark_as_advanced(IDALLOC_${name}_LIBRARY)
        if(NOT IDALLOC_${name}_LIBRARY)
            set(found FALSE)
        endif()
    endif()
    if(NOT found)
        message(FATAL_ERROR "${name} was not found. Install it (${package} on Debian and Ubuntu), "
                            "or let \"./dev deps\" do so.")
    endif()
    add_library(idalloc_dep::${name} INTERFACE IMPORTED GLOBAL)
    target_include_directories(idalloc_dep::${name} SYSTEM INTERFACE ${IDALLOC_${name}_INCLUDE})
    if(library)
        target_link_libraries(idalloc_dep::${name} INTERFACE ${IDALLOC_${name}_LIBRARY})
    endif()
endfunction()

# Only the header: XXH_INLINE_ALL makes a private copy of what is used, so nothing is linked. (Empty,
# as a source that defines it too does.)
function(idalloc_find_xxhash)
    idalloc_find(xxhash xxhash.h "" libxxhash-dev)
    set_property(TARGET idalloc_dep::xxhash
                 PROPERTY INTERFACE_COMPILE_DEFINITIONS "XXH_INLINE_ALL=")
endfunction()

# On systems where libuuid is a part of the C library there is only the header.
function(idalloc_find_uuid)
    if(APPLE)
        idalloc_find(uuid uuid/uuid.h "" "")
    else()
        idalloc_find(uuid uuid/uuid.h uuid uuid-dev)
    endif()
endfunction()

# idalloc_add_test(NAME COMMAND...)
function(idalloc_add_test name)
    add_test(NAME ${IDALLOC_TEST_PREFIX}${name} COMMAND ${ARGN})
    # The limit is there to end what hangs, and is far above what a slow and busy machine needs.
    set_tests_properties(${IDALLOC_TEST_PREFIX}${name} PROPERTIES
        TIMEOUT 7200
        ENVIRONMENT
        "UBSAN_OPTIONS=print_stacktrace=1;ASAN_OPTIONS=detect_stack_use_after_return=1")
endfunction()

# One cmocka executable for each test_*.c of a folder, and its test. The support_*.c of the folder,
# and those that all folders share, are compiled once for each folder and are a part of each test.
# Those that take long are in APART: each of their tests is one of ctest's, so that they run side by
# side; they take the name of a test as their argument.
#   idalloc_tests(FOLDER LIBRARIES ... [INCLUDES ...] [DEFINITIONS ...] [APART ...])
function(idalloc_tests folder)
    cmake_parse_arguments(arg "" "" "LIBRARIES;INCLUDES;DEFINITIONS;APART" ${ARGN})
    idalloc_find(cmocka cmocka.h cmocka libcmocka-dev)
    file(GLOB tests CONFIGURE_DEPENDS ${folder}/test_*.c)
    set(shared ${PROJECT_SOURCE_DIR}/core/test/shared)
    file(GLOB support_sources CONFIGURE_DEPENDS ${folder}/support_*.c ${shared}/support_*.c)

    function(idalloc_test_target target)
        idalloc_posix_target(${target})
        target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} idalloc_dep::cmocka)
        target_include_directories(${target} PRIVATE ${folder} ${shared} ${arg_INCLUDES})
        target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS})
    endfunction()

    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE target)
    string(REPLACE / _ target support_of_${target})
    add_library(${target} OBJECT ${support_sources})
    idalloc_test_target(${target})
    set(support $<TARGET_OBJECTS:${target}>)
    foreach(test IN LISTS tests)
        cmake_path(GET test STEM name)
        add_executable(${name} ${test} ${support})
        idalloc_test_target(${name})
        set(parts "")
        if(name IN_LIST arg_APART)
            file(STRINGS ${test} parts REGEX "cmocka_unit_test\\([a-z_]+\\)")
            list(TRANSFORM parts REPLACE ".*cmocka_unit_test\\(([a-z_]+)\\).*" "\\1")
        endif()
        if(parts)
            foreach(part IN LISTS parts)
                # Every tape of a small scope, twice: with sanitizers that takes minutes.
                if(IDALLOC_SANITIZE AND part MATCHES "^merging_loses_nothing")
                    continue()
                endif()
                idalloc_add_test(${name}.${part} ${name} ${part})
            endforeach()
        else()
            idalloc_add_test(${name} ${name})
        endif()
    endforeach()
endfunction()
