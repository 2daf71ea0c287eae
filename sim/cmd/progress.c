/* Shows the progress of a sweep: a line on a terminal, or an occasional line in a log. */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

#define REDRAW_SECONDS 0.2
#define LOG_SECONDS    10.0

void sim_progress_begin(sim_progress *progress, uint64_t total, double time_limit_seconds)
{
    memset(progress, 0, sizeof *progress);
    progress->terminal = isatty(STDERR_FILENO) == 1;
    progress->began = sim_clock_seconds();
    progress->shown = progress->began;
    progress->seconds = time_limit_seconds;
    progress->total = total;
}

/* The remaining time: by the time limit, or by the rate so far. Negative: unknown. */
static double time_left(const sim_progress *progress, uint64_t done, double elapsed)
{
    double left = -1.0;
    if (progress->total != UINT64_MAX && done > 0) {
        left = elapsed * (double)(progress->total - done) / (double)done;
    }
    if (progress->seconds > 0.0) {
        double limit = progress->seconds > elapsed ? progress->seconds - elapsed : 0.0;
        left = left < 0.0 || limit < left ? limit : left;
    }
    return left;
}

static void format_line(const sim_progress *progress, uint64_t done, uint64_t failures,
                        double elapsed, char *line, size_t size)
{
    char count[SIM_COUNT_TEXT];
    char rate[SIM_COUNT_TEXT];
    char failed[SIM_COUNT_TEXT];
    char of[SIM_COUNT_TEXT + 4] = "";
    char left[SIM_TIME_TEXT + 8] = "";
    double remaining = time_left(progress, done, elapsed);
    sim_format_count(done, count);
    sim_format_count(failures, failed);
    sim_format_count(elapsed > 0.0 ? (uint64_t)((double)done / elapsed) : 0, rate);
    if (progress->total != UINT64_MAX && progress->seconds <= 0.0) {
        char total[SIM_COUNT_TEXT];
        sim_format_count(progress->total, total);
        (void)snprintf(of, sizeof of, " of %s", total);
    }
    if (remaining >= 0.0) {
        char text[SIM_TIME_TEXT];
        sim_format_time(remaining, text);
        (void)snprintf(left, sizeof left, ", %s left", text);
    }
    (void)snprintf(line, size, "%s%s seeds, %s a second%s, %s failure%s", count, of, rate, left,
                   failed, failures == 1 ? "" : "s");
}

void sim_progress_update(sim_progress *progress, uint64_t done, uint64_t failures)
{
    char line[200];
    double now = sim_clock_seconds();
    if (now - progress->shown < (progress->terminal ? REDRAW_SECONDS : LOG_SECONDS)) {
        return;
    }
    progress->shown = now;
    format_line(progress, done, failures, now - progress->began, line, sizeof line);
    if (progress->terminal) {
        sim_line_show(line);
    } else {
        (void)fprintf(stderr, "%s\n", line);
    }
}

void sim_progress_end(sim_progress *progress)
{
    (void)progress;
    sim_line_clear();
}
