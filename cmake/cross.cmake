# What the toolchain files of foreign machines share: Debian's cross compilers, everything linked
# statically, run under qemu's user emulation. CMAKE_SYSTEM_PROCESSOR and machine are set before.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${machine}-gcc)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
# xxHash's header is the same for every machine, and none but it is looked for.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
