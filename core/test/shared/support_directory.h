/* A directory in which a test program may leave files, and these files. */
#ifndef IDALLOC_TEST_SUPPORT_DIRECTORY_H
#define IDALLOC_TEST_SUPPORT_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes a new directory the current one. */
void directory_enter(void);

/* Removes it with all that is in it, and prints what that is; false if there was anything. */
bool directory_leave(void);

/* Removes a directory with all that is in it. */
void directory_remove(const char *name);

/* All bytes of a file, with a '\0' behind them; to be freed. */
uint8_t *file_read(const char *name, size_t *size);
char *file_read_text(const char *name);

void file_write(const char *name, const void *bytes, size_t size);
void file_write_text(const char *name, const char *text);
void file_remove(const char *name);
bool file_exists(const char *name);
void file_assert_text(const char *name, const char *text);

#endif
