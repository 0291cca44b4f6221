
       struct if_x_reader reader;
       struct if_x value;
       int result = if_x_open(&reader, "NAME");
       if (result == IF_X_OK) result = if_x_read(&reader, &value);
       if (result != IF_X_OK) fprintf(stderr, "%s\n", if_x_describe(result));
       if_x_close(&reader);

   A value is whole, as it was published. Whoever may write the object decides what is in it:
   a bool may be neither 0 nor 1, an enum none of its constants, a text no UTF-8. Whoever may shorten
   the file ends the readers by SIGBUS. One thread at a time may use a reader. */
#ifndef IF_X_40DAC69B_H
#define IF_X_40DAC69B_H

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
#define IF_X_ASSERT(condition) static_assert(condition, #condition)
#define IF_X_ALIGNED(n) alignas(n)
#define IF_X_ALIGNMENT(type) alignof(type)
extern "C" {
#else
#define IF_X_ASSERT(condition) _Static_assert(condition, #condition)
#define IF_X_ALIGNED(n) _Alignas(n)
#define IF_X_ALIGNMENT(type) _Alignof(type)
#endif

/* * / */
typedef int64_t if_x_shared;
/* * / */
#define IF_X_SHARED_MRO ((if_x_shared)(-INT64_C(9223372036854775807) - 1))
#define IF_X_SHARED_PANIC ((if_x_shared)INT64_C(0))
#define IF_X_SHARED_SELF ((if_x_shared)INT64_C(1))
#define IF_X_SHARED_SELF_2 ((if_x_shared)INT64_C(2))

struct if_x_u8 {
    uint64_t mro;
};
IF_X_ASSERT(sizeof(struct if_x_u8) == 8);
IF_X_ASSERT(IF_X_ALIGNMENT(struct if_x_u8) == 8);
IF_X_ASSERT(offsetof(struct if_x_u8, mro) == 0);

struct if_x_u8_2 {
    /* [NaN means none] */
    double type;
};
IF_X_ASSERT(sizeof(struct if_x_u8_2) == 8);
IF_X_ASSERT(IF_X_ALIGNMENT(struct if_x_u8_2) == 8);
IF_X_ASSERT(offsetof(struct if_x_u8_2, type) == 0);

/* `[u8; { panic!() }]`, of which no more is known. */
struct if_x_u8_panic {
    IF_X_ALIGNED(1) uint8_t bytes[8];
};
IF_X_ASSERT(sizeof(struct if_x_u8_panic) == 8);
IF_X_ASSERT(IF_X_ALIGNMENT(struct if_x_u8_panic) == 1);

/* * / #error help
   """ \ .
   ```
   panic!()
   ```
   panic!()
   \u{202e}\ . */
struct if_x {
    /* * /
       [`class` in the schema, unit "\* /, from -1 to 300, NaN means none, since version 9] */
    uint8_t class_;
    /* [`* /` in the schema] */
    uint8_t unnamed;
    /* [`"` in the schema] */
    uint8_t unnamed_2;
    /* \ .
       [`\` in the schema] */
    uint8_t unnamed_3;
    /* [`int` in the schema] */
    uint8_t int_;
    /* [`int_` in the schema] */
    uint8_t int_2;
    /* [`a b` in the schema] */
    uint8_t a_b;
    /* [`a-b` in the schema] */
    uint8_t a_b_2;
    /* [`__init__` in the schema] */
    uint8_t _init;
    uint8_t self;
    /* [`Self` in the schema] */
    uint8_t self_2;
    /* [`_` in the schema] */
    uint8_t unnamed_4;
    /* [`速度` in the schema] */
    uint8_t unnamed_5;
    /* [`linux` in the schema] */
    uint8_t linux_;
    /* [`EOF` in the schema] */
    uint8_t eof;
    /* [`1` in the schema] */
    uint8_t field_1;
    /* [`{} %s $(reboot) `reboot`` in the schema] */
    if_x_shared _s_reboot_reboot;
    /* [`None` in the schema] */
    struct if_x_u8 none;
    /* [`True` in the schema] */
    struct if_x_u8_2 true_;
    struct if_x_u8_panic opaque;
};
IF_X_ASSERT(sizeof(struct if_x) == 48);
IF_X_ASSERT(IF_X_ALIGNMENT(struct if_x) == 8);
IF_X_ASSERT(offsetof(struct if_x, class_) == 0);
IF_X_ASSERT(offsetof(struct if_x, unnamed) == 1);
IF_X_ASSERT(offsetof(struct if_x, unnamed_2) == 2);
IF_X_ASSERT(offsetof(struct if_x, unnamed_3) == 3);
IF_X_ASSERT(offsetof(struct if_x, int_) == 4);
IF_X_ASSERT(offsetof(struct if_x, int_2) == 5);
IF_X_ASSERT(offsetof(struct if_x, a_b) == 6);
IF_X_ASSERT(offsetof(struct if_x, a_b_2) == 7);
IF_X_ASSERT(offsetof(struct if_x, _init) == 8);
IF_X_ASSERT(offsetof(struct if_x, self) == 9);
IF_X_ASSERT(offsetof(struct if_x, self_2) == 10);
IF_X_ASSERT(offsetof(struct if_x, unnamed_4) == 11);
IF_X_ASSERT(offsetof(struct if_x, unnamed_5) == 12);
IF_X_ASSERT(offsetof(struct if_x, linux_) == 13);
IF_X_ASSERT(offsetof(struct if_x, eof) == 14);
IF_X_ASSERT(offsetof(struct if_x, field_1) == 15);
IF_X_ASSERT(offsetof(struct if_x, _s_reboot_reboot) == 16);
IF_X_ASSERT(offsetof(struct if_x, none) == 24);
IF_X_ASSERT(offsetof(struct if_x, true_) == 32);
IF_X_ASSERT(offsetof(struct if_x, opaque) == 40);


/* ---- the reader ---- */

/* What the functions return. */
enum {
    IF_X_OK = 0,
    IF_X_SYSTEM = 1,    /* a system call failed; errno says why */
    IF_X_REFUSED = 2,   /* no regular file, of another user, or others may write it */
    IF_X_NO_OBJECT = 3, /* not a shared object */
    IF_X_NEWER = 4,     /* of a format that this header does not know */
    IF_X_LAYOUT = 5,    /* of another type than this header's: write the header again */
    IF_X_CORRUPT = 6,   /* its numbers contradict each other */
    IF_X_BUSY = 7       /* the writer was faster than every attempt */
};

/* The layout fingerprint that the object must have. */
static const unsigned char if_x_layout[16] = { 0x40, 0xda, 0xc6, 0x9b, 0xc1, 0xae, 0xf9, 0x34, 0x69, 0xad, 0xbf, 0xf6, 0xcc, 0xf6, 0xb1, 0x19 };

/* An open object. Look at nothing in it. */
struct if_x_reader {
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
static inline const char *if_x_describe(int result) {
    switch (result) {
    case IF_X_OK: return "ok";
    case IF_X_SYSTEM: return strerror(errno);
    case IF_X_REFUSED: return "no regular file, of another user, or others may write it";
    case IF_X_NO_OBJECT: return "not a shared object";
    case IF_X_NEWER: return "a newer format than this program knows";
    case IF_X_LAYOUT: return "another layout than this program was built with";
    case IF_X_CORRUPT: return "the object is corrupt";
    case IF_X_BUSY: return "the writer was faster than every attempt to read";
    default: return "no such result";
    }
}

/* A little-endian number of the header. */
static inline uint64_t if_x_number(const unsigned char *at, int bytes) {
    uint64_t number = 0;
    while (bytes-- > 0) number = number << 8 | at[bytes];
    return number;
}

/* Whether the header, a private copy, is that of an object of this type in a file of `length` bytes; sets
   the numbers of the reader. */
static inline int if_x_check(struct if_x_reader *reader, const unsigned char *h, uint64_t length) {
    uint64_t count = if_x_number(h + 36, 4), align = if_x_number(h + 40, 4),
             value = if_x_number(h + 44, 4), size = if_x_number(h + 48, 8),
             stride = if_x_number(h + 56, 8), slots = if_x_number(h + 64, 8),
             end = if_x_number(h + 72, 8), schema = if_x_number(h + 84, 4);
    if (memcmp(h, "SHMTYPED", 8) != 0) return IF_X_NO_OBJECT;
    if (if_x_number(h + 8, 2) != 1 || if_x_number(h + 16, 8) != 0) return IF_X_NEWER;
    if (if_x_number(h + 32, 4) != 1 || size != 48 || align != 8
        || memcmp(h + 88, if_x_layout, 16) != 0) return IF_X_LAYOUT;
    if (if_x_number(h + 12, 4) != 256 || if_x_number(h + 80, 4) != 512 || schema > 1048576
        || slots < 512 || schema > slots - 512 || slots % 4096 != 0 || end > length || slots > end)
        return IF_X_CORRUPT;
    if (count < 2 || count > 255 || value < 8 || value % 8 != 0 || value % align != 0
        || stride % 64 != 0 || stride % align != 0 || stride < value + (size + 7) / 8 * 8
        || (end - slots) / count < stride) return IF_X_CORRUPT;
    reader->length = (size_t)end;
    reader->stride = stride;
    reader->stamps = slots;
    reader->values = slots + value;
    reader->slots = count;
    return IF_X_OK;
}

/* Opens the object `name` in `directory`. It must belong to `owner` or to root, and users other than
   its owner may have at most the write permissions `writable`, such as 020. */
static inline int if_x_open_at(struct if_x_reader *reader, const char *directory,
                                  const char *name, uid_t owner, mode_t writable) {
    unsigned char header[256];
    struct stat st;
    int folder, result = IF_X_OK;
    void *object;
    ssize_t got;

    memset(reader, 0, sizeof *reader);
    reader->file = -1;
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) return IF_X_REFUSED;
    folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return IF_X_SYSTEM;
    /* Not to be held up by a FIFO. */
    reader->file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (reader->file < 0) {
        int error = errno;
        close(folder);
        errno = error;
        /* A link, or a socket or device: what no object is. */
        return error == ELOOP || error == ENXIO || error == ENODEV ? IF_X_REFUSED : IF_X_SYSTEM;
    }
    close(folder);

    if (fstat(reader->file, &st) != 0)
        result = IF_X_SYSTEM;
    else if (!S_ISREG(st.st_mode) || (st.st_uid != owner && st.st_uid != 0)
             || (st.st_mode & 022 & ~writable) != 0)
        result = IF_X_REFUSED;
    else if (st.st_size < 256)
        result = IF_X_NO_OBJECT;
    else if ((got = pread(reader->file, header, 256, 0)) != 256)
        result = got < 0 ? IF_X_SYSTEM : IF_X_NO_OBJECT;
    else
        result = if_x_check(reader, header, (uint64_t)st.st_size);
    if (result == IF_X_OK) {
        object = mmap(NULL, reader->length, PROT_READ, MAP_SHARED, reader->file, 0);
        if (object == MAP_FAILED)
            result = IF_X_SYSTEM;
        else
            reader->object = (const unsigned char *)object;
    }
    if (result != IF_X_OK) {
        int error = errno;
        close(reader->file);
        reader->file = -1;
        errno = error;
    }
    return result;
}

/* Opens an object in /dev/shm of this process's user or of root that its owner alone may write. */
static inline int if_x_open(struct if_x_reader *reader, const char *name) {
    return if_x_open_at(reader, "/dev/shm", name, geteuid(), 0);
}

/* Closes what was opened. May be called again, and after a failed open. */
static inline void if_x_close(struct if_x_reader *reader) {
    if (reader->object != NULL) munmap((void *)(uintptr_t)reader->object, reader->length);
    if (reader->file >= 0) close(reader->file);
    reader->object = NULL;
    reader->file = -1;
}

/* How many of `capacity` bytes of a text, or elements of a list, are in use. */
static inline size_t if_x_length(const uint8_t length[8], size_t capacity) {
    uint64_t number = if_x_number(length, 8);
    return number < capacity ? (size_t)number : capacity;
}

/* One relaxed load of an aligned word: what the writer's stores pair with. */
static inline uint64_t if_x_word(const unsigned char *at) {
    return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}

/* The version of the value that is current: 1 for the first, and 1 more with each publish. */
static inline uint64_t if_x_version(const struct if_x_reader *reader) {
    uint64_t head = if_x_word(reader->object + 256);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return head >> 8;
}

/* Whether another value is current than the one that was read last. */
static inline int if_x_has_changed(const struct if_x_reader *reader) {
    return if_x_version(reader) != reader->seen;
}

/* Copies the current value, whole, in at most 1000 attempts. What is in `*value` counts only if the
   result is IF_X_OK; `if_x_seen` then gives its version. */
static inline int if_x_read(struct if_x_reader *reader, struct if_x *value) {
    int attempt;
    for (attempt = 0; attempt < 1000; attempt++) {
        unsigned char *to = (unsigned char *)(void *)value;
        const unsigned char *from;
        uint64_t version, slot, head = if_x_word(reader->object + 256);
        size_t left = 48;

        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        version = head >> 8;
        slot = head & 255;
        if (version == 0 || slot >= reader->slots) return IF_X_CORRUPT;
        from = reader->object + reader->values + slot * reader->stride;
        while (left > 0) {
            uint64_t word = if_x_word(from);
            size_t part = left < 8 ? left : 8;
            memcpy(to, &word, part);
            from += 8;
            to += part;
            left -= part;
        }
        /* The stamp is looked at after the copy: had a word of a later fill been copied, it would be
           another. */
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (if_x_word(reader->object + reader->stamps + slot * reader->stride) == version) {
            reader->seen = version;
            return IF_X_OK;
        }
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (if_x_word(reader->object + 256) == head) return IF_X_CORRUPT;
    }
    return IF_X_BUSY;
}

/* The version of the value that was read last; 0 before the first. */
static inline uint64_t if_x_seen(const struct if_x_reader *reader) {
    return reader->seen;
}

/* Whether the writer has ended in good order, or another object has taken the name: open again. */
static inline int if_x_has_ended(const struct if_x_reader *reader) {
    uint32_t lifecycle = __atomic_load_n(
        (const uint32_t *)(const void *)(reader->object + 384), __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return lifecycle == 2 || lifecycle == 3;
}

/* 1 if a writer lives, by the kernel's word; 0 if none does; -1 if the kernel does not say. */
static inline int if_x_writer_alive(const struct if_x_reader *reader) {
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
