# Writes a C source that has the lines of scenario files, split at their sections and keys, and their
# bytes. Only for the files of this tree: it takes them as right, and a test compares the lines with
# those that inih finds.
#   cmake -DFILES=A|B|... -DSOURCE=... -P scenarios.cmake
string(REPLACE "|" ";" files "${FILES}")
set(out "#include \"scenario/sources.h\"\n")
set(table "")
foreach(file IN LISTS files)
    cmake_path(GET file STEM name)
    string(REPLACE "-" "_" name "${name}")
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(................................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    file(READ ${file} text)
    set(lines "")
    set(number 0)
    set(begins 0)
    set(section "")
    while(NOT text STREQUAL "")
        math(EXPR number "${number} + 1")
        string(FIND "${text}" "\n" end)
        string(SUBSTRING "${text}" 0 ${end} line)
        math(EXPR next "${end} + 1")
        string(SUBSTRING "${text}" ${next} -1 text)
        if(line MATCHES "^\\[(.*)\\]$")
            set(section "${CMAKE_MATCH_1}")
            set(begins ${number})
        elseif(line MATCHES "^([^#=]*[^#= ]) *= *(.*)$")
            string(APPEND lines "    {${number}, ${begins}, \"${section}\", "
                                "\"${CMAKE_MATCH_1}\", \"${CMAKE_MATCH_2}\"},\n")
        endif()
    endwhile()
    string(APPEND out "\nstatic const sim_scenario_line ${name}_lines[] = {\n${lines}};\n"
                      "static const unsigned char ${name}_text[] = {\n${bytes}};\n")
    string(APPEND table "    {${name}_lines, sizeof ${name}_lines / sizeof ${name}_lines[0], "
                        "${name}_text, sizeof ${name}_text},\n")
endforeach()
file(WRITE ${SOURCE}
     "${out}\nconst sim_scenario_source sim_scenario_sources[] = {\n${table}};\n"
     "const size_t sim_scenario_source_count =\n"
     "    sizeof sim_scenario_sources / sizeof sim_scenario_sources[0];\n")
