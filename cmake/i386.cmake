# 32 bits, little-endian; the kernel of an x86-64 machine runs it without an emulator.
set(CMAKE_SYSTEM_PROCESSOR i686)
set(machine i686-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
