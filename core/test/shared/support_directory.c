/* A directory in which a test program may leave files, and these files: see the header. */
#define _XOPEN_SOURCE 700

#include "support_directory.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support_cmocka.h"

static char directory[] = "/tmp/idalloc-test-XXXXXX";

void directory_enter(void)
{
    if (mkdtemp(directory) == NULL || chdir(directory) != 0) {
        perror(directory);
        abort();
    }
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void directory_remove(const char *name)
{
    assert_int_equal(nftw(name, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static int remove_left(const char *path, const struct stat *status, int type, struct FTW *place)
{
    if (place->level > 0) {
        print_error("%s is left\n", path);
    }
    return remove_entry(path, status, type, place);
}

bool directory_leave(void)
{
    if (chdir("/") == 0 && rmdir(directory) == 0) {
        return true;
    }
    (void)nftw(directory, remove_left, 8, FTW_DEPTH | FTW_PHYS);
    return false;
}

uint8_t *file_read(const char *name, size_t *size)
{
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        fail_msg("cannot read %s", name);
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long end = ftell(file);
    assert_true(end >= 0);
    *size = (size_t)end;
    uint8_t *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    rewind(file);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    (void)fclose(file);
    return bytes;
}

char *file_read_text(const char *name)
{
    size_t size;
    return (char *)file_read(name, &size);
}

void file_write(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void file_write_text(const char *name, const char *text)
{
    file_write(name, text, strlen(text));
}

void file_remove(const char *name)
{
    assert_int_equal(unlink(name), 0);
}

bool file_exists(const char *name)
{
    return access(name, F_OK) == 0;
}

void file_assert_text(const char *name, const char *text)
{
    char *read = file_read_text(name);
    assert_string_equal(read, text);
    free(read);
}
