/* A reader of the shared object `NAME`, for C11 and C++17.
   Written by `shm-typed schema NAME --format c`: write it again, do not edit it.

       struct everything_reader reader;
       struct everything value;
       int result = everything_open(&reader, "NAME");
       if (result == EVERYTHING_OK) result = everything_read(&reader, &value);
       if (result != EVERYTHING_OK) fprintf(stderr, "%s\n", everything_describe(result));
       everything_close(&reader);

   A value is whole, as it was published. Whoever may write the object decides what is in it:
   a bool may be neither 0 nor 1, an enum none of its constants, a text no UTF-8. Whoever may shorten
   the file ends the readers by SIGBUS. One thread at a time may use a reader. */
#ifndef EVERYTHING_7A86AEDF_H
#define EVERYTHING_7A86AEDF_H

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
#define EVERYTHING_ASSERT(condition) static_assert(condition, #condition)
#define EVERYTHING_ALIGNED(n) alignas(n)
#define EVERYTHING_ALIGNMENT(type) alignof(type)
extern "C" {
#else
#define EVERYTHING_ASSERT(condition) _Static_assert(condition, #condition)
#define EVERYTHING_ALIGNED(n) _Alignas(n)
#define EVERYTHING_ALIGNMENT(type) _Alignof(type)
#endif

struct everything_cache_line {
    EVERYTHING_ALIGNED(64) uint64_t value;
    uint8_t _fill[56];
};
EVERYTHING_ASSERT(sizeof(struct everything_cache_line) == 64);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_cache_line) == 64);
EVERYTHING_ASSERT(offsetof(struct everything_cache_line, value) == 0);
EVERYTHING_ASSERT(offsetof(struct everything_cache_line, _fill) == 8);

/* 128 bits, as two words. */
struct everything_u128 {
    EVERYTHING_ALIGNED(16) uint64_t low;
    uint64_t high;
};
EVERYTHING_ASSERT(sizeof(struct everything_u128) == 16);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_u128) == 16);

/* 128 bits, as two words. */
struct everything_i128 {
    EVERYTHING_ALIGNED(16) uint64_t low;
    int64_t high;
};
EVERYTHING_ASSERT(sizeof(struct everything_i128) == 16);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_i128) == 16);

/* 128 bits, as two words. */
struct everything_i128_2 {
    EVERYTHING_ALIGNED(16) uint64_t low;
    int64_t high;
};
EVERYTHING_ASSERT(sizeof(struct everything_i128_2) == 16);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_i128_2) == 16);

/* What the engine does.
   Its "mode", so to speak: C:\new\ . */
typedef int64_t everything_mode;
/* Nothing * / at all. */
#define EVERYTHING_MODE_OFF ((everything_mode)(-INT64_C(9223372036854775807) - 1))
#define EVERYTHING_MODE_IDLE ((everything_mode)INT64_C(0))
/* Or `r#type`. */
#define EVERYTHING_MODE_TYPE ((everything_mode)INT64_C(7))
#define EVERYTHING_MODE_FULL ((everything_mode)INT64_C(9223372036854775807))

/* One of them. */
struct everything_cylinder {
    /* In the middle of the stroke.
       [unit bar, gauge, from -1.5 to 250.0, NaN means none] */
    float pressure;
    /* [counter, since version 2] */
    uint32_t knocks;
};
EVERYTHING_ASSERT(sizeof(struct everything_cylinder) == 8);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_cylinder) == 4);
EVERYTHING_ASSERT(offsetof(struct everything_cylinder, pressure) == 0);
EVERYTHING_ASSERT(offsetof(struct everything_cylinder, knocks) == 4);

/* Text in UTF-8 without a NUL: `everything_length(text.len, 21)` bytes. */
struct everything_text_21 {
    uint8_t len[8];
    char bytes[21];
};
EVERYTHING_ASSERT(sizeof(struct everything_text_21) == 29);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_text_21) == 1);

/* A list: `everything_length(list.len, 5)` items. */
struct everything_list_5_u32 {
    EVERYTHING_ALIGNED(4) uint8_t len[8];
    uint32_t items[5];
};
EVERYTHING_ASSERT(sizeof(struct everything_list_5_u32) == 28);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_list_5_u32) == 4);

struct everything_pair {
    uint16_t first;
    uint8_t second[2];
};
EVERYTHING_ASSERT(sizeof(struct everything_pair) == 4);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_pair) == 2);
EVERYTHING_ASSERT(offsetof(struct everything_pair, first) == 0);
EVERYTHING_ASSERT(offsetof(struct everything_pair, second) == 2);

struct everything_pair_2 {
    int32_t first;
    int32_t second;
};
EVERYTHING_ASSERT(sizeof(struct everything_pair_2) == 8);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_pair_2) == 4);
EVERYTHING_ASSERT(offsetof(struct everything_pair_2, first) == 0);
EVERYTHING_ASSERT(offsetof(struct everything_pair_2, second) == 4);

/* `f16`, of which no more is known. */
struct everything_f16 {
    EVERYTHING_ALIGNED(2) uint8_t bytes[2];
};
EVERYTHING_ASSERT(sizeof(struct everything_f16) == 2);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_f16) == 2);

/* A list: `everything_length(list.len, 2)` items. */
struct everything_list_2_cylinder {
    EVERYTHING_ALIGNED(4) uint8_t len[8];
    struct everything_cylinder items[2];
};
EVERYTHING_ASSERT(sizeof(struct everything_list_2_cylinder) == 24);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything_list_2_cylinder) == 4);

/* Everything that a struct may hold. */
struct everything {
    /* Which publish this is: all other fields follow from it.
       [counter] */
    EVERYTHING_ALIGNED(128) struct everything_cache_line round;
    /* Serial number. */
    struct everything_u128 serial;
    /* [from -5 to 5, debug] */
    struct everything_i128 debt;
    struct everything_i128_2 never; /* not 0 */
    /* Crankshaft speed.

       Measured at the *flywheel*; see ``` fences ``` and ? ?/ and / * comments.
       [unit rpm, gauge, from 0.0 to 9000.0, NaN means none] */
    double speed;
    everything_mode mode;
    /* [sensitive] */
    struct everything_cylinder cylinders[3];
    /* [unit °] */
    float place[2][3];
    struct everything_text_21 label;
    uint8_t on; /* 0 or 1 */
    uint16_t small; /* not 0 */
    /* [`int` in the schema] */
    uint32_t int_;
    uint32_t letter; /* a character's number */
    struct everything_list_5_u32 loads;
    struct everything_pair pair;
    struct everything_pair_2 other;
    struct everything_f16 halves[2];
    struct everything_list_2_cylinder points;
    /* [`errno` in the schema] */
    int8_t errno_[6];
    /* [`EOF` in the schema] */
    uint8_t eof;
    /* [`größe` in the schema] */
    uint8_t gr_e;
    uint8_t _pad[92];
};
EVERYTHING_ASSERT(sizeof(struct everything) == 384);
EVERYTHING_ASSERT(EVERYTHING_ALIGNMENT(struct everything) == 128);
EVERYTHING_ASSERT(offsetof(struct everything, round) == 0);
EVERYTHING_ASSERT(offsetof(struct everything, serial) == 64);
EVERYTHING_ASSERT(offsetof(struct everything, debt) == 80);
EVERYTHING_ASSERT(offsetof(struct everything, never) == 96);
EVERYTHING_ASSERT(offsetof(struct everything, speed) == 112);
EVERYTHING_ASSERT(offsetof(struct everything, mode) == 120);
EVERYTHING_ASSERT(offsetof(struct everything, cylinders) == 128);
EVERYTHING_ASSERT(offsetof(struct everything, place) == 152);
EVERYTHING_ASSERT(offsetof(struct everything, label) == 176);
EVERYTHING_ASSERT(offsetof(struct everything, on) == 205);
EVERYTHING_ASSERT(offsetof(struct everything, small) == 206);
EVERYTHING_ASSERT(offsetof(struct everything, int_) == 208);
EVERYTHING_ASSERT(offsetof(struct everything, letter) == 212);
EVERYTHING_ASSERT(offsetof(struct everything, loads) == 216);
EVERYTHING_ASSERT(offsetof(struct everything, pair) == 244);
EVERYTHING_ASSERT(offsetof(struct everything, other) == 248);
EVERYTHING_ASSERT(offsetof(struct everything, halves) == 256);
EVERYTHING_ASSERT(offsetof(struct everything, points) == 260);
EVERYTHING_ASSERT(offsetof(struct everything, errno_) == 284);
EVERYTHING_ASSERT(offsetof(struct everything, eof) == 290);
EVERYTHING_ASSERT(offsetof(struct everything, gr_e) == 291);
EVERYTHING_ASSERT(offsetof(struct everything, _pad) == 292);


/* ---- the reader ---- */

/* What the functions return. */
enum {
    EVERYTHING_OK = 0,
    EVERYTHING_SYSTEM = 1,    /* a system call failed; errno says why */
    EVERYTHING_REFUSED = 2,   /* no regular file, of another user, or others may write it */
    EVERYTHING_NO_OBJECT = 3, /* not a shared object */
    EVERYTHING_NEWER = 4,     /* of a format that this header does not know */
    EVERYTHING_LAYOUT = 5,    /* of another type than this header's: write the header again */
    EVERYTHING_CORRUPT = 6,   /* its numbers contradict each other */
    EVERYTHING_BUSY = 7       /* the writer was faster than every attempt */
};

/* The layout fingerprint that the object must have. */
static const unsigned char everything_layout[16] = { 0x7a, 0x86, 0xae, 0xdf, 0xdc, 0x09, 0xa9, 0xd2, 0xaa, 0xdf, 0x37, 0x3e, 0xc0, 0xea, 0x65, 0x59 };

/* An open object. Look at nothing in it. */
struct everything_reader {
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
static inline const char *everything_describe(int result) {
    switch (result) {
    case EVERYTHING_OK: return "ok";
    case EVERYTHING_SYSTEM: return strerror(errno);
    case EVERYTHING_REFUSED: return "no regular file, of another user, or others may write it";
    case EVERYTHING_NO_OBJECT: return "not a shared object";
    case EVERYTHING_NEWER: return "a newer format than this program knows";
    case EVERYTHING_LAYOUT: return "another layout than this program was built with";
    case EVERYTHING_CORRUPT: return "the object is corrupt";
    case EVERYTHING_BUSY: return "the writer was faster than every attempt to read";
    default: return "no such result";
    }
}

/* A little-endian number of the header. */
static inline uint64_t everything_number(const unsigned char *at, int bytes) {
    uint64_t number = 0;
    while (bytes-- > 0) number = number << 8 | at[bytes];
    return number;
}

/* Whether the header, a private copy, is that of an object of this type in a file of `length` bytes; sets
   the numbers of the reader. */
static inline int everything_check(struct everything_reader *reader, const unsigned char *h, uint64_t length) {
    uint64_t count = everything_number(h + 36, 4), align = everything_number(h + 40, 4),
             value = everything_number(h + 44, 4), size = everything_number(h + 48, 8),
             stride = everything_number(h + 56, 8), slots = everything_number(h + 64, 8),
             end = everything_number(h + 72, 8), schema = everything_number(h + 84, 4);
    if (memcmp(h, "SHMTYPED", 8) != 0) return EVERYTHING_NO_OBJECT;
    if (everything_number(h + 8, 2) != 1 || everything_number(h + 16, 8) != 0) return EVERYTHING_NEWER;
    if (everything_number(h + 32, 4) != 1 || size != 384 || align != 128
        || memcmp(h + 88, everything_layout, 16) != 0) return EVERYTHING_LAYOUT;
    if (everything_number(h + 12, 4) != 256 || everything_number(h + 80, 4) != 512 || schema > 1048576
        || slots < 512 || schema > slots - 512 || slots % 4096 != 0 || end > length || slots > end)
        return EVERYTHING_CORRUPT;
    if (count < 2 || count > 255 || value < 8 || value % 8 != 0 || value % align != 0
        || stride % 64 != 0 || stride % align != 0 || stride < value + (size + 7) / 8 * 8
        || (end - slots) / count < stride) return EVERYTHING_CORRUPT;
    reader->length = (size_t)end;
    reader->stride = stride;
    reader->stamps = slots;
    reader->values = slots + value;
    reader->slots = count;
    return EVERYTHING_OK;
}

/* Opens the object `name` in `directory`. It must belong to `owner` or to root, and users other than
   its owner may have at most the write permissions `writable`, such as 020. */
static inline int everything_open_at(struct everything_reader *reader, const char *directory,
                                  const char *name, uid_t owner, mode_t writable) {
    unsigned char header[256];
    struct stat st;
    int folder, result = EVERYTHING_OK;
    void *object;
    ssize_t got;

    memset(reader, 0, sizeof *reader);
    reader->file = -1;
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) return EVERYTHING_REFUSED;
    folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return EVERYTHING_SYSTEM;
    /* Not to be held up by a FIFO. */
    reader->file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (reader->file < 0) {
        int error = errno;
        close(folder);
        errno = error;
        /* A link, or a socket or device: what no object is. */
        return error == ELOOP || error == ENXIO || error == ENODEV ? EVERYTHING_REFUSED : EVERYTHING_SYSTEM;
    }
    close(folder);

    if (fstat(reader->file, &st) != 0)
        result = EVERYTHING_SYSTEM;
    else if (!S_ISREG(st.st_mode) || (st.st_uid != owner && st.st_uid != 0)
             || (st.st_mode & 022 & ~writable) != 0)
        result = EVERYTHING_REFUSED;
    else if (st.st_size < 256)
        result = EVERYTHING_NO_OBJECT;
    else if ((got = pread(reader->file, header, 256, 0)) != 256)
        result = got < 0 ? EVERYTHING_SYSTEM : EVERYTHING_NO_OBJECT;
    else
        result = everything_check(reader, header, (uint64_t)st.st_size);
    if (result == EVERYTHING_OK) {
        object = mmap(NULL, reader->length, PROT_READ, MAP_SHARED, reader->file, 0);
        if (object == MAP_FAILED)
            result = EVERYTHING_SYSTEM;
        else
            reader->object = (const unsigned char *)object;
    }
    if (result != EVERYTHING_OK) {
        int error = errno;
        close(reader->file);
        reader->file = -1;
        errno = error;
    }
    return result;
}

/* Opens an object in /dev/shm of this process's user or of root that its owner alone may write. */
static inline int everything_open(struct everything_reader *reader, const char *name) {
    return everything_open_at(reader, "/dev/shm", name, geteuid(), 0);
}

/* Closes what was opened. May be called again, and after a failed open. */
static inline void everything_close(struct everything_reader *reader) {
    if (reader->object != NULL) munmap((void *)(uintptr_t)reader->object, reader->length);
    if (reader->file >= 0) close(reader->file);
    reader->object = NULL;
    reader->file = -1;
}

/* How many of `capacity` bytes of a text, or elements of a list, are in use. */
static inline size_t everything_length(const uint8_t length[8], size_t capacity) {
    uint64_t number = everything_number(length, 8);
    return number < capacity ? (size_t)number : capacity;
}

/* One relaxed load of an aligned word: what the writer's stores pair with. */
static inline uint64_t everything_word(const unsigned char *at) {
    return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}

/* The version of the value that is current: 1 for the first, and 1 more with each publish. */
static inline uint64_t everything_version(const struct everything_reader *reader) {
    uint64_t head = everything_word(reader->object + 256);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return head >> 8;
}

/* Whether another value is current than the one that was read last. */
static inline int everything_has_changed(const struct everything_reader *reader) {
    return everything_version(reader) != reader->seen;
}

/* Copies the current value, whole, in at most 1000 attempts. What is in `*value` counts only if the
   result is EVERYTHING_OK; `everything_seen` then gives its version. */
static inline int everything_read(struct everything_reader *reader, struct everything *value) {
    int attempt;
    for (attempt = 0; attempt < 1000; attempt++) {
        unsigned char *to = (unsigned char *)(void *)value;
        const unsigned char *from;
        uint64_t version, slot, head = everything_word(reader->object + 256);
        size_t left = 384;

        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        version = head >> 8;
        slot = head & 255;
        if (version == 0 || slot >= reader->slots) return EVERYTHING_CORRUPT;
        from = reader->object + reader->values + slot * reader->stride;
        while (left > 0) {
            uint64_t word = everything_word(from);
            size_t part = left < 8 ? left : 8;
            memcpy(to, &word, part);
            from += 8;
            to += part;
            left -= part;
        }
        /* The stamp is looked at after the copy: had a word of a later fill been copied, it would be
           another. */
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (everything_word(reader->object + reader->stamps + slot * reader->stride) == version) {
            reader->seen = version;
            return EVERYTHING_OK;
        }
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (everything_word(reader->object + 256) == head) return EVERYTHING_CORRUPT;
    }
    return EVERYTHING_BUSY;
}

/* The version of the value that was read last; 0 before the first. */
static inline uint64_t everything_seen(const struct everything_reader *reader) {
    return reader->seen;
}

/* Whether the writer has ended in good order, or another object has taken the name: open again. */
static inline int everything_has_ended(const struct everything_reader *reader) {
    uint32_t lifecycle = __atomic_load_n(
        (const uint32_t *)(const void *)(reader->object + 384), __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return lifecycle == 2 || lifecycle == 3;
}

/* 1 if a writer lives, by the kernel's word; 0 if none does; -1 if the kernel does not say. */
static inline int everything_writer_alive(const struct everything_reader *reader) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = (off_t)1 << 62;
    lock.l_len = 1;
    /* 36 is F_OFD_GETLK, which POSIX does not have. */
    if (fcntl(reader->file, 36, &lock) != 0) return -1;
    return lock.l_type != F_UNLCK;
}

#ifdef __cplusplus
}
#endif

#endif
