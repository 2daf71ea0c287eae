# Writes a header that defines a macro as the git commit of some of a tree's paths, unless it says so
# already: what does not change is not built again.
#   cmake -DTREE=... -DPATHS="a b" -DMACRO=... -DHEADER=... [-DLAST=ON] -P commit.cmake
# The commit is HEAD, or with LAST the one that last changed the paths; "-dirty" follows it if the
# paths have changes that are not committed. Where git is missing, or TREE is not a checkout of its own
# (a release's tarball, or a copy inside another project's checkout), it is "unknown".
set(commit unknown)
find_program(GIT git)

# git(VARIABLE ARGUMENTS...): what it prints, and nothing if it fails
function(git variable)
    execute_process(COMMAND ${GIT} --no-optional-locks -C ${TREE} ${ARGN}
                    OUTPUT_VARIABLE out ERROR_QUIET RESULT_VARIABLE code
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT code EQUAL 0)
        set(out "")
    endif()
    set(${variable} "${out}" PARENT_SCOPE)
endfunction()

if(GIT)
    git(top rev-parse --show-toplevel)
    file(REAL_PATH "${TREE}" here)
    if(top STREQUAL here)
        separate_arguments(paths UNIX_COMMAND "${PATHS}")
        if(LAST)
            git(found log -1 --format=%H -- ${paths})
        else()
            git(found rev-parse --verify --quiet HEAD)
        endif()
        if(found)
            git(changes status --porcelain -- ${paths})
            set(commit ${found})
            if(changes)
                string(APPEND commit -dirty)
            endif()
        endif()
    endif()
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define ${MACRO} \"${commit}\"\n")
