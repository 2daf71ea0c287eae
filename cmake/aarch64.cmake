# 64 bits, little-endian; char is unsigned.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(machine aarch64-linux-gnu)
find_program(IDALLOC_EMULATOR NAMES qemu-aarch64 qemu-aarch64-static REQUIRED)
set(CMAKE_CROSSCOMPILING_EMULATOR ${IDALLOC_EMULATOR})
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
