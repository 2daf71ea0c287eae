/* The names and sentences of the statuses, from the table in status.h. */
#include <idalloc/status.h>

const char *ida_status_name(ida_status status)
{
    switch (status) {
#define IDA_STATUS_NAME(constant, value, name, sentence)                                           \
    case constant:                                                                                 \
        return name;
        IDA_STATUS_TABLE(IDA_STATUS_NAME)
#undef IDA_STATUS_NAME
    }
    return "unknown-status";
}

const char *ida_status_message(ida_status status)
{
    switch (status) {
#define IDA_STATUS_MESSAGE(constant, value, name, sentence)                                        \
    case constant:                                                                                 \
        return sentence;
        IDA_STATUS_TABLE(IDA_STATUS_MESSAGE)
#undef IDA_STATUS_MESSAGE
    }
    return "an unknown status";
}
