/*
 * Linkage of the public declarations. Every other header of the library includes this one.
 *
 * IDA_API marks what the shared library exports. It exports nothing else. To use the shared library
 * on Windows, define IDA_SHARED (the CMake package does that).
 */
#ifndef IDALLOC_API_H
#define IDALLOC_API_H

#if defined(_WIN32) && defined(IDA_BUILDING_SHARED)
#define IDA_API __declspec(dllexport)
#elif defined(_WIN32) && defined(IDA_SHARED)
#define IDA_API __declspec(dllimport)
#elif defined(__GNUC__)
#define IDA_API __attribute__((visibility("default")))
#else
#define IDA_API
#endif

#ifdef __cplusplus
#define IDA_BEGIN_DECLS extern "C" {
#define IDA_END_DECLS   }
#else
#define IDA_BEGIN_DECLS
#define IDA_END_DECLS
#endif

#endif
