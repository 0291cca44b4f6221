/* A reader of the shared object `NAME`, for C11 and C++17.
   Written by `shm-typed schema NAME --format c`: write it again, do not edit it.

       struct tally_2_reader reader;
       struct tally_2 value;
       int result = tally_2_open(&reader, "NAME");
       if (result == TALLY_2_OK) result = tally_2_read(&reader, &value);
       if (result != TALLY_2_OK) fprintf(stderr, "%s\n", tally_2_describe(result));
       tally_2_close(&reader);

   Each number is whole, and no two need to be of one moment. Whoever may write the object
   decides what is in it:
   an enum may be none of its constants. Whoever may shorten
   the file ends the readers by SIGBUS. One thread at a time may use a reader. */
#ifndef TALLY_2_E4EB9C10_H
#define TALLY_2_E4EB9C10_H

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
#define TALLY_2_ASSERT(condition) static_assert(condition, #condition)
#define TALLY_2_ALIGNED(n) alignas(n)
#define TALLY_2_ALIGNMENT(type) alignof(type)
extern "C" {
#else
#define TALLY_2_ASSERT(condition) _Static_assert(condition, #condition)
#define TALLY_2_ALIGNED(n) _Alignas(n)
#define TALLY_2_ALIGNMENT(type) _Alignof(type)
#endif

struct tally_2_cache_line {
    TALLY_2_ALIGNED(64) uint64_t value;
    uint8_t _fill[56];
};
TALLY_2_ASSERT(sizeof(struct tally_2_cache_line) == 64);
TALLY_2_ASSERT(TALLY_2_ALIGNMENT(struct tally_2_cache_line) == 64);
TALLY_2_ASSERT(offsetof(struct tally_2_cache_line, value) == 0);
TALLY_2_ASSERT(offsetof(struct tally_2_cache_line, _fill) == 8);

/* Numbers that change in place. */
struct tally_2_wheel {
    uint32_t turns;
    float wear;
};
TALLY_2_ASSERT(sizeof(struct tally_2_wheel) == 8);
TALLY_2_ASSERT(TALLY_2_ALIGNMENT(struct tally_2_wheel) == 4);
TALLY_2_ASSERT(offsetof(struct tally_2_wheel, turns) == 0);
TALLY_2_ASSERT(offsetof(struct tally_2_wheel, wear) == 4);

/* Counters of every width. */
struct tally_2 {
    /* [counter] */
    struct tally_2_cache_line requests;
    /* Seconds.
       [unit s] */
    double busy;
    struct tally_2_wheel wheels[2];
    int64_t least;
    int16_t grid[2][2];
    uint8_t bytes[7];
    int8_t sign;
    int32_t half;
    uint32_t last;
    uint32_t _pad[2];
};
TALLY_2_ASSERT(sizeof(struct tally_2) == 128);
TALLY_2_ASSERT(TALLY_2_ALIGNMENT(struct tally_2) == 64);
TALLY_2_ASSERT(offsetof(struct tally_2, requests) == 0);
TALLY_2_ASSERT(offsetof(struct tally_2, busy) == 64);
TALLY_2_ASSERT(offsetof(struct tally_2, wheels) == 72);
TALLY_2_ASSERT(offsetof(struct tally_2, least) == 88);
TALLY_2_ASSERT(offsetof(struct tally_2, grid) == 96);
TALLY_2_ASSERT(offsetof(struct tally_2, bytes) == 104);
TALLY_2_ASSERT(offsetof(struct tally_2, sign) == 111);
TALLY_2_ASSERT(offsetof(struct tally_2, half) == 112);
TALLY_2_ASSERT(offsetof(struct tally_2, last) == 116);
TALLY_2_ASSERT(offsetof(struct tally_2, _pad) == 120);


/* ---- the reader ---- */

/* What the functions return. */
enum {
    TALLY_2_OK = 0,
    TALLY_2_SYSTEM = 1,    /* a system call failed; errno says why */
    TALLY_2_REFUSED = 2,   /* no regular file, of another user, or others may write it */
    TALLY_2_NO_OBJECT = 3, /* not a shared object */
    TALLY_2_NEWER = 4,     /* of a format that this header does not know */
    TALLY_2_LAYOUT = 5,    /* of another type than this header's: write the header again */
    TALLY_2_CORRUPT = 6,   /* its numbers contradict each other */
    TALLY_2_BUSY = 7       /* the writer was faster than every attempt */
};

/* The layout fingerprint that the object must have. */
static const unsigned char tally_2_layout[16] = { 0xe4, 0xeb, 0x9c, 0x10, 0x1b, 0x46, 0x6a, 0x99, 0xe9, 0xb2, 0x63, 0x32, 0x60, 0x8c, 0x3b, 0x2d };

/* An open object. Look at nothing in it. */
struct tally_2_reader {
    const unsigned char *object; /* mapped, read-only */
    size_t length;
    int file;
    uint64_t values;      /* offset of the first value */
    uint64_t stride;      /* from one slot to the next */
    uint64_t stamps;      /* offset of the first stamp */
    uint64_t slots;
    uint64_t seen;        /* the version that was read last */
};

/* What a result means, in words. */
static inline const char *tally_2_describe(int result) {
    switch (result) {
    case TALLY_2_OK: return "ok";
    case TALLY_2_SYSTEM: return strerror(errno);
    case TALLY_2_REFUSED: return "no regular file, of another user, or others may write it";
    case TALLY_2_NO_OBJECT: return "not a shared object";
    case TALLY_2_NEWER: return "a newer format than this program knows";
    case TALLY_2_LAYOUT: return "another layout than this program was built with";
    case TALLY_2_CORRUPT: return "the object is corrupt";
    case TALLY_2_BUSY: return "the writer was faster than every attempt to read";
    default: return "no such result";
    }
}

/* A little-endian number of the header. */
static inline uint64_t tally_2_number(const unsigned char *at, int bytes) {
    uint64_t number = 0;
    while (bytes-- > 0) number = number << 8 | at[bytes];
    return number;
}

/* Whether the header, a private copy, is that of an object of this type in a file of `length` bytes; sets
   the numbers of the reader. */
static inline int tally_2_check(struct tally_2_reader *reader, const unsigned char *h, uint64_t length) {
    uint64_t count = tally_2_number(h + 36, 4), align = tally_2_number(h + 40, 4),
             value = tally_2_number(h + 44, 4), size = tally_2_number(h + 48, 8),
             stride = tally_2_number(h + 56, 8), slots = tally_2_number(h + 64, 8),
             end = tally_2_number(h + 72, 8), schema = tally_2_number(h + 84, 4);
    if (memcmp(h, "SHMTYPED", 8) != 0) return TALLY_2_NO_OBJECT;
    if (tally_2_number(h + 8, 2) != 1 || tally_2_number(h + 16, 8) != 0) return TALLY_2_NEWER;
    if (tally_2_number(h + 32, 4) != 2 || size != 128 || align != 64
        || memcmp(h + 88, tally_2_layout, 16) != 0) return TALLY_2_LAYOUT;
    if (tally_2_number(h + 12, 4) != 256 || tally_2_number(h + 80, 4) != 512 || schema > 1048576
        || slots < 512 || schema > slots - 512 || slots % 4096 != 0 || end > length || slots > end)
        return TALLY_2_CORRUPT;
    if (count != 0 || stride != 0 || value != 0 || end - slots < size) return TALLY_2_CORRUPT;
    reader->length = (size_t)end;
    reader->stride = stride;
    reader->stamps = slots;
    reader->values = slots + value;
    reader->slots = count;
    return TALLY_2_OK;
}

/* Opens the object `name` in `directory`. It must belong to `owner` or to root, and users other than
   its owner may have at most the write permissions `writable`, such as 020. */
static inline int tally_2_open_at(struct tally_2_reader *reader, const char *directory,
                                  const char *name, uid_t owner, mode_t writable) {
    unsigned char header[256];
    struct stat st;
    int folder, result = TALLY_2_OK;
    void *object;
    ssize_t got;

    memset(reader, 0, sizeof *reader);
    reader->file = -1;
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) return TALLY_2_REFUSED;
    folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return TALLY_2_SYSTEM;
    /* Not to be held up by a FIFO. */
    reader->file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (reader->file < 0) {
        int error = errno;
        close(folder);
        errno = error;
        /* A link, or a socket or device: what no object is. */
        return error == ELOOP || error == ENXIO || error == ENODEV ? TALLY_2_REFUSED : TALLY_2_SYSTEM;
    }
    close(folder);

    if (fstat(reader->file, &st) != 0)
        result = TALLY_2_SYSTEM;
    else if (!S_ISREG(st.st_mode) || (st.st_uid != owner && st.st_uid != 0)
             || (st.st_mode & 022 & ~writable) != 0)
        result = TALLY_2_REFUSED;
    else if (st.st_size < 256)
        result = TALLY_2_NO_OBJECT;
    else if ((got = pread(reader->file, header, 256, 0)) != 256)
        result = got < 0 ? TALLY_2_SYSTEM : TALLY_2_NO_OBJECT;
    else
        result = tally_2_check(reader, header, (uint64_t)st.st_size);
    if (result == TALLY_2_OK) {
        object = mmap(NULL, reader->length, PROT_READ, MAP_SHARED, reader->file, 0);
        if (object == MAP_FAILED)
            result = TALLY_2_SYSTEM;
        else
            reader->object = (const unsigned char *)object;
    }
    if (result != TALLY_2_OK) {
        int error = errno;
        close(reader->file);
        reader->file = -1;
        errno = error;
    }
    return result;
}

/* Opens an object in /dev/shm of this process's user or of root that its owner alone may write. */
static inline int tally_2_open(struct tally_2_reader *reader, const char *name) {
    return tally_2_open_at(reader, "/dev/shm", name, geteuid(), 0);
}

/* Closes what was opened. May be called again, and after a failed open. */
static inline void tally_2_close(struct tally_2_reader *reader) {
    if (reader->object != NULL) munmap((void *)(uintptr_t)reader->object, reader->length);
    if (reader->file >= 0) close(reader->file);
    reader->object = NULL;
    reader->file = -1;
}

/* How many of `capacity` bytes of a text, or elements of a list, are in use. */
static inline size_t tally_2_length(const uint8_t length[8], size_t capacity) {
    uint64_t number = tally_2_number(length, 8);
    return number < capacity ? (size_t)number : capacity;
}

/* One relaxed load of each width: a number is loaded as a whole and by no other width. */
static inline uint8_t tally_2_load_u8(const unsigned char *at) {
    return __atomic_load_n((const uint8_t *)at, __ATOMIC_RELAXED);
}
static inline uint16_t tally_2_load_u16(const unsigned char *at) {
    return __atomic_load_n((const uint16_t *)(const void *)at, __ATOMIC_RELAXED);
}
static inline uint32_t tally_2_load_u32(const unsigned char *at) {
    return __atomic_load_n((const uint32_t *)(const void *)at, __ATOMIC_RELAXED);
}
static inline uint64_t tally_2_load_u64(const unsigned char *at) {
    return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}
static inline float tally_2_load_f32(const unsigned char *at) {
    uint32_t bits = tally_2_load_u32(at);
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}
static inline double tally_2_load_f64(const unsigned char *at) {
    uint64_t bits = tally_2_load_u64(at);
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static inline void tally_2_cache_line_load_all(struct tally_2_cache_line *to, const unsigned char *at) {
    (void)at;
    to->value = (uint64_t)tally_2_load_u64(at + 0);
    for (size_t i0 = 0; i0 < 56; i0++) {
        to->_fill[i0] = (uint8_t)tally_2_load_u8(at + 8 + i0 * 1);
    }
}

static inline void tally_2_wheel_load_all(struct tally_2_wheel *to, const unsigned char *at) {
    (void)at;
    to->turns = (uint32_t)tally_2_load_u32(at + 0);
    to->wear = (float)tally_2_load_f32(at + 4);
}

/* Loads every number, one after the other. The result is TALLY_2_OK. */
static inline int tally_2_read(struct tally_2_reader *reader, struct tally_2 *to) {
    const unsigned char *at = reader->object + reader->values;
    (void)at;
    tally_2_cache_line_load_all(&to->requests, at + 0);
    to->busy = (double)tally_2_load_f64(at + 64);
    for (size_t i0 = 0; i0 < 2; i0++) {
        tally_2_wheel_load_all(&to->wheels[i0], at + 72 + i0 * 8);
    }
    to->least = (int64_t)tally_2_load_u64(at + 88);
    for (size_t i0 = 0; i0 < 2; i0++) {
        for (size_t i1 = 0; i1 < 2; i1++) {
            to->grid[i0][i1] = (int16_t)tally_2_load_u16(at + 96 + i0 * 4 + i1 * 2);
        }
    }
    for (size_t i0 = 0; i0 < 7; i0++) {
        to->bytes[i0] = (uint8_t)tally_2_load_u8(at + 104 + i0 * 1);
    }
    to->sign = (int8_t)tally_2_load_u8(at + 111);
    to->half = (int32_t)tally_2_load_u32(at + 112);
    to->last = (uint32_t)tally_2_load_u32(at + 116);
    for (size_t i0 = 0; i0 < 2; i0++) {
        to->_pad[i0] = (uint32_t)tally_2_load_u32(at + 120 + i0 * 4);
    }
    return TALLY_2_OK;
}

/* Seconds.
   [unit s] */
static inline double tally_2_get_busy(const struct tally_2_reader *reader) {
    return (double)tally_2_load_f64(reader->object + reader->values + 64);
}

static inline int64_t tally_2_get_least(const struct tally_2_reader *reader) {
    return (int64_t)tally_2_load_u64(reader->object + reader->values + 88);
}

static inline int8_t tally_2_get_sign(const struct tally_2_reader *reader) {
    return (int8_t)tally_2_load_u8(reader->object + reader->values + 111);
}

static inline int32_t tally_2_get_half(const struct tally_2_reader *reader) {
    return (int32_t)tally_2_load_u32(reader->object + reader->values + 112);
}

static inline uint32_t tally_2_get_last(const struct tally_2_reader *reader) {
    return (uint32_t)tally_2_load_u32(reader->object + reader->values + 116);
}

#ifdef __cplusplus
}
#endif

#endif
