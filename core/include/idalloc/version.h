/*
 * Which libidalloc this is: the header's macros are of what a program was compiled with, the
 * functions of what it was linked with. CMake reads the version from here.
 */
#ifndef IDALLOC_VERSION_H
#define IDALLOC_VERSION_H

#include <idalloc/api.h>

IDA_BEGIN_DECLS

#define IDA_VERSION_MAJOR 0
#define IDA_VERSION_MINOR 1
#define IDA_VERSION_PATCH 0
#define IDA_VERSION       "0.1.0"

/* IDA_VERSION of the library, such as "0.1.0". O(1). */
IDA_API const char *ida_version(void);

/*
 * The git commit that last changed the library's sources, in hex, with "-dirty" behind it if they
 * had changes that were not committed; "unknown" if it was not built in a git checkout. O(1).
 */
IDA_API const char *ida_commit(void);

IDA_END_DECLS

#endif
