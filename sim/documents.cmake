# What is installed with idsim: the schemas of its JSON, a man page for each command, and completions
# for bash and zsh, in the places below share/ where man and the shells look for them. idsim prints
# all but the schemas itself, so if it is built for another machine the schemas are all.
install(DIRECTORY ${dir}/cmd/schema/
        DESTINATION ${CMAKE_INSTALL_DATADIR}/idalloc/schema
        FILES_MATCHING PATTERN "*.json")
if(CMAKE_CROSSCOMPILING)
    return()
endif()

set(share ${PROJECT_BINARY_DIR}/share)
set(documents "")

# idsim_document(FOLDER NAME DESTINATION ARGUMENTS...): what "idsim ARGUMENTS" prints
function(idsim_document folder name destination)
    set(document ${share}/${folder}/${name})
    add_custom_command(OUTPUT ${document}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${share}/${folder}
        COMMAND idsim ${ARGN} >${document}.part
        COMMAND ${CMAKE_COMMAND} -E rename ${document}.part ${document}
        DEPENDS idsim
        COMMENT "Writing share/${folder}/${name}")
    set(documents ${documents} ${document} PARENT_SCOPE)
    install(FILES ${document} DESTINATION ${destination})
endfunction()

idsim_document(man/man1 idsim.1 ${CMAKE_INSTALL_MANDIR}/man1 help --man)
foreach(source IN LISTS commands)
    cmake_path(GET source STEM name)
    if(name MATCHES "^cmd_(.*)$")
        idsim_document(man/man1 idsim-${CMAKE_MATCH_1}.1 ${CMAKE_INSTALL_MANDIR}/man1
                       help --man ${CMAKE_MATCH_1})
    endif()
endforeach()
idsim_document(bash-completion/completions idsim
               ${CMAKE_INSTALL_DATADIR}/bash-completion/completions help --completion bash)
idsim_document(zsh/site-functions _idsim
               ${CMAKE_INSTALL_DATADIR}/zsh/site-functions help --completion zsh)
add_custom_target(idsim-documents ALL DEPENDS ${documents})
