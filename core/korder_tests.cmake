# Tests of k-order that need its sources compiled in another way: for a compiler without atomics, and
# under the thread sanitizer.
file(GLOB korder_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/src/korder*.c)

# korder_test(NAME TEST FLAGS): TEST once more, as NAME, with the sources of k-order in it.
function(korder_test name test flags)
    add_executable(${name} test/${test}.c ${korder_sources}
                   $<TARGET_OBJECTS:support_of_core_test>)
    idalloc_posix_target(${name})
    target_include_directories(${name} PRIVATE test test/shared src)
    target_compile_options(${name} PRIVATE ${flags})
    target_link_options(${name} PRIVATE ${flags})
    target_link_libraries(${name} PRIVATE idalloc idalloc_dep::cmocka Threads::Threads)
    add_test(NAME ${IDALLOC_TEST_PREFIX}${name} COMMAND ${name})
    set_tests_properties(${IDALLOC_TEST_PREFIX}${name} PROPERTIES TIMEOUT 7200)
endfunction()

foreach(part IN ITEMS create faithful lane model strict)
    korder_test(test_korder_${part}_without_atomics test_korder_${part} -D__STDC_NO_ATOMICS__)
endforeach()

# No program has two sanitizers.
if(NOT IDALLOC_SANITIZE)
    include(CheckCSourceCompiles)
    set(CMAKE_REQUIRED_FLAGS -fsanitize=thread)
    check_c_source_compiles("int main(void) { return 0; }" IDALLOC_HAS_THREAD_SANITIZER)
    unset(CMAKE_REQUIRED_FLAGS)
    if(IDALLOC_HAS_THREAD_SANITIZER)
        korder_test(test_korder_threads_tsan test_korder_threads -fsanitize=thread)
    endif()
endif()
