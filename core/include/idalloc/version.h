/*
 * Which version this is. The macros are those of the headers that a program was compiled with. The
 * functions are those of the library that it was linked with. CMake reads the version from here.
 *
 * What stays the same from version to version:
 *
 *   API and ABI   A program that was built with one version runs, without being rebuilt, with every
 *                 later version of the same major number. Before 1.0.0 the minor number must be the
 *                 same, too. This covers what the public headers declare: functions and what they
 *                 promise, types, and the values of constants and statuses. The name of the shared
 *                 library follows: libidalloc.so.0.1 before 1.0.0, libidalloc.so.1 after.
 *   stored bytes  Every version reads the snapshots and the records of earlier versions. They carry
 *                 the version of their format. A library refuses a format that it does not know,
 *                 with IDA_UNSUPPORTED_VERSION, so it never misreads newer bytes. A later library
 *                 may write the same state as other bytes.
 *   sent bytes    The wire forms of ranges and of the messages of sequences do not change.
 *   results       The same log gives the same final IDs in every version, so replicas of different
 *                 versions agree. The layouts of Snowflake IDs and k-ordered IDs do not change.
 *
 * The foreign formats (fluid.h, rust.h) are defined by their own projects, for one version each.
 */
#ifndef IDALLOC_VERSION_H
#define IDALLOC_VERSION_H

#include <idalloc/api.h>

IDA_BEGIN_DECLS

#define IDA_VERSION_MAJOR 0
#define IDA_VERSION_MINOR 1
#define IDA_VERSION_PATCH 0
#define IDA_VERSION       "0.1.0"

/* The IDA_VERSION of the library, such as "0.1.0". O(1). */
IDA_API const char *ida_version(void);

/*
 * The git commit that last changed the sources of the library, in hex, followed by "-dirty" if they
 * had uncommitted changes. "unknown" if the library was not built in a git checkout. O(1).
 */
IDA_API const char *ida_commit(void);

IDA_END_DECLS

#endif
