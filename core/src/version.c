/* The version of the library, and the commit that it was built from if the build knows it. */
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
