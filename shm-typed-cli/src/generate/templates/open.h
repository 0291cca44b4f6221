
/* ---- the reader ---- */

/* What the functions return. */
enum {
    @UPPER@_OK = 0,
    @UPPER@_SYSTEM = 1,    /* a system call failed; errno says why */
    @UPPER@_REFUSED = 2,   /* no regular file, of another user, or others may write it */
    @UPPER@_NO_OBJECT = 3, /* not a shared object */
    @UPPER@_NEWER = 4,     /* of a format that this header does not know */
    @UPPER@_LAYOUT = 5,    /* of another type than this header's: write the header again */
    @UPPER@_CORRUPT = 6,   /* its numbers contradict each other */
    @UPPER@_BUSY = 7       /* the writer was faster than every attempt */
};

/* The layout fingerprint that the object must have. */
static const unsigned char @LOWER@_layout[16] = { @FINGERPRINT@ };

/* An open object. Look at nothing in it. */
struct @LOWER@_reader {
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
static inline const char *@LOWER@_describe(int result) {
    switch (result) {
    case @UPPER@_OK: return "ok";
    case @UPPER@_SYSTEM: return strerror(errno);
    case @UPPER@_REFUSED: return "no regular file, of another user, or others may write it";
    case @UPPER@_NO_OBJECT: return "not a shared object";
    case @UPPER@_NEWER: return "a newer format than this program knows";
    case @UPPER@_LAYOUT: return "another layout than this program was built with";
    case @UPPER@_CORRUPT: return "the object is corrupt";
    case @UPPER@_BUSY: return "the writer was faster than every attempt to read";
    default: return "no such result";
    }
}

/* A little-endian number of the header. */
static inline uint64_t @LOWER@_number(const unsigned char *at, int bytes) {
    uint64_t number = 0;
    while (bytes-- > 0) number = number << 8 | at[bytes];
    return number;
}

/* Whether the header, a private copy, is that of an object of this type in a file of `length` bytes; sets
   the numbers of the reader. */
static inline int @LOWER@_check(struct @LOWER@_reader *reader, const unsigned char *h, uint64_t length) {
    uint64_t count = @LOWER@_number(h + 36, 4), align = @LOWER@_number(h + 40, 4),
             value = @LOWER@_number(h + 44, 4), size = @LOWER@_number(h + 48, 8),
             stride = @LOWER@_number(h + 56, 8), slots = @LOWER@_number(h + 64, 8),
             end = @LOWER@_number(h + 72, 8), schema = @LOWER@_number(h + 84, 4);
    if (memcmp(h, "SHMTYPED", 8) != 0) return @UPPER@_NO_OBJECT;
    if (@LOWER@_number(h + 8, 2) != 1 || @LOWER@_number(h + 16, 8) != 0) return @UPPER@_NEWER;
    if (@LOWER@_number(h + 32, 4) != @DISCIPLINE@ || size != @SIZE@ || align != @ALIGN@
        || memcmp(h + 88, @LOWER@_layout, 16) != 0) return @UPPER@_LAYOUT;
    if (@LOWER@_number(h + 12, 4) != 256 || @LOWER@_number(h + 80, 4) != 512 || schema > 1048576
        || slots < 512 || schema > slots - 512 || slots % 4096 != 0 || end > length || slots > end)
        return @UPPER@_CORRUPT;
@GEOMETRY@
    reader->length = (size_t)end;
    reader->stride = stride;
    reader->stamps = slots;
    reader->values = slots + value;
    reader->slots = count;
    return @UPPER@_OK;
}

/* Opens the object `name` in `directory`. It must belong to `owner` or to root, and users other than
   its owner may have at most the write permissions `writable`, such as 020. */
static inline int @LOWER@_open_at(struct @LOWER@_reader *reader, const char *directory,
                                  const char *name, uid_t owner, mode_t writable) {
    unsigned char header[256];
    struct stat st;
    int folder, result = @UPPER@_OK;
    void *object;
    ssize_t got;

    memset(reader, 0, sizeof *reader);
    reader->file = -1;
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) return @UPPER@_REFUSED;
    folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return @UPPER@_SYSTEM;
    /* Not to be held up by a FIFO. */
    reader->file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (reader->file < 0) {
        int error = errno;
        close(folder);
        errno = error;
        /* A link, or a socket or device: what no object is. */
        return error == ELOOP || error == ENXIO || error == ENODEV ? @UPPER@_REFUSED : @UPPER@_SYSTEM;
    }
    close(folder);

    if (fstat(reader->file, &st) != 0)
        result = @UPPER@_SYSTEM;
    else if (!S_ISREG(st.st_mode) || (st.st_uid != owner && st.st_uid != 0)
             || (st.st_mode & 022 & ~writable) != 0)
        result = @UPPER@_REFUSED;
    else if (st.st_size < 256)
        result = @UPPER@_NO_OBJECT;
    else if ((got = pread(reader->file, header, 256, 0)) != 256)
        result = got < 0 ? @UPPER@_SYSTEM : @UPPER@_NO_OBJECT;
    else
        result = @LOWER@_check(reader, header, (uint64_t)st.st_size);
    if (result == @UPPER@_OK) {
        object = mmap(NULL, reader->length, PROT_READ, MAP_SHARED, reader->file, 0);
        if (object == MAP_FAILED)
            result = @UPPER@_SYSTEM;
        else
            reader->object = (const unsigned char *)object;
    }
    if (result != @UPPER@_OK) {
        int error = errno;
        close(reader->file);
        reader->file = -1;
        errno = error;
    }
    return result;
}

/* Opens an object in /dev/shm of this process's user or of root that its owner alone may write. */
static inline int @LOWER@_open(struct @LOWER@_reader *reader, const char *name) {
    return @LOWER@_open_at(reader, "/dev/shm", name, geteuid(), 0);
}

/* Closes what was opened. May be called again, and after a failed open. */
static inline void @LOWER@_close(struct @LOWER@_reader *reader) {
    if (reader->object != NULL) munmap((void *)(uintptr_t)reader->object, reader->length);
    if (reader->file >= 0) close(reader->file);
    reader->object = NULL;
    reader->file = -1;
}

/* How many of `capacity` bytes of a text, or elements of a list, are in use. */
static inline size_t @LOWER@_length(const uint8_t length[8], size_t capacity) {
    uint64_t number = @LOWER@_number(length, 8);
    return number < capacity ? (size_t)number : capacity;
}
