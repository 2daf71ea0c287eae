# 64 bits, big-endian; char is unsigned.
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(machine s390x-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-s390x-static)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
