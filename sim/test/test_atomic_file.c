/* Files that are written whole or not at all. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/atomic_file.h"

static char directory[] = "/tmp/idsim-whole-XXXXXX";
static char path[64];

/* A user who owns nothing. */
#define NOBODY ((uid_t)65534)

static void write_text(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_text(const char *text)
{
    char read[32] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    read[fread(read, 1, sizeof read - 1, file)] = '\0';
    (void)fclose(file);
    assert_string_equal(read, text);
}

static void test_a_file_is_there_when_it_is_whole(void **state)
{
    (void)state;
    sim_wholefile whole;
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("new", whole.file) >= 0);
    assert_int_equal(fflush(whole.file), 0);
    assert_int_equal(access(path, F_OK), -1);
    assert_true(sim_wholefile_close(&whole, true));
    assert_text("new");
    assert_int_equal(unlink(path), 0);
}

static void test_what_is_not_kept_leaves_what_was_there(void **state)
{
    (void)state;
    sim_wholefile whole;
    write_text("old");
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("new", whole.file) >= 0);
    assert_true(sim_wholefile_close(&whole, false));
    assert_text("old");
    assert_int_equal(unlink(path), 0);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(sim_wholefile_close(&whole, false));
    assert_int_equal(access(path, F_OK), -1);
}

static void assert_keeps_mode(mode_t mode)
{
    sim_wholefile whole;
    struct stat status;
    write_text("old");
    assert_int_equal(chmod(path, mode), 0);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(sim_wholefile_close(&whole, true));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, mode);
    assert_text("");
    assert_int_equal(unlink(path), 0);
}

/* Also where a new file would have another one. */
static void test_a_replaced_file_keeps_its_mode(void **state)
{
    (void)state;
    mode_t before = umask(022);
    assert_keeps_mode(0600);
    assert_keeps_mode(0664);
    (void)umask(before);
}

static void test_a_file_that_may_not_be_written_is_not_replaced(void **state)
{
    (void)state;
    sim_wholefile whole;
    uid_t user = geteuid();
    write_text("old");
    assert_int_equal(chmod(path, 0444), 0);
    /* Who may write everything is somebody else meanwhile. */
    if (user == 0) {
        assert_int_equal(chown(directory, NOBODY, (gid_t)-1), 0);
        assert_int_equal(seteuid(NOBODY), 0);
    }
    bool opened = sim_wholefile_open(&whole, path);
    int why = errno;
    if (opened) {
        (void)sim_wholefile_close(&whole, false);
    }
    if (user == 0) {
        assert_int_equal(seteuid(user), 0);
        assert_int_equal(chown(directory, user, (gid_t)-1), 0);
    }
    assert_false(opened);
    assert_int_equal(why, EACCES);
    assert_text("old");
    assert_int_equal(unlink(path), 0);
}

static void test_a_full_disk_leaves_what_was_there(void **state)
{
    (void)state;
    struct rlimit before;
    sim_wholefile whole;
    write_text("old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit limit = {8, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("more than there is room for", whole.file) >= 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool written = sim_wholefile_close(&whole, true);
    int why = errno;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(written);
    assert_int_equal(why, EFBIG);
    assert_text("old");
    assert_int_equal(unlink(path), 0);
}

static void test_what_is_no_regular_file_stays_what_it_is(void **state)
{
    (void)state;
    char target[80];
    sim_wholefile whole;
    struct stat status;
    (void)snprintf(target, sizeof target, "%s/target", directory);
    assert_int_equal(symlink("target", path), 0);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("new", whole.file) >= 0);
    assert_true(sim_wholefile_close(&whole, true));
    assert_int_equal(lstat(path, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_text("new");
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(sim_wholefile_close(&whole, false));
    assert_int_equal(lstat(path, &status), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(target), 0);
    assert_true(sim_wholefile_open(&whole, "/dev/null"));
    assert_true(sim_wholefile_close(&whole, true));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

static void test_where_no_file_can_be_is_told_why(void **state)
{
    (void)state;
    sim_wholefile whole;
    assert_false(sim_wholefile_open(&whole, directory));
    assert_int_equal(errno, EISDIR);
    assert_false(sim_wholefile_open(&whole, "/nonexistent/file"));
    assert_int_equal(errno, ENOENT);
}

static int make_directory(void **state)
{
    (void)state;
    if (mkdtemp(directory) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/file", directory);
    return 0;
}

/* Which fails if a part of a file was left behind. */
static int remove_directory(void **state)
{
    (void)state;
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_is_there_when_it_is_whole),
        cmocka_unit_test(test_what_is_not_kept_leaves_what_was_there),
        cmocka_unit_test(test_a_replaced_file_keeps_its_mode),
        cmocka_unit_test(test_a_file_that_may_not_be_written_is_not_replaced),
        cmocka_unit_test(test_a_full_disk_leaves_what_was_there),
        cmocka_unit_test(test_what_is_no_regular_file_stays_what_it_is),
        cmocka_unit_test(test_where_no_file_can_be_is_told_why),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
