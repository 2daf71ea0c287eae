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
    uint32_t version;
} foreign_extra;

typedef struct foreign_format {
    ida_status (*import)(const ida_allocator *allocator, const uint8_t *bytes, size_t size,
                         ida_snapshot *snapshot, foreign_extra *extra);
    /* Exports what was imported; bytes has room for capacity. */
    ida_status (*export_again)(const ida_snapshot *snapshot, const foreign_extra *extra,
                               uint8_t *bytes, size_t capacity, size_t *size);
    ida_status (*export_session)(ida_session *session, uint8_t *bytes, size_t capacity,
                                 size_t *size);
    /* The document as a session sees it, or as none does. */
    ida_status (*export_document)(const ida_document *document, const ida_session *session,
                                  uint8_t *bytes, size_t capacity, size_t *size);
} foreign_format;

/* Room for what the tests export. */
enum { FILE_MAX = 512 };

typedef struct named_file {
    const char *name;
    saved file;
} named_file;

/* A's session in a document with B, made by using the library: both formats have it as example. */
ida_session *foreign_session(ida_document *document);

/* What is written are these bytes; frees them. */
void assert_written(ida_status status, const void *bytes, size_t size, saved expected);
void assert_session_exports(const foreign_format *format, ida_session *session, saved expected);
void assert_document_exports(const foreign_format *format, const ida_document *document,
                             const ida_session *session, saved expected);

/* The session cannot be written, and the size stays as it was. */
void assert_export_refused(const foreign_format *format, ida_session *session, ida_status status);

/* A session of which more is finalized than it made cannot be written; its document can. */
void assert_stale_session_refused(const foreign_format *format);

/* A buffer that is too small stays as it was; returns the size of the example with its session. */
size_t assert_small_buffers_stay(const foreign_format *format);

void assert_export_takes_no_memory(const foreign_format *format);

/* All zero is a UUID as any other, and no sign that there is no session. */
void assert_lowest_session_comes_back(const foreign_format *format);

/* Imports what must be accepted, and checks what came out. Close it with snapshot_close. */
ida_snapshot foreign_import(const foreign_format *format, const saved *file, foreign_extra *extra);

/* The file is refused with that status, nothing is left behind, and the outputs are untouched. */
void assert_import_refused(const foreign_format *format, const saved *file, ida_status status);

/* The file is accepted, and exporting it again gives the same bytes. */
void assert_import_reproduces(const foreign_format *format, const saved *file);

/* Every part of the file that begins where it begins, but is shorter, is malformed. */
void assert_truncations_refused(const foreign_format *format, const named_file *file);

/*
 * Every byte of the file is set to every value. What is then not refused must be sound, and must
 * export to the same bytes, or, if a listed session lost its clusters by it, to fewer, which then
 * import to the same. Returns how many of the changed files were accepted.
 */
size_t assert_byte_changes_harmless(const foreign_format *format, const named_file *file);

/* Each allocation of the import fails in turn: IDA_NO_MEMORY, and nothing leaks. */
void assert_import_survives_starvation(const foreign_format *format, const named_file *file);

/* Bytes in a growing buffer, for building files by hand. Free with saved_free. */
void put_bytes(saved *file, const void *bytes, size_t size);
void put_u32(saved *file, uint32_t value);
void put_u64(saved *file, uint64_t value);

#endif
