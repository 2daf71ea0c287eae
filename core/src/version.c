/* The version of the library. The build says which commit it is, unless nobody can tell. */
#include <idalloc/version.h>

#ifdef IDA_COMMIT_IS_GENERATED
#include "idalloc_commit.h"
#else
#define IDA_COMMIT "unknown"
#endif

const char *ida_version(void)
{
    return IDA_VERSION;
}

const char *ida_commit(void)
{
    return IDA_COMMIT;
}
