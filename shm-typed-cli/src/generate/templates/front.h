#ifndef @UPPER@_@GUARD@_H
#define @UPPER@_@GUARD@_H

/* With `-std=c11` the system declares these functions only if it is asked to. */
#if defined(__STRICT_ANSI__) && !defined(_POSIX_C_SOURCE) && !defined(_XOPEN_SOURCE) \
    && !defined(_DEFAULT_SOURCE) && !defined(_GNU_SOURCE)
#define _POSIX_C_SOURCE 200809L
#endif

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#if !defined(O_CLOEXEC) || !defined(O_NOFOLLOW)
#error "include this header before those of the system, or define _POSIX_C_SOURCE as 200809L"
#endif
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || !defined(__LP64__)
#error "shared objects are for 64-bit little-endian machines"
#endif

#ifdef __cplusplus
#define @UPPER@_ASSERT(condition) static_assert(condition, #condition)
#define @UPPER@_ALIGNED(n) alignas(n)
#define @UPPER@_ALIGNMENT(type) alignof(type)
extern "C" {
#else
#define @UPPER@_ASSERT(condition) _Static_assert(condition, #condition)
#define @UPPER@_ALIGNED(n) _Alignas(n)
#define @UPPER@_ALIGNMENT(type) _Alignof(type)
#endif

