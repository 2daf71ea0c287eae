/*
 * Standard base64 with padding, one text for each sequence of bytes: what RFC 4648 leaves to the
 * decoder (white space, missing padding, bits that are set behind the last byte) is refused.
 *
 * Nothing is copied: a text is checked once, and then read in place, byte by byte and in any order.
 */
#ifndef IDALLOC_BASE64_H
#define IDALLOC_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True if text is base64 throughout; byte_count receives how many bytes it stands for. O(size). */
bool ida_base64_check(const char *text, size_t size, size_t *byte_count);

/* The byte at index, which must be below the byte_count of a text that was checked. O(1). */
uint8_t ida_base64_byte(const char *text, size_t index);

/* The length of the text for byte_count bytes, or UINT64_MAX if that does not fit. O(1). */
uint64_t ida_base64_text_size(uint64_t byte_count);

/* Writes a text from front to back. text must have room for all of it. */
typedef struct ida_base64_writer {
    char *text;
    size_t length;    /* characters written */
    uint32_t pending; /* the bytes that have no characters yet */
    uint32_t pending_count;
} ida_base64_writer;

void ida_base64_write(ida_base64_writer *writer, uint8_t byte);

/* Writes the bytes that are pending, and the padding. */
void ida_base64_finish(ida_base64_writer *writer);

#endif
