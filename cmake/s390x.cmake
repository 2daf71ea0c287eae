# 64 bits, big-endian; char is unsigned.
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(machine s390x-linux-gnu)
find_program(IDALLOC_EMULATOR NAMES qemu-s390x qemu-s390x-static REQUIRED)
set(CMAKE_CROSSCOMPILING_EMULATOR ${IDALLOC_EMULATOR})
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
