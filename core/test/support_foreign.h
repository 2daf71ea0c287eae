/*
 * What the tests of both foreign formats do alike: they hand an importer damaged, cut and starved
 * files, and look at what it makes of them.
 */
#ifndef IDALLOC_TEST_SUPPORT_FOREIGN_H
#define IDALLOC_TEST_SUPPORT_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

#include <idalloc/idalloc.h>

#include "support_world.h"

/* What an import tells besides the snapshot; each format has one of them. */
typedef struct foreign_extra {
    ida_uuid first;
    bool has_first;
    uint64_t cluster_size;
} foreign_extra;

typedef struct foreign_format {
    ida_status (*import)(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                         ida_snapshot *snapshot, foreign_extra *extra);
    /* Exports what was imported; bytes has room for capacity. */
    ida_status (*export_again)(const ida_snapshot *snapshot, const foreign_extra *extra,
                               uint8_t *bytes, size_t capacity, size_t *size);
} foreign_format;

/* Imports what must be accepted, and checks what came out. Close it with foreign_close. */
ida_snapshot foreign_import(const foreign_format *format, const saved *file, foreign_extra *extra);
void foreign_close(ida_snapshot *snapshot);

/* The file is refused with that status, nothing is left behind, and the outputs are untouched. */
void assert_import_refused(const foreign_format *format, const saved *file, ida_status status);

/* The file is accepted, and exporting it again gives the same bytes. */
void assert_import_reproduces(const foreign_format *format, const saved *file);

/* Every part of the file that begins where it begins, but is shorter, is malformed. */
void assert_truncations_refused(const foreign_format *format, const saved *file);

/*
 * Every byte of the file is set to every value. What is then not refused must be sound, and must
 * export to the same bytes, or, if a listed session lost its clusters by it, to fewer, which then
 * import to the same. Returns how many of the changed files were accepted.
 */
size_t assert_byte_changes_harmless(const foreign_format *format, const saved *file);

/* Each allocation of the import fails in turn: IDA_NO_MEMORY, and nothing leaks. */
void assert_import_survives_starvation(const foreign_format *format, const saved *file);

/* Bytes in a growing buffer, for building files by hand. Free with saved_free. */
void put_bytes(saved *file, const void *bytes, size_t size);
void put_u32(saved *file, uint32_t value);
void put_u64(saved *file, uint64_t value);

#endif
