# Writes a C source that has the bytes of a file as an array, and their number as NAME_size.
#   cmake -DFILE=... -DNAME=... -DSOURCE=... -DHEADER=... -P bytes.cmake
file(READ ${FILE} bytes HEX)
string(REGEX REPLACE "(................................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${SOURCE}
     "#include \"${HEADER}\"\n\nconst unsigned char ${NAME}[] = {\n${bytes}};\n"
     "const size_t ${NAME}_size = sizeof ${NAME};\n")
