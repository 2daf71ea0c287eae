# Install rules of the core: both libraries, the headers, the CMake package, the pkg-config file.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/idalloc)

install(TARGETS idalloc idalloc_shared EXPORT idalloc)
install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/idalloc)
install(EXPORT idalloc
        NAMESPACE idalloc::
        FILE idalloc-targets.cmake
        DESTINATION ${package_dir})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/idalloc-config.cmake.in
                              ${PROJECT_BINARY_DIR}/idalloc-config.cmake
                              INSTALL_DESTINATION ${package_dir}
                              NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/idalloc-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/idalloc-config.cmake
              ${PROJECT_BINARY_DIR}/idalloc-config-version.cmake
        DESTINATION ${package_dir})

# The prefix is told relative to the file, so that an installed tree can be moved.
function(idalloc_install_pkgconfig name)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
        set(PC_PREFIX ${CMAKE_INSTALL_PREFIX})
        set(PC_LIBDIR ${CMAKE_INSTALL_FULL_LIBDIR})
        set(PC_INCLUDEDIR ${CMAKE_INSTALL_FULL_INCLUDEDIR})
    else()
        string(REGEX REPLACE "[^/]+" ".." up "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
        set(PC_PREFIX "\${pcfiledir}/${up}")
        set(PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
        set(PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
    endif()
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc
                   @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc
            DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
idalloc_install_pkgconfig(idalloc)
