/* Files that are written whole or not at all. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/atomic_file.h"
#include "support_cmocka.h"
#include "support_directory.h"

static const char path[] = "file";

/* A user who owns nothing. */
#define NOBODY ((uid_t)65534)

TEST(test_a_file_is_there_when_it_is_whole)
{
    sim_wholefile whole;
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("new", whole.file) >= 0);
    assert_int_equal(fflush(whole.file), 0);
    assert_false(file_exists(path));
    assert_true(sim_wholefile_close(&whole, true));
    file_assert_text(path, "new");
    file_remove(path);
}

TEST(test_what_is_not_kept_leaves_what_was_there)
{
    sim_wholefile whole;
    file_write_text(path, "old");
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("new", whole.file) >= 0);
    assert_true(sim_wholefile_close(&whole, false));
    file_assert_text(path, "old");
    file_remove(path);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(sim_wholefile_close(&whole, false));
    assert_false(file_exists(path));
}

static void assert_keeps_mode(mode_t mode)
{
    sim_wholefile whole;
    struct stat status;
    file_write_text(path, "old");
    assert_int_equal(chmod(path, mode), 0);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(sim_wholefile_close(&whole, true));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, mode);
    file_assert_text(path, "");
    file_remove(path);
}

/* Also where a new file would have another one. */
TEST(test_a_replaced_file_keeps_its_mode)
{
    mode_t before = umask(022);
    assert_keeps_mode(0600);
    assert_keeps_mode(0664);
    (void)umask(before);
}

TEST(test_a_file_that_may_not_be_written_is_not_replaced)
{
    sim_wholefile whole;
    uid_t user = geteuid();
    file_write_text(path, "old");
    assert_int_equal(chmod(path, 0444), 0);
    /* Who may write everything is somebody else meanwhile. */
    if (user == 0) {
        assert_int_equal(chown(".", NOBODY, (gid_t)-1), 0);
        assert_int_equal(seteuid(NOBODY), 0);
    }
    bool opened = sim_wholefile_open(&whole, path);
    int why = errno;
    if (opened) {
        (void)sim_wholefile_close(&whole, false);
    }
    if (user == 0) {
        assert_int_equal(seteuid(user), 0);
        assert_int_equal(chown(".", user, (gid_t)-1), 0);
    }
    assert_false(opened);
    assert_int_equal(why, EACCES);
    file_assert_text(path, "old");
    file_remove(path);
}

TEST(test_a_full_disk_leaves_what_was_there)
{
    struct rlimit before;
    sim_wholefile whole;
    file_write_text(path, "old");
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
    file_assert_text(path, "old");
    file_remove(path);
}

TEST(test_what_is_no_regular_file_stays_what_it_is)
{
    sim_wholefile whole;
    struct stat status;
    assert_int_equal(symlink("target", path), 0);
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(fputs("new", whole.file) >= 0);
    assert_true(sim_wholefile_close(&whole, true));
    assert_int_equal(lstat(path, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    file_assert_text(path, "new");
    assert_true(sim_wholefile_open(&whole, path));
    assert_true(sim_wholefile_close(&whole, false));
    assert_int_equal(lstat(path, &status), 0);
    file_remove(path);
    file_remove("target");
    assert_true(sim_wholefile_open(&whole, "/dev/null"));
    assert_true(sim_wholefile_close(&whole, true));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

TEST(test_where_no_file_can_be_is_told_why)
{
    sim_wholefile whole;
    assert_false(sim_wholefile_open(&whole, "."));
    assert_int_equal(errno, EISDIR);
    assert_false(sim_wholefile_open(&whole, "/nonexistent/file"));
    assert_int_equal(errno, ENOENT);
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
    directory_enter();
    int failures = RUN_TESTS(tests);
    return directory_leave() ? failures : failures + 1;
}
