/* Output for people: errors, hints, colour, numbers and the progress line. */
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_MAX 1024

static const char *program = "idsim";

/* Whether a replaceable line is on the terminal now. */
static bool line_shown;

/* errno of the first flush that failed; 0: none failed. */
static int why_lost;

void sim_format_safe(const char *text, char *copy, size_t size)
{
    size_t n = 0;
    for (; text[n] != '\0' && n + 1 < size; n++) {
        unsigned char c = (unsigned char)text[n];
        copy[n] = c < 0x20 || c == 0x7f ? '?' : (char)c;
    }
    copy[n] = '\0';
}

SIM_PRINTF(2, 0)
static void print_message(const char *prefix, const char *format, va_list arguments)
{
    char raw[MESSAGE_MAX];
    char safe[MESSAGE_MAX];
    if (vsnprintf(raw, sizeof raw, format, arguments) < 0) {
        raw[0] = '\0';
    }
    sim_format_safe(raw, safe, sizeof safe);
    sim_line_clear();
    (void)fprintf(stderr, "%s%s\n", prefix, safe);
}

void sim_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("idsim: ", format, arguments);
    va_end(arguments);
}

void sim_hint(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("       ", format, arguments);
    va_end(arguments);
}

static bool wants_colour(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    if (no_color != NULL && no_color[0] != '\0') {
        return false;
    }
    const char *terminal = getenv("TERM");
    if (terminal == NULL || strcmp(terminal, "dumb") == 0) {
        return false;
    }
    return isatty(fileno(stream)) == 1;
}

const char *sim_colour_on(FILE *stream, sim_colour colour)
{
    static const char *const codes[] = {
        [SIM_COLOUR_NONE] = "",           [SIM_COLOUR_BOLD] = "\033[1m",
        [SIM_COLOUR_GREEN] = "\033[32m",  [SIM_COLOUR_RED] = "\033[31m",
        [SIM_COLOUR_YELLOW] = "\033[33m", [SIM_COLOUR_DIM] = "\033[2m",
    };
    return wants_colour(stream) ? codes[colour] : "";
}

const char *sim_colour_off(FILE *stream)
{
    return wants_colour(stream) ? "\033[0m" : "";
}

void sim_line_show(const char *text)
{
    char safe[MESSAGE_MAX];
    sim_format_safe(text, safe, sizeof safe);
    (void)fprintf(stderr, "\r\033[K%s", safe);
    (void)fflush(stderr);
    line_shown = true;
}

void sim_line_clear(void)
{
    if (line_shown) {
        (void)fprintf(stderr, "\r\033[K");
        (void)fflush(stderr);
        line_shown = false;
    }
}

void sim_format_count(uint64_t count, char text[SIM_COUNT_TEXT])
{
    char reversed[SIM_COUNT_TEXT];
    size_t length = 0;
    size_t digits = 0;
    do {
        if (digits > 0 && digits % 3 == 0) {
            reversed[length++] = ',';
        }
        reversed[length++] = (char)('0' + (char)(count % 10));
        count /= 10;
        digits++;
    } while (count > 0);
    for (size_t i = 0; i < length; i++) {
        text[i] = reversed[length - 1 - i];
    }
    text[length] = '\0';
}

void sim_format_time(double seconds, char text[SIM_TIME_TEXT])
{
    if (seconds < 60.0) {
        (void)snprintf(text, SIM_TIME_TEXT, "%.1f s", seconds);
        return;
    }
    uint64_t whole = (uint64_t)seconds;
    if (whole < 3600) {
        (void)snprintf(text, SIM_TIME_TEXT, "%u min %u s", (unsigned)(whole / 60),
                       (unsigned)(whole % 60));
    } else {
        (void)snprintf(text, SIM_TIME_TEXT, "%llu h %u min", (unsigned long long)(whole / 3600),
                       (unsigned)(whole / 60 % 60));
    }
}

double sim_clock_seconds(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/*
 * A write that failed before the last one left no errno behind, but a pipe or a socket still
 * reports that its other end is closed.
 */
static bool is_unread(int descriptor)
{
    struct pollfd end = {.fd = descriptor, .events = POLLOUT};
    return poll(&end, 1, 0) == 1 && (end.revents & (POLLERR | POLLHUP)) != 0;
}

bool sim_output_is_lost(FILE *stream)
{
    if (fflush(stream) != 0 && why_lost == 0) {
        why_lost = errno;
    }
    return ferror(stream) != 0;
}

int sim_output_finish(int status)
{
    if (sim_output_is_lost(stdout)) {
        if (why_lost == EPIPE || is_unread(STDOUT_FILENO)) {
            /* Another failure was already reported and takes precedence. */
            return status == SIM_EXIT_ENVIRONMENT ? status : SIM_EXIT_UNREAD;
        }
        sim_error("the output could not be written: %s",
                  why_lost != 0 ? strerror(why_lost) : "an earlier write failed");
        sim_hint("What was printed is not complete.");
        return SIM_EXIT_ENVIRONMENT;
    }
    return status;
}

void sim_program_set(const char *name)
{
    if (name != NULL && name[0] != '\0') {
        program = name;
    }
}

const char *sim_program(void)
{
    return program;
}

char *sim_shell_word(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./:,@%";
    size_t length = strlen(text);
    if (length > 0 && strspn(text, plain) == length) {
        return strdup(text);
    }
    /* A quote becomes four characters: it ends the quotation, is escaped, and begins another. */
    char *word = malloc(4 * length + 3);
    if (word == NULL) {
        return NULL;
    }
    char *out = word;
    *out++ = '\'';
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            memcpy(out, "'\\''", 4);
            out += 4;
        } else {
            *out++ = *text;
        }
    }
    *out++ = '\'';
    *out = '\0';
    return word;
}
